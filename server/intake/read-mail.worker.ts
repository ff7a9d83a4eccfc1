/**
 * Reads one mail in a thread of its own, with bounded memory: whatever a hostile mail does here, the server goes on. Takes a
 * ReadRequest, answers with a ReadAnswer; holds no state between mails.
 */
import { parentPort } from 'node:worker_threads';
import type { AuthenticationVerdict, MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import type { MailEnvelope } from '@meanwhile/channels/contract/channel-adapter.ts';
import { channelRegistry, type ChannelType } from '../channel-registry.ts';

export interface ReadRequest {
  readonly id: number;
  readonly type: ChannelType;
  readonly bytes: Uint8Array;
  readonly receivedAt: number;
  readonly accountKey: string;
  readonly account: unknown;
  readonly envelope: MailEnvelope | null;
  readonly authentication: AuthenticationVerdict;
}

export interface ReadFile {
  readonly name: string;
  readonly mime: string;
  readonly cid: string | null;
  readonly inline: boolean;
  readonly bytes: Uint8Array;
}

export interface ReadAnswer {
  readonly id: number;
  readonly event: Omit<MessageEvent, 'attachments'> | null;
  readonly files: ReadFile[];
  readonly visibleText: string | null;
  readonly error: string | null;
}

/** Said once, when the libraries are loaded: from then on time is the mail's own. */
export const readyToRead = 'ready';

await Promise.all(
  Object.values(channelRegistry)
    .filter((entry) => entry.readFirst)
    .map((entry) => entry.load()),
);
parentPort?.on('message', (request: ReadRequest) => {
  read(request).then(
    (answer) => parentPort?.postMessage(answer),
    (error: Error) =>
      parentPort?.postMessage({ id: request.id, event: null, files: [], visibleText: null, error: error.message } satisfies ReadAnswer),
  );
});
parentPort?.postMessage(readyToRead);

async function read(request: ReadRequest): Promise<ReadAnswer> {
  const entry = channelRegistry[request.type];
  const adapter = await entry.load();
  const raw = {
    bytes: request.bytes,
    receivedAt: request.receivedAt,
    accountKey: request.accountKey,
    headers: {},
    url: null,
    envelope: request.envelope,
  };
  const [event] = await adapter.inbound.parse(raw, request.account, { ok: true, authentication: request.authentication, sender: null });
  if (event?.type !== 'message')
    return { id: request.id, event: null, files: [], visibleText: null, error: event?.type === 'unknown' ? event.hint : 'no message' };
  const { html, visibleText } = await entry.tidy(event);
  const files = event.attachments.flatMap((file) =>
    file.content.kind === 'bytes'
      ? [{ name: file.name, mime: file.mime, cid: file.cid, inline: file.inline, bytes: file.content.bytes }]
      : [],
  );
  return {
    id: request.id,
    event: { ...event, html, attachments: [] } as Omit<MessageEvent, 'attachments'>,
    files,
    visibleText,
    error: null,
  };
}
