/**
 * How much is too much? Every limit of the product, as a number with its unit, in this one file: what a caller may send (`limits`), what an
 * adapter may hand over (`channelLimits`), and how much one step looks at in one go (`stepLimits`). A gate (`tools/gates/limits.ts`) looks for
 * numbers elsewhere. Not here: what a rule of `core` counts, and what a provider allows, which its adapter describes.
 */
export const limits = {
  messageTextChars: 100_000,
  messageHtmlChars: 300_000,
  /** Each costs about 25 µs to read, and four entities cost as much; more would keep everybody else waiting. */
  messageHtmlTags: 5_000,
  nameChars: 120,
  tiersPerWorkspace: 20,
  targetsPerWorkspace: 100,
  targetNameChars: 80,
  targetMinutes: 366 * 24 * 60,
  /** What a target that is over the moment it is set still gives. */
  targetGraceMinutes: 1_440,
  /** Why a channel is open though a test of it fails. */
  overrideReasonMinChars: 3,
  overrideReasonChars: 300,
  /** How long somebody says to be live, at least, at most, and where they say nothing of it. */
  liveMinutesMin: 5,
  liveMinutesMax: 720,
  liveMinutes: 240,
  /** Nobody waits live for longer than this without being told a time. */
  liveWaitMs: 5 * 60_000,
  attachmentsPerMessage: 20,
  attachmentBytes: 25 * 1024 * 1024,
  /** A logo is loaded by every page and mail that customers open. */
  logoBytes: 200 * 1024,
  logoPx: 2_000,
  /** It stands 32 px high beside a name, on a telephone too. */
  logoWidthPerHeight: 4,
  /** A larger file is given out without having been looked at. */
  scanBytes: 32 * 1024 * 1024,
  scanMs: 60_000,
  undoMsMax: 30_000,
  signatureChars: 4_000,
  signatureHtmlChars: 20_000,
  /** Of what was said before, so much goes along with an answer at most. */
  historyChars: 60_000,
  /** The words of a time promised in an answer: “by Friday at noon”. */
  promiseChars: 120,
  promiseAheadMs: 366 * 24 * 3_600_000,
  /** A reply may be sent this much later. */
  sendAheadMs: 400 * 24 * 3_600_000,
  pageMax: 200,
  bulkCases: 100,
  /** A line of an incident's words. */
  incidentLineChars: 300,
  openIncidents: 20,
  casesPerIncident: 10_000,
  jsonBodyBytes: 1024 * 1024,
  /** Above this, raw bytes go to the blob store instead of the database row. */
  rawInRowBytes: 256 * 1024,
  mailBytes: 30 * 1024 * 1024,
  mailRecipientCount: 50,
  /** A mail inside a provider's form or JSON; one written out in percent signs may be longer than the mail, and is refused above this. */
  providerMailBytes: 60 * 1024 * 1024,
  providerMailBytesInFlight: 160 * 1024 * 1024,
  /** One call of a provider; those of messages carry words and references to files, never the files. */
  webhookInBytes: 3 * 1024 * 1024,
  intakeBatchRows: 500,
  intakeBatchBytes: 4 * 1024 * 1024,
  /** When the oldest unprocessed message is older, new ones are refused with 503 and Retry-After. */
  intakeLagMs: 30_000,
  processBatchRows: 256,
  processAttempts: 5,
  leaseMs: 30_000,
  idempotencyKeyChars: 255,
  idempotencyKeepMs: 7 * 24 * 3_600_000,
  originalKeepMs: 30 * 24 * 3_600_000,
  webhookLogKeepMs: 30 * 24 * 3_600_000,
  streamFrameBytes: 16 * 1024,
  streamBufferBytes: 1024 * 1024,
  streamFramesPerSecond: 20,
  searchChars: 200,
  snippetChars: 10_000,
  visitorUploadsPerHour: 60,
  visitorUploadBytesPerHour: 200 * 1024 * 1024,
  /** All visitors of a workspace together: new sessions make no new room. */
  workspaceVisitorUploadsPerHour: 3_000,
  workspaceVisitorUploadBytesPerHour: 4 * 1024 * 1024 * 1024,
  /** Files stop while this much of the disk is still free; mail and messages go on until the second figure. */
  diskReserveBytes: { upload: 200 * 1024 * 1024, message: 50 * 1024 * 1024 },
  /** It names a site's customer: 200 characters of number and 200 of name, four bytes each, as base64. */
  visitorTokenChars: 4_000,
  autoReplyPerAddressMs: 24 * 3_600_000,
  /** A file of `attachmentBytes` with what a form puts around it. */
  uploadBodyBytes: 40 * 1024 * 1024,
  /** Per source, which is one member, token or visitor, one IPv4 address or one IPv6 /64; each web process counts for itself. */
  requestsPerMinute: {
    read: 60_000,
    write: 30_000,
    visitor: 60,
    visitorRead: 600,
    upload: 120,
    uploadMegabytes: 500,
    login: 30,
    mailIn: 3_000,
    /** What looks at a thousand rows to answer one question. */
    heavy: 60,
  },
  /** Attempts to sign in, over all processes. `pair`: one source at one account; `wide`: the network around the source. */
  signInWindowMs: 15 * 60_000,
  signInAttempts: {
    password: { near: 40, wide: 300, account: 20, pair: 10 },
    code: { near: 40, wide: 300, account: 15, pair: 10 },
    link: { near: 20, wide: 200, account: 10, pair: 5 },
    passkey: { near: 60, wide: 600, account: 60, pair: 60 },
    token: { near: 60, wide: 600, account: 60, pair: 60 },
  },
  webhooksPerWorkspace: 50,
  rulesPerWorkspace: 200,
  cardsPerWorkspace: 20,
  cardTimeoutMs: 2_000,
  /** How long an answer is shown again without asking anew; a failure for less. */
  cardKeepMs: 60_000,
  cardFailureKeepMs: 10_000,
  /** Newest versions; each change of one is a row more. */
  policiesPerWorkspace: 200,
  webhookRedeliveries: 1_000,
  webhookAnswerBytes: 64 * 1024,
  webhookTimeoutMs: 20_000,

  // Lengths in what is asked for, in UTF-16 units.
  /** Names of tags, fields, macros, queues, passkeys: they stand in chips and lists. */
  labelChars: 60,
  ruleNameChars: 80,
  ruleWordChars: 80,
  skillChars: 40,
  reasonChars: 300,
  exceptionReasonChars: 200,
  askedBecauseChars: 200,
  urgentLineChars: 300,
  subjectChars: 300,
  /** Names of settings, secrets, scopes, event types and ids of other programs. */
  keyChars: 60,
  /** BCP 47 asks for room for 35. */
  localeChars: 35,
  /** Of a workspace, a calendar or a customer: language and region. */
  shortLocaleChars: 20,
  regionChars: 8,
  zoneChars: 60,
  /** RFC 5321: 64 before the @, 255 after it. */
  addressChars: 320,
  /** RFC 5321, erratum 1690: what fits into a path. */
  accountAddressChars: 254,
  domainChars: 253,
  urlChars: 2_000,
  originChars: 300,
  returnPathChars: 500,
  cursorChars: 400,
  /** A snapshot names every transaction that was open. */
  streamCursorChars: 4_000,
  streamTokenChars: 4_096,
  siteIdentityChars: 8_192,
  fieldValueFilterChars: 500,
  fieldInputChars: 1_000,
  /** What is kept of a field's or a fact's value. */
  keptValueChars: 500,
  cardValueChars: 500,
  invitationAnswerChars: 2_000,
  /** argon2id is given no more than `max`. */
  passwordChars: { min: 10, max: 128 },
  linkCodeChars: 200,
  hookSecretChars: 100,
  channelSecretChars: 4_096,
  mailboxPasswordChars: 1_000,
  clientIdChars: 300,
  clientSecretChars: 1_000,
  tenantChars: 100,
  signInStateChars: 500,
  signInCodeChars: 4_000,
  signInProofChars: 100,
  oidcAnswerChars: 4_096,
  passkeyAnswerChars: 8_192,
  /** WebAuthn: 1,023 bytes as base64url, with room. */
  passkeyIdChars: 1_400,
  passkeyTransports: 8,
  /** Fastify looks no further for a part of a path. */
  pathPartChars: 200,

  // Counts in what is asked for.
  /** Fields of a form sent without scripts; ours has four. */
  formFields: 20,
  /** Channels, topics or queues named in a condition. */
  conditionIds: 200,
  conditionLanguages: 50,
  tagsPerCase: 50,
  tagsPerStep: 20,
  readIdsPerReply: 50,
  messagesPerSplit: 200,
  savedViewsOrdered: 100,
  textsPerSnippet: 2,
  cardLines: 20,
  scopesPerToken: 60,
  typesPerWebhook: 60,
  todayIds: 50,
  fieldChoices: 50,
  wordsPerRule: 50,
  toldPerRule: 50,
  membersPerQueue: 500,
  skillsPerQueue: 20,
  skillsPerMember: 40,
  languagesPerMember: 20,
  noticesPerRequest: 200,
  findingsPerReport: 50,
  windowsPerDay: 12,
  weekdays: 7,
  originsPerChannel: 100,
  aliasesPerChannel: 50,
  sealersPerChannel: 20,

  // Largest numbers that are taken.
  originalDaysMax: 365,
  quietMonthsMax: 240,
  spamDaysMax: 3_650,
  coverageDaysMax: 56,
  craftDaysMax: 400,
  minutesPerReplyMax: 480,
  ruleMinutesBeforeMax: 2_880,
  replyWithinMinutesMax: 60 * 24 * 60,
  snoozeMinutesMax: 60 * 24 * 366,
  leaveMsMax: 400 * 24 * 3_600_000,
  placeMax: 1_000,
  capacityMax: 1_000,
  portMax: 65_535,
  yearMax: 2_100,
  /** A case's number is an `integer`. */
  caseNumberMax: 2_147_483_647,

  // Times after which whoever asks is let go.
  /** A whole request, its body included: a slow sender gets 408. */
  requestMs: 120_000,
  /** The first frame of a stream. */
  streamHelloMs: 5_000,
  /** The page without scripts: faster is a program, slower is asked to send again. */
  formTrapMs: 1_500,
  formKeepMs: 24 * 3_600_000,
  visitorCookieSeconds: 30 * 86_400,
} as const;

