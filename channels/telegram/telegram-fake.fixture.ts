/** A Bot API on this machine, as small as the adapter needs it: keeps what it was sent, answers as told, and calls our webhook. For tests only. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BotCall {
  readonly method: string;
  /** JSON bodies as they are; of forms the fields, with `file` for the name of one. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The answer that was planned; null for the usual one. */
  readonly planned: FakeAnswer | null;
}
/** How the next calls of a method are answered, in order; `cut`: taken, and the connection broken before the answer. */
export type FakeAnswer = { readonly status: number; readonly body: object } | 'cut';

export interface TelegramFake {
  readonly url: string;
  readonly token: string;
  readonly calls: BotCall[];
  /** By file id: the path and bytes that are given out. */
  readonly files: Map<string, { readonly path: string; readonly bytes: Uint8Array }>;
  /** Null: as usual. */
  answerNext(method: string, ...answers: readonly (FakeAnswer | null)[]): void;
  /** Messages that were taken, whatever was answered. */
  taken(): readonly BotCall[];
  close(): Promise<void>;
}

export const fakeBot = { id: 4_300_000_001, username: 'lantern_bot' };
export const fakeToken = `${fakeBot.id}:${'A'.repeat(35)}`;

export async function openTelegramFake(): Promise<TelegramFake> {
  const token = fakeToken;
  const calls: BotCall[] = [];
  const files = new Map<string, { path: string; bytes: Uint8Array }>();
  const planned = new Map<string, (FakeAnswer | null)[]>();
  let messageId = 100;
  const results: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => unknown>> = {
    getMe: () => ({ ...fakeBot, is_bot: true, first_name: 'Lantern' }),
    setWebhook: () => true,
    getWebhookInfo: () => ({
      url: calls.findLast(({ method }) => method === 'setWebhook')?.body['url'] ?? '',
      has_custom_certificate: false,
      pending_update_count: 0,
    }),
    getFile: ({ file_id: id }) => ({ file_id: id, file_unique_id: 'u', file_path: files.get(String(id))?.path }),
  };
  const send = (body: Readonly<Record<string, unknown>>): unknown => ({
    message_id: (messageId += 1),
    date: 1_700_000_000,
    chat: { id: Number(body['chat_id']), type: 'private', first_name: 'Jonas' },
    from: { ...fakeBot, is_bot: true, first_name: 'Lantern' },
    text: body['text'],
  });
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const url = new URL(request.url ?? '/', 'http://fake');
      const say = (status: number, body: object): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      const download = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname);
      if (download !== null) {
        const file = [...files.values()].find(({ path }) => path === download[2]);
        if (file === undefined || download[1] !== token) return say(404, { ok: false, error_code: 404, description: 'Not Found' });
        return void response.writeHead(200).end(file.bytes);
      }
      const asked = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname);
      if (asked === null || asked[1] !== token) return say(401, { ok: false, error_code: 401, description: 'Unauthorized' });
      const method = asked[2]!;
      const body = await bodyOf(request.headers['content-type'] ?? '', Buffer.concat(chunks));
      const answer = planned.get(method)?.shift() ?? null;
      calls.push({ method, body, planned: answer });
      if (answer === 'cut') return void request.socket.destroy();
      if (answer !== null) return say(answer.status, answer.body);
      say(200, { ok: true, result: method.startsWith('send') ? send(body) : results[method]?.(body) });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    calls,
    files,
    answerNext: (method, ...answers) => void planned.set(method, [...(planned.get(method) ?? []), ...answers]),
    taken: () => calls.filter(({ method }) => method.startsWith('send')),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(type: string, bytes: Buffer): Promise<Record<string, unknown>> {
  if (!type.startsWith('multipart/')) return bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Record<string, unknown>);
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  return Object.fromEntries([...form].map(([name, value]) => (typeof value === 'string' ? [name, value] : ['file', value.name])));
}

/** An update as Telegram posts it. */
export const textUpdate = (updateId: number, text: string, from: { id: number; first_name: string }, more: object = {}) => ({
  update_id: updateId,
  message: {
    message_id: updateId,
    date: 1_700_000_000,
    chat: { id: from.id, type: 'private' as const, first_name: from.first_name },
    from: { ...from, is_bot: false },
    text,
    ...more,
  },
});
