/** With what does an adapter talk in its own tests? What it may touch, an answer to somebody, and a call at its door. For tests only. */
import type { ChannelDeps, OutboundAttachment, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';

/** The real network; rejects for a file that is not among these. */
export const depsAt = (nowAt: number, files: ReadonlyMap<string, Uint8Array> = new Map()): ChannelDeps => ({
  fetch,
  clock: { nowAt: () => nowAt },
  random: () => 0.5,
  randomBytes: (count) => new Uint8Array(count),
  log: { info() {}, warn() {} },
  blobs: {
    async read(id) {
      const found = files.get(id);
      if (found === undefined) throw new Error('gone');
      return found;
    },
  },
});

export const answerTo =
  (to: OutboundMessage['to']) =>
  (over: Partial<OutboundMessage>): OutboundMessage => ({
    workspaceId: 'w',
    conversationId: 'c',
    messageId: 'm',
    deliveryId: 'd',
    audienceId: 'a',
    to,
    origin: 'agent',
    text: '',
    html: null,
    subject: null,
    attachments: [],
    references: [],
    ...over,
  });

/** A file whose bytes stand under its name. */
export const storedFile = (name: string, mime: string, sizeBytes: number): OutboundAttachment => ({
  name,
  mime,
  sizeBytes,
  cid: null,
  content: { kind: 'stored', attachmentId: name },
});

export const callAtDoor = (body: string | Uint8Array, headers: RawInbound['headers'], url: string | null = null): RawInbound => ({
  bytes: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  receivedAt: 1_000,
  accountKey: 'channel',
  headers,
  url,
  envelope: null,
});
