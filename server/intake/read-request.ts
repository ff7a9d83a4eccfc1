/**
 * What does one mail say, and did its From really send it? Sender checked by our own SPF, DKIM and DMARC, then taken apart: both in the
 * reader's thread, since a large mail with many signatures costs seconds. Decides nothing about customers.
 */
import type { FileAbout } from '@meanwhile/channels/contract/file-about.ts';
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import type { MailEnvelope } from '@meanwhile/channels/contract/channel-adapter.ts';
import { channelRegistry, type ChannelType } from '../channel-registry.ts';
import type { VerifyDeps } from './read-mail.ts';
import { withoutCards } from './without-cards.ts';

export interface ReadRequest {
  readonly id: number;
  readonly type: ChannelType;
  readonly bytes: Uint8Array;
  readonly receivedAt: number;
  readonly accountKey: string;
  readonly account: unknown;
  readonly envelope: MailEnvelope | null;
}

export interface ReadFile {
  readonly name: string;
  readonly mime: string;
  readonly cid: string | null;
  readonly inline: boolean;
  readonly about: FileAbout | null;
  readonly bytes: Uint8Array;
}

export interface ReadAnswer {
  readonly id: number;
  readonly event: Omit<MessageEvent, 'attachments'> | null;
  readonly files: ReadFile[];
  readonly visibleText: string | null;
  readonly error: string | null;
  /** What is kept instead of the mail's own bytes, because these may not be kept. */
  readonly instead?: Uint8Array;
}

/** Loading the libraries takes longer than most mails. */
export async function loadMailChannels(): Promise<void> {
  const mailLike = Object.values(channelRegistry).filter((entry) => entry.readFirst);
  await Promise.all(mailLike.map((entry) => entry.load()));
}

export async function readRequest(request: ReadRequest, deps: VerifyDeps): Promise<ReadAnswer> {
  const entry = channelRegistry[request.type];
  const adapter = await entry.load();
  const { id, bytes, receivedAt, accountKey, account, envelope } = request;
  const raw = { bytes, receivedAt, accountKey, headers: {}, url: null, envelope };
  const unreadable = (error: string): ReadAnswer => ({ id, event: null, files: [], visibleText: null, error });
  const verified = await adapter.inbound.verify(raw, account, deps);
  if (!verified.ok) return unreadable(`the adapter refused to look: ${verified.reason}`);
  const [event] = await adapter.inbound.parse(raw, account, verified);
  if (event?.type !== 'message') return unreadable(event?.type === 'unknown' ? event.hint : 'no message');
  const { html, visibleText } = await entry.tidy(event);
  const files = event.attachments.flatMap((file) =>
    file.content.kind === 'bytes'
      ? [{ name: file.name, mime: file.mime, cid: file.cid, inline: file.inline, about: file.about ?? null, bytes: file.content.bytes }]
      : [],
  );
  const read = { ...event, html, attachments: [] } as Omit<MessageEvent, 'attachments'>;
  return withoutCards({ id, event: read, files, visibleText, error: null }, bytes);
}
