/**
 * What does the messenger see? A projection without notes, presence, staff addresses and internal events. Types only: the widget is
 * too small for a schema library; the server checks with the schemas in `messenger-requests.ts`.
 */
export interface MessengerSettings {
  readonly channelId: string;
  readonly brand: string;
  /** Path of the picture beside it. */
  readonly logo: string | null;
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** Workspace's accent colour, already darkened until it can carry text. */
  readonly accent: string;
  readonly accentText: string;
  readonly state: 'open' | 'closed';
  /** The sentence above the field, true at `at`. Null while the channel is closed for good. */
  readonly entry: EntryWords | null;
  readonly maxAttachmentBytes: number;
  readonly identityRequired: boolean;
  /** What to show first while somebody writes of danger, or of a service being down; null: nothing. */
  readonly urgent: {
    readonly safety: string | null;
    readonly outage: string | null;
    /** What of it the shop wrote itself: there from the start where nothing can watch the field. */
    readonly own: readonly string[];
  };
  /** Could an answer be mailed at all? Where it could not, no address is asked for. */
  readonly canNotify: boolean;
}
export interface EntryWords {
  readonly words: string;
  /** "Reply by …" repeated beside Send. */
  readonly besideSend: string;
  readonly dueAt: string;
  /** When to ask for a fresh sentence at the latest. */
  readonly freshUntil: string;
  /** While somebody is there live: what to show in place of this when no fresh one can be had. */
  readonly later?: EntryWords;
}
export interface MessengerMessage {
  readonly id: string;
  readonly seq: number;
  readonly from: 'you' | 'us';
  /** First name of an agent, or the brand. Null for own messages. */
  readonly authorName: string | null;
  readonly automatic: boolean;
  readonly channelType: string;
  readonly text: string;
  readonly at: string;
  readonly attachments: readonly MessengerAttachment[];
  /** Under own messages: the stored words of what was told ("Received 14:02 · reply by 16:00"). */
  readonly told: string | null;
}
export interface MessengerAttachment {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Why it has no address: a scanner still looks at it, or held it back. Null where it may be opened. */
  readonly held: 'pending' | 'blocked' | null;
  readonly url: string;
}
/** Answer to POST /m/<channel>/sessions. The token lives in the frame's own storage and in the Authorization header, never in a URL. */
export interface MessengerSession {
  readonly token: string;
  readonly expiresAt: string;
  readonly visitorId: string;
  readonly proof: 'channel' | 'site';
  readonly name: string | null;
  /** Is an address known to which the answer can be sent? Masked: "m•••@example.com". */
  readonly contact: string | null;
  readonly settings: MessengerSettings;
}
/** POST /m/<channel>/sessions */
export interface MessengerSessionRequest {
  /** Resume an earlier visit. */
  readonly token?: string;
  /** The site's signed JWT. */
  readonly identity?: string;
  /** One-time code from a mailed link. */
  readonly code?: string;
  readonly locale?: string;
  readonly zone?: string;
}
/** POST /m/<channel>/messages; answered 201 after the message is durable. */
export interface MessengerSendRequest {
  /** UUID made by the client: the idempotency key. */
  readonly clientId: string;
  readonly text: string;
  readonly attachmentIds?: readonly string[];
}
export interface MessengerSendAnswer {
  readonly id: string;
  readonly receivedAt: string;
}
/** GET /m/<channel>/messages?before=<seq>: newest 50 at or before. */
export interface MessengerHistory {
  readonly messages: readonly MessengerMessage[];
  readonly earlier: number | null;
  readonly cursor: string;
}
/** PUT /m/<channel>/contact */
export interface MessengerContactRequest {
  readonly email: string;
}
/** WebSocket /m/<channel>/stream; first frame from the client: {type:'hello', token, cursor}. */
export type MessengerFrame =
  | { readonly type: 'ready'; readonly cursor: string; readonly reset: boolean }
  | { readonly type: 'messages'; readonly messages: readonly MessengerMessage[]; readonly cursor: string }
  /** Only while somebody is there live: that they write, and the sentence of that moment again. */
  | { readonly type: 'entry'; readonly entry: EntryWords | null }
  | { readonly type: 'denied' };
