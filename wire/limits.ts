/** How much is too much? Every limit of the product, as a number with its unit, in this one file. */
export const limits = {
  messageTextChars: 100_000,
  messageHtmlChars: 300_000,
  /** Each costs about 25 µs to read, and four entities cost as much; more would keep everybody else waiting. */
  messageHtmlTags: 5_000,
  nameChars: 120,
  tiersPerWorkspace: 20,
  targetsPerWorkspace: 100,
  attachmentsPerMessage: 20,
  attachmentBytes: 25 * 1024 * 1024,
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
} as const;
