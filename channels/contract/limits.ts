/**
 * How much of anything may a channel hand over? Every bound of the `channels` workspace as a number with its unit, in one place.
 * A provider's own limits are not here: they live in the adapter's description.
 */
export const limits = {
  /** A message's plain text, in UTF-16 units; the rest stays in the stored original. */
  textChars: 200_000,
  /** A message's HTML, in UTF-16 units, before sanitising. */
  htmlChars: 2_000_000,
  subjectChars: 998,
  displayNameChars: 200,
  addressChars: 320,
  fileNameChars: 200,
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
} as const;

/** Cuts a text to at most `maxChars` UTF-16 units without leaving half a surrogate pair; also drops NUL and lone surrogates, which PostgreSQL refuses. */
export function boundedText(text: string, maxChars: number): string {
  const cut = text.length > maxChars ? text.slice(0, maxChars) : text;
  return cut.replaceAll('\u0000', '').replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '');
}
