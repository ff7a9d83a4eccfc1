/**
 * What did the provider tell us, in our own words? One shape for every channel, made by an adapter's pure `parse`.
 * It decides nothing: who the customer is, which case is meant and whether to answer are decided later.
 */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { FileAbout } from './file-about.ts';
import type { RejectionClass } from './outcome.ts';

/**
 * How sure are we of the sender? `anonymous`: only our own frame's token. `claimed`: the sender says so.
 * `verified`: proved by the provider, by a site's signed token, or by an aligned DMARC pass.
 */
export type SenderProof = 'anonymous' | 'claimed' | 'verified';

export interface SenderIdentity {
  /** `email`, `phone`, `visitor`, `external` … */
  readonly scheme: string;
  /** Canonical value; empty when the event names no usable sender (a bounce, an unreadable From). */
  readonly value: string;
  readonly display: string | null;
  readonly proof: SenderProof;
}

export interface Participant {
  readonly scheme: string;
  readonly value: string;
  readonly display: string | null;
}

/** The bytes themselves, or something to fetch at once from the provider. */
export type AttachmentContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'remote'; readonly providerRef: string; readonly expiresAt: Instant | null };

export interface IncomingAttachment {
  /** Never empty, no path, no control or bidi characters. */
  readonly name: string;
  /** As claimed by the sender, lower case; sniffing is the server's. */
  readonly mime: string;
  readonly sizeBytes: number;
  /** Content-ID without angle brackets, for inline images. */
  readonly cid: string | null;
  readonly inline: boolean;
  /** What the file is, where the channel can tell. */
  readonly about?: FileAbout | null;
  readonly content: AttachmentContent;
}

/** Why an event counts as automatic. `reason` names the rule that held first, for the agent and the log. */
export interface AutomationMarks {
  readonly autoSubmitted: boolean;
  readonly bulk: boolean;
  readonly bot: boolean;
  /** A delivery report, a complaint or a receipt about a mail of ours. */
  readonly report: boolean;
  readonly reason: string | null;
}

export const notAutomatic: AutomationMarks = { autoSubmitted: false, bulk: false, bot: false, report: false, reason: null };

/** May we answer this automatically, start clocks by it, reopen a case by it? */
export function isAutomatic(marks: AutomationMarks): boolean {
  return marks.autoSubmitted || marks.bulk || marks.bot || marks.report || marks.reason !== null;
}

export type AuthenticationResult = 'pass' | 'fail' | 'none' | 'temperror';

/** Our own check of the sender, never a header's claim. Channels whose provider signs say `pass` in `provider`. */
export interface AuthenticationVerdict {
  readonly provider: AuthenticationResult;
  readonly spf: AuthenticationResult;
  readonly dkim: readonly { readonly domain: string; readonly result: AuthenticationResult; readonly aligned: boolean }[];
  readonly dmarc: AuthenticationResult;
  /** The domain that DMARC aligned with the From address; null unless `dmarc` is `pass`. */
  readonly alignedDomain: string | null;
}

export const notAuthenticated: AuthenticationVerdict = { provider: 'none', spf: 'none', dkim: [], dmarc: 'none', alignedDomain: null };

/** What the event offers for finding its conversation. Raw and unverified: the server checks MACs and participants. */
export interface ThreadEvidence {
  /** Local parts of recipients that look like our reply address, in order. */
  readonly tokens: readonly string[];
  /** In-Reply-To first, then References from last to first; no duplicates, never empty strings. */
  readonly messageIdsInOrder: readonly string[];
  /** The event's own id at the provider (a mail's Message-ID with its angle brackets); null when missing. */
  readonly ownMessageId: string | null;
}

interface EventBase {
  /** Unique per (channel account, event): the same event delivered twice has the same key, another event never has. */
  readonly dedupeKey: string;
  /** When the provider says it happened: shown, never used for order. */
  readonly providerAt: Instant | null;
  readonly receivedAt: Instant;
  readonly accountKey: string;
  /** The provider's own thread or chat, where it has one. */
  readonly threadKey: string | null;
}

export interface MessageEvent extends EventBase {
  readonly type: 'message';
  readonly sender: SenderIdentity;
  /** The language their app is in (BCP 47), where the channel says so. */
  readonly locale?: string | null;
  /** By these words they want no more messages here (`stop`), or want them again (`start`). The provider keeps to it already. */
  readonly consent?: 'stop' | 'start' | null;
  readonly text: string;
  /** Not sanitised: pass it through the channel's sanitiser before storing. */
  readonly html: string | null;
  readonly subject: string | null;
  readonly attachments: readonly IncomingAttachment[];
  /** Files the sender uploaded to us before; the server checks that they are the sender's own. */
  readonly storedAttachmentIds: readonly string[];
  /** Where the sender asks answers to go, when that differs from the sender. */
  readonly replyTo: Participant | null;
  readonly audience: { readonly to: readonly Participant[]; readonly cc: readonly Participant[] };
  readonly automation: AutomationMarks;
  /** What it reports about a mail of ours; null when it is no bounce, delay notice, receipt or complaint. */
  readonly deliveryReport: DeliveryReport | null;
  readonly authentication: AuthenticationVerdict;
  readonly evidence: ThreadEvidence;
  /** Same mail at two of our addresses: equal for both arrivals; null where the channel cannot arrive twice. */
  readonly joinKey: string | null;
  /** Something was cut or could not be read; the stored original is complete. */
  readonly truncated: boolean;
  /** Why only the stored original can be shown; null when the event was read. */
  readonly tooComplex: string | null;
}

export type DeliveryStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

export interface StatusEvent extends EventBase {
  readonly type: 'status';
  readonly providerId: string;
  readonly status: DeliveryStatus;
  readonly code: string | null;
  /** The `partKey` we sent along, where the provider says it again: it settles a call whose answer was lost. */
  readonly partKey?: string | null;
  /** Of a failure: what it means for further messages; null where that is not known. */
  readonly class?: RejectionClass | null;
  /** Of a failure, in the provider's words: one line. */
  readonly detail?: string | null;
}

/** Stored and acknowledged, not understood. `hint` is for the log. */
export interface UnknownEvent extends EventBase {
  readonly type: 'unknown';
  readonly hint: string;
}

export type NormalisedEvent = MessageEvent | StatusEvent | UnknownEvent;