/** How much of anything an adapter hands over. A provider’s own limits are not here: they live in the adapter’s description. */
export const channelLimits = {
  /** A message's plain text, in UTF-16 units; the rest stays in the stored original. */
  textChars: 200_000,
  /** A message's HTML, in UTF-16 units, before sanitising. */
  htmlChars: 2_000_000,
  subjectChars: 998,
  displayNameChars: 200,
  addressChars: 320,
  fileNameChars: 200,
  /** What a provider calls a file of ours or of a customer's. */
  providerIdChars: 500,
  attachmentCount: 100,
  audienceCount: 200,
  messageIdChars: 998,
  referenceCount: 100,

  /** A mail as it came over the wire, in bytes: 25 MB of content and base64's 37 % on top. */
  mailBytes: 36_700_160,
  mailHeaderBytes: 262_144,
  mailHeaderCount: 1_000,
  /** Lines of the header, folded ones counted singly: the check of signatures takes time with their square. */
  mailHeaderLineCount: 5_000,
  /** RFC 5321 allows 998. The check of signatures takes time with length of a line times size of the mail. */
  mailLineBytes: 131_072,
  /** Each may ask for a hash of the whole body. */
  mailSignatureCount: 8,
  mailNestingDepth: 20,
  mailPartCount: 500,
  /** 35 MB of base64 have some 460,000 lines; a mail reader needs memory for each. */
  mailLineCount: 600_000,
  /** `&`, `<`, `>` and quotes: each may grow sixfold when text becomes HTML. */
  mailMarkupCharCount: 4_000_000,
  /** RFC 2046 allows 70 characters; some senders use a few more. */
  mailBoundaryChars: 256,
  mailRecipientCount: 100,
  /** Recipients one delivery report may name, and how much of the other side's words is kept for each. */
  reportRecipientCount: 100,
  reportDiagnosticChars: 500,
  /** Calendar files and embedded mails are read to say what they are; longer ones stay files. */
  calendarBytes: 262_144,
  invitationAttendeeCount: 50,
  embeddedMailBytes: 1_048_576,
  embeddedMailCount: 10,
  embeddedTextChars: 2_000,
  /** What a mail may grow to once base64 and quoted-printable are undone, in bytes. */
  mailDecodedBytes: 41_943_040,
  /** References written to an outgoing mail: first ones and last ones are kept. */
  outgoingReferenceCount: 20,
  outgoingMailBytes: 36_700_160,

  /** Our own messenger: never less than the server takes in, or what was acknowledged could not be read. A test compares them. */
  messengerTextChars: 100_000,
  messengerAttachmentCount: 20,
  messengerPayloadBytes: 1_310_720,
  siteIdentityTokenChars: 4_096,
  siteIdentityMaxAgeMs: 86_400_000,

  // The SMTP receiver; the server may ask for less.
  receiverConnections: 200,
  receiverMailsPerMinutePerSource: 300,
  /** Unfinished mails held in memory at once. */
  receiverBytesInFlight: 134_217_728,
  receiverIdleMs: 60_000,
  /** Sources whose mails are counted; the one counted longest goes first. */
  receiverSources: 10_000,

  // A mail's insides.
  mailHeaderValueChars: 65_536,
  /** `Received` lines: more is a loop. */
  mailHops: 50,
  mailRecipientsNamed: 50,
  /** A reader of plain text looks at so many lines. */
  textLineCount: 20_000,
  /** Lines that begin with dashes, each of which may end a part. */
  dashLineCount: 20_000,
  quoteLineChars: 600,
  invitationTitleChars: 300,
  reportPartChars: 262_144,
  reportLineCount: 5_000,
  reportHeadLineCount: 200,
  reportLineChars: 600,
  reportBlockLineCount: 14,
  uuencodedFileCount: 20,
  tnefAttributeCount: 5_000,
  tnefPropertyCount: 2_000,
  tnefFileCount: 100,
  htmlDepth: 100,
  /** The sanitiser gives up on what is nested deeper. */
  htmlNestingDepth: 200,
  htmlChildCount: 20_000,
  htmlBaseCount: 10,
  /** Rounds until cleaning changes nothing more; then the text alone is kept. */
  htmlPasses: 4,
  htmlUrlChars: 4_096,
  cssChars: 100_000,

  // A provider's form.
  formFieldCount: 200,
  formPartHeaderBytes: 8_192,

  // The DNS, asked about a sender.
  dnsLookupCount: 60,
  dnsMs: 10_000,
  dnsRecordMs: 1_500,

  // Our own two channels take as much as the product does.
  attachmentBytes: 25 * 1024 * 1024,
  pageUrlChars: 2_000,
  pageTitleChars: 300,
  localeChars: 35,
  zoneChars: 60,
  schemeChars: 40,
  siteNumberChars: 200,
} as const;

