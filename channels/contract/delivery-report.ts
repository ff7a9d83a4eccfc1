/**
 * What does a report about a mail of ours say: which recipient, for good or for now, and why? A shape every reader of reports fills; it
 * never guesses: what a report does not say is `unknown`, `other` or null. Whether an address is written to again is decided elsewhere.
 */

/** `delayed` is no failure: the sender of the report goes on trying. `complaint`: the recipient called a mail of ours unwanted. */
export type DeliveryReportKind = 'failed' | 'delayed' | 'delivered' | 'complaint';

export type ReportPermanence = 'permanent' | 'temporary' | 'unknown';

/** `noSuchAddress` alone says anything about the address; `policy` covers spam, reputation, authentication and rules of the recipient's side. */
export type ReportReason = 'noSuchAddress' | 'mailboxFull' | 'policy' | 'routing' | 'tooBig' | 'other';

export interface ReportedRecipient {
  /** Canonical; null when the report does not say whom it means (then only its return path or `aboutMessageId` does). */
  readonly address: string | null;
  /** Enhanced status code as `5.1.1`; null when there is none. */
  readonly status: string | null;
  readonly permanence: ReportPermanence;
  readonly reason: ReportReason;
  /** The other side's own words, one line, at most `limits.reportDiagnosticChars`; hostile text: show it as text only. Empty when there are none. */
  readonly diagnostic: string;
}

export interface DeliveryReport {
  readonly kind: DeliveryReportKind;
  /** In the order of the report, at most `limits.reportRecipientCount`; may be empty. */
  readonly recipients: readonly ReportedRecipient[];
  /** Message-ID (with angle brackets) of the mail the report is about; null when it does not say. */
  readonly aboutMessageId: string | null;
  /** Canonical envelope recipients this report came to: with VERP, our return path of the mail it is about. Empty without an envelope. */
  readonly deliveredTo: readonly string[];
}

/** Does the report say that this address does not exist? A full mailbox, a refusal by policy or a delay never says so. */
export function isDeadAddress(report: DeliveryReport, recipient: ReportedRecipient): boolean {
  return report.kind === 'failed' && recipient.permanence === 'permanent' && recipient.reason === 'noSuchAddress';
}
