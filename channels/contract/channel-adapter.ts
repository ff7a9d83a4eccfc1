/**
 * What must every channel be able to do? The one contract the server speaks; `conformance/` holds every adapter to it.
 * Adapters keep no state, read no environment and no clock: everything arrives as an argument.
 */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { ChannelDescription } from './capabilities.ts';
import type { AuthenticationVerdict, NormalisedEvent, Participant } from './normalised-event.ts';
import type { Outcome, Reconciliation } from './outcome.ts';

/** What the outside world handed us, byte for byte. */
export interface RawInbound {
  readonly bytes: Uint8Array;
  readonly receivedAt: Instant;
  /** Our channel's id. */
  readonly accountKey: string;
  /** HTTP headers, names in lower case; empty for mail. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The public URL that was called; null for mail and local messages. */
  readonly url: string | null;
  /** The SMTP envelope; null for everything but mail. */
  readonly envelope: MailEnvelope | null;
}

export interface MailEnvelope {
  /** Empty text for the null sender. */
  readonly mailFrom: string;
  /** The recipients that belong to this account. */
  readonly rcptTo: readonly string[];
  readonly remoteAddress: string;
  readonly helo: string;
}

export type Verification =
  | { readonly ok: true; readonly authentication: AuthenticationVerdict; readonly sender: VerifiedSender | null }
  | { readonly ok: false; readonly reason: string };

/** A sender proved outside the payload (our own frame's token, a site's signed token). */
export interface VerifiedSender {
  readonly scheme: string;
  readonly value: string;
  readonly display: string | null;
  readonly proof: 'anonymous' | 'verified';
}

export type OutboundContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'stored'; readonly attachmentId: string };

export interface OutboundAttachment {
  readonly name: string;
  readonly mime: string;
  readonly sizeBytes: number;
  /** Set for an image the HTML shows as `cid:<cid>`. */
  readonly cid: string | null;
  readonly content: OutboundContent;
}

/** Who or what speaks. Automatic messages carry the provider's automation mark and never a person's name or tag. */
export type OutboundOrigin = 'agent' | 'acknowledgement' | 'notification';

export interface OutboundMessage {
  readonly workspaceId: string;
  readonly conversationId: string;
  readonly messageId: string;
  /** Named in the return path, so that a report of failure finds its way back. */
  readonly deliveryId: string;
  /** The identity it goes to; its id is the audience of the reply address. */
  readonly audienceId: string;
  readonly to: Participant;
  readonly origin: OutboundOrigin;
  readonly text: string;
  /** Already sanitised; null for plain text. */
  readonly html: string | null;
  readonly subject: string | null;
  readonly attachments: readonly OutboundAttachment[];
  /** The provider's ids of the message answered and of those before it, oldest first; empty when we begin. */
  readonly references: readonly string[];
}

/** What the server knows about the thread when it plans. */
export interface ThreadState {
  readonly lastCustomerMessageAt: Instant | null;
  readonly optedOut: boolean;
}

/** One provider call. `partKey` is stable for the same message and index and serves as idempotency key. */
export interface OutboundPart<Payload> {
  readonly partKey: string;
  readonly index: number;
  readonly payload: Payload;
}

export type BlockReason = 'windowClosed' | 'optedOut' | 'tooLong' | 'unsupported' | 'noIdentity';

export type Plan<Payload> =
  | { readonly parts: readonly OutboundPart<Payload>[] }
  | { readonly blocked: BlockReason; readonly detail: string; readonly alternatives: readonly string[] };

export interface BlobReader {
  /** The whole file; rejects when it is gone. */
  read(attachmentId: string): Promise<Uint8Array>;
}

/** Everything an adapter may touch. */
export interface ChannelDeps {
  readonly fetch: typeof fetch;
  readonly clock: { nowAt(): Instant };
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: ChannelLog;
  readonly blobs: BlobReader;
}

export interface ChannelLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

/** A file that the provider keeps for us. `passing`: the same may work later. `reason` may be read by people; it holds no secret. */
export type FetchedFile =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly mime: string | null }
  | { readonly ok: false; readonly passing: boolean; readonly reason: string };

/** Where the provider calls us, and what proves it there. */
export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

export interface NotConnected {
  readonly ok: false;
  readonly reason: 'credentials' | 'unreachable' | 'refused';
  readonly detail: string;
}
/**
 * `id` and `name` are the account's at the provider: an account belongs to one channel, and the name is where people write. `facts` is what else
 * the adapter needs to know of it: kept as settings, so nothing secret.
 */
export type Identified =
  | { readonly ok: true; readonly id: string; readonly name: string; readonly facts?: Readonly<Record<string, string>> }
  | NotConnected;
export type Connected = { readonly ok: true } | NotConnected;

/** A call at our door by which a provider asks whether we are there, before it delivers anything. */
export interface Handshake {
  readonly method: 'GET' | 'POST';
  readonly query: Readonly<Record<string, string>>;
  readonly raw: RawInbound;
}
export interface DoorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface AccountHealth {
  readonly ok: boolean;
  readonly problems: readonly string[];
}

/**
 * `Account` is one channel's settings with its secrets, `Payload` one planned provider call (plain data: it is stored with the
 * delivery), `Deps` what this channel needs beyond `ChannelDeps`.
 */
export interface ChannelAdapter<Account, Payload, Deps extends ChannelDeps = ChannelDeps> {
  readonly description: ChannelDescription;
  readonly inbound: {
    /** Is this really from where it says? Works on the raw bytes; several live secrets are tried. Never throws on hostile input. */
    verify(raw: RawInbound, account: Account, deps: Deps): Promise<Verification>;
    /** Total: whatever is not understood becomes an `unknown` event. Never throws on hostile input. */
    parse(raw: RawInbound, account: Account, verified: Verification & { ok: true }): Promise<readonly NormalisedEvent[]>;
    /**
     * The answer to a provider that asks whether we are there; null where it asks nothing of the kind. A POST has been verified before; a GET has
     * not, and is answered only where it shows a secret of ours.
     */
    handshake?(call: Handshake, account: Account): DoorAnswer | null;
    /** What the provider wants to hear once its call is stored; without it, 200 and a little JSON. */
    readonly stored?: DoorAnswer;
    /** Where files come as references: the bytes behind one. Never throws for what the provider answers. */
    fetchFile?(providerRef: string, account: Account, deps: Deps): Promise<FetchedFile>;
  };
  readonly outbound: {
    /** Pure. Splits without tearing graphemes and without losing text, or says why nothing can go out. */
    plan(message: OutboundMessage, account: Account, thread: ThreadState, nowAt: Instant): Plan<Payload>;
    /** One call to the provider. The server has committed `sending` before. */
    send(part: OutboundPart<Payload>, account: Account, deps: Deps): Promise<Outcome>;
    /** After `unknown`: did it arrive? */
    reconcile(part: OutboundPart<Payload>, account: Account, deps: Deps): Promise<Reconciliation>;
  };
  readonly lifecycle: {
    /** Problems in words, empty when the settings can work. Pure. */
    checkAccount(account: Account): readonly string[];
    health(account: Account, deps: Deps): Promise<AccountHealth>;
    /** Asks the provider who this account is. */
    identify?(account: Account, deps: Deps): Promise<Identified>;
    /** Lets the provider call us from now on, and it may at once; doing it twice is doing it once. */
    connect?(account: Account, webhook: Webhook, deps: Deps): Promise<Connected>;
    /** Lets it call us no longer. */
    disconnect?(account: Account, deps: Deps): Promise<void>;
  };
}