/** How much one step looks at, or remembers, in one go, whatever comes: what is left waits for the next look. */
export const stepLimits = {
  logRows: 500,
  nearTimes: 500,
  dueWebhooks: 1_000,
  streamGapRows: 2_000,
  streamRows: 5_000,
  collectMs: 40,
  ruleRunsPerCaseAndHour: 10,
  ruleTries: 5,
  ruleTrialCases: 1_000,
  ruleTrialShown: 20,
  coverageTimes: 20_000,
  estimateWaiting: 2_000,
  estimateHandled: 200,
  foreseenTimes: 500,
  newTimesPerCaseAndDay: 3,
  contactRounds: 100,
  customerCandidates: 2_000,
  searchHits: 50,
  messengerHistory: 50,
  retentionPreviewRows: 1_000,
  countedCases: 1_000,
  handedOutCases: 200,
  stanceLooks: 6_000,
  liveWaits: 200,
  todayNamed: 50,
  todayDue: 5_000,
  digestNotices: 50,
  mailboxSessions: 500,
  mailboxListenMs: 5 * 60_000,
  graphWaitMs: 10 * 60_000,
  deletePasses: 10,
  jobRetries: 2,
  /** Remembered by a web process; the oldest goes first. */
  rateSources: 50_000,
  visitorTokens: 10_000,
  openedChannels: 10_000,
  databaseLogBytes: 20 * 1024 * 1024,
  /** Large texts of customers are not carried in events; clients fetch them. */
  eventTextChars: 16_000,
  indexedChars: 50_000,
  /** One mail in its reader's thread, and the thread's memory; what needs more is held back for a person. */
  mailReadMs: 20_000,
  mailReaderOldMegabytes: 256,
  mailReaderYoungMegabytes: 32,
  /** Fetching the files of one message from its provider; the lease is longer. */
  fileFetchMs: 25_000,
} as const;
