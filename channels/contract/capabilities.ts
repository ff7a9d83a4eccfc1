/**
 * What can this channel do? Static data an adapter states about itself: limits, receipts, live cues, windows, rates.
 * No I/O and no provider calls; configuration of one account is elsewhere.
 */
export type InboundMode = 'webhook' | 'poll' | 'socket' | 'smtp' | 'local';
export type TextUnit = 'graphemes' | 'chars' | 'utf16' | 'bytes' | 'segments';

export interface TextCapability {
  readonly max: number;
  readonly unit: TextUnit;
  readonly formatting: 'none' | 'markdown' | 'html';
}

export interface AttachmentCapability {
  readonly maxBytes: number;
  readonly maxCount: number;
  /** Media types, `*` for any. */
  readonly types: readonly string[];
  readonly by: 'upload' | 'url' | 'none';
}

export interface Capabilities {
  readonly text: TextCapability;
  readonly attachments: AttachmentCapability;
  readonly subject: boolean;
  readonly quote: boolean;
  /** Which receipts the channel really gives us. What is false is never shown. */
  readonly receipts: { readonly sent: boolean; readonly delivered: boolean; readonly read: boolean };
  /** Live cues towards the customer are off unless the product is really live. */
  readonly typing: { readonly in: boolean; readonly out: boolean };
  readonly presence: { readonly out: boolean };
  readonly markRead: 'none' | 'whenOpened' | 'whenReplied';
  readonly startConversation: 'never' | 'template' | 'yes';
  readonly idempotentSend: 'none' | 'key' | 'nonce';
  /** Can `reconcile` find out whether a message arrived? Then the provider is asked some minutes after an answer was lost. */
  readonly findsSent?: boolean;
  readonly publicVisibility: boolean;
  /** How an automatic message is marked as one. */
  readonly automationMark: 'none' | 'header' | 'field';
}

/** A reply window: after `durationMs` from the customer's last `openedBy`, `after` says what is left. */
export interface ReplyWindow {
  readonly openedBy: 'message' | 'call' | 'comment';
  readonly durationMs: number;
  readonly after: 'forbidden' | 'template' | 'humanAgentTag' | 'pricing';
}

/** At most `count` calls per `perMs` in the given scope. */
export interface RateRule {
  readonly scope: 'account' | 'recipient' | 'thread' | 'app';
  readonly count: number;
  readonly perMs: number;
}

/** What an administrator reads, in the languages of the desk. */
export type Localised = Readonly<Record<'en' | 'de', string>>;

/** One thing somebody types to connect an account. What is not secret is kept as a setting and shown. */
export interface AccountField {
  /** A letter, then letters and digits. */
  readonly name: string;
  readonly label: Localised;
  readonly hint: Localised | null;
  readonly secret: boolean;
  readonly required: boolean;
}

/** From a small set, so that adding a channel needs no drawing. */
export type ChannelIcon = 'globe' | 'mail' | 'send' | 'phone' | 'chat';

/** What the desk says about a channel that is connected with an account at its provider. */
export interface AccountWords {
  /** In the menu of new channels: “Telegram bot”. */
  readonly kind: Localised;
  /** What has to be done at the provider before the fields can be filled in. `{webhook}` becomes the address that is to be called. */
  readonly steps: readonly Localised[];
}

export interface ChannelDescription {
  /** Stable and lower case: part of `/in/<channel type>/<channel id>`. */
  readonly id: string;
  readonly kind: 'private' | 'public' | 'review' | 'voice';
  readonly title: string;
  readonly icon: ChannelIcon;
  readonly inbound: InboundMode;
  readonly accountFields: readonly AccountField[];
  /** Null where nothing is connected: our own messenger, mail. */
  readonly account: AccountWords | null;
  readonly capabilities: Capabilities;
  readonly windows: readonly ReplyWindow[];
  readonly rates: readonly RateRule[];
  /** How long the provider waits for our answer, in ms; null when it sets no limit. */
  readonly ackDeadlineMs: number | null;
  /** The provider's retry promise, for the documentation. */
  readonly retryPromise: string;
}
