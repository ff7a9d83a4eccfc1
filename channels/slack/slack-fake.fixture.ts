/** Slack on this machine, as small as the adapter needs it: keeps what it was sent, answers as told, and signs what it sends to our door. For tests only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';

export interface SlackCall {
  readonly method: string;
  readonly body: Readonly<Record<string, string>>;
  readonly authorization: string;
}
/** How the next call of a method is answered; `cut` and `broken`: taken, and then no answer or 500. */
export type FakeAnswer =
  | 'accept'
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: object | string }
  | 'cut'
  | 'broken';
interface KeptFile {
  readonly name: string;
  readonly mimetype: string;
  readonly bytes: Uint8Array;
  /** Other than where it lies here. */
  readonly url?: string;
  /** What is given out in its place. */
  readonly page?: { readonly status: number; readonly type: string; readonly location?: string };
}
export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
  /** As people read it. */
  readonly text: string;
  readonly threadTs: string | null;
  readonly metadata: unknown;
  readonly fileId: string | null;
}
export interface SlackFake {
  readonly url: string;
  readonly calls: SlackCall[];
  /** Messages that people see, in order. */
  readonly posted: PostedMessage[];
  /** By id; what was uploaded stands here too. */
  readonly files: Map<string, KeptFile>;
  /** What the token may do; null where it is not said. */
  scopes: string | null;
  answerNext(method: string, ...answers: readonly FakeAnswer[]): void;
  close(): Promise<void>;
}

export const fakeApp = {
  team_id: 'T0LANTERN',
  team: 'Lantern Books',
  user_id: 'U0BOT',
  user: 'lantern',
  bot_id: 'B0BOT',
  api_app_id: 'A0LANTERN',
} as const;
export const fakeToken = `xoxb-100-200-${'a'.repeat(24)}`;
export const fakeSecret = '0123456789abcdef'.repeat(2);
const allScopes = 'chat:write,im:write,im:history,files:read,files:write';

export const conversationOf = (userId: string): string => `D${userId.slice(1)}`;
const shown = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

interface Asked {
  readonly method: string;
  readonly body: Readonly<Record<string, string>>;
  readonly type: string;
}
type Said = { readonly ok: boolean } & Readonly<Record<string, unknown>>;
const no = (error: string): Said => ({ ok: false, error });

export async function openSlackFake(): Promise<SlackFake> {
  const calls: SlackCall[] = [];
  const posted: PostedMessage[] = [];
  const files = new Map<string, KeptFile>();
  const reserved = new Map<string, { readonly name: string; readonly length: number }>();
  const planned = new Map<string, FakeAnswer[]>();
  let count = 100;
  const nextTs = (): string => `1700000000.${String((count += 1)).padStart(6, '0')}`;
  const post = (message: Omit<PostedMessage, 'ts'>): PostedMessage => {
    const made = { ...message, ts: nextTs() };
    posted.push(made);
    return made;
  };
  const history = ({ channel, ts }: Readonly<Record<string, string>>): Said => ({
    ok: true,
    messages: posted
      .filter((one) => one.channel === channel && (ts === undefined ? one.threadTs === null : one.threadTs === ts))
      .toReversed()
      .map((one) => ({
        type: 'message',
        ts: one.ts,
        text: one.text,
        user: fakeApp.user_id,
        bot_id: fakeApp.bot_id,
        ...(one.metadata === null ? {} : { metadata: one.metadata }),
      })),
    has_more: false,
  });
  const results: Readonly<Record<string, (asked: Asked) => Said>> = {
    'auth.test': () => ({ ok: true, url: 'https://lantern.slack.com/', ...fakeApp, is_enterprise_install: false }),
    'conversations.open': ({ body }) =>
      /^[UW][A-Z0-9]+$/.test(body['users'] ?? '')
        ? { ok: true, no_op: true, already_open: true, channel: { id: conversationOf(body['users']!) } }
        : no('user_not_found'),
    'chat.postMessage': ({ body }) => {
      const { channel = '', text = '', thread_ts: threadTs = null, metadata } = body;
      if (!channel.startsWith('D')) return no('channel_not_found');
      if (text.trim() === '') return no('no_text');
      if (text.length > 40_000) return no('msg_too_long');
      const mark: unknown = metadata === undefined ? null : JSON.parse(metadata);
      const { ts } = post({ channel, text: shown(text), threadTs, metadata: mark, fileId: null });
      return { ok: true, channel, ts, message: { type: 'message', ts, text, bot_id: fakeApp.bot_id, user: fakeApp.user_id } };
    },
    'conversations.history': ({ body }) => history(body),
    'conversations.replies': ({ body }) => history(body),
    'files.getUploadURLExternal': ({ body, type }) => {
      // Takes a form and nothing else.
      if (!type.startsWith('application/x-www-form-urlencoded')) return no('invalid_arguments');
      if (Number(body['length'] ?? 0) === 0) return no('missing_argument');
      const fileId = `F0${(count += 1)}`;
      reserved.set(fileId, { name: body['filename'] ?? '', length: Number(body['length']) });
      return { ok: true, upload_url: `${url}/upload/v1/${fileId}`, file_id: fileId };
    },
    'files.completeUploadExternal': ({ body }) => {
      const [file] = JSON.parse(body['files'] ?? '[]') as { id: string; title?: string }[];
      const { channel_id: channel = '', thread_ts: threadTs = null } = body;
      if (!/^[CGDZ][A-Z0-9]{2,}$/.test(channel)) return no('invalid_arguments');
      if (file === undefined || !files.has(file.id)) return no('file_not_found');
      post({ channel, text: '', threadTs, metadata: null, fileId: file.id });
      return { ok: true, files: [{ id: file.id, title: file.title }] };
    },
    'files.info': ({ body }) => {
      const fileId = body['file'] ?? '';
      const kept = files.get(fileId);
      if (kept === undefined) return no('file_not_found');
      const place = kept.url ?? `${url}/files-pri/${fakeApp.team_id}-${fileId}/download/file`;
      return {
        ok: true,
        file: { id: fileId, name: kept.name, mimetype: kept.mimetype, size: kept.bytes.length, url_private_download: place },
      };
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const { pathname } = new URL(request.url ?? '/', 'http://fake');
    const authorization = request.headers.authorization ?? '';
    const type = request.headers['content-type'] ?? '';
    const upload = /^\/upload\/v1\/(\w+)$/.exec(pathname)?.[1];
    if (upload !== undefined) return takeUpload(upload, await contentOf(type, bytes), request, response);
    const download = /^\/files-pri\/\w+-(\w+)\//.exec(pathname)?.[1];
    if (download !== undefined) return giveFile(files.get(download), authorization, response);
    const method = /^\/api\/([\w.]+)$/.exec(pathname)?.[1] ?? '';
    const body = bodyOf(type, bytes);
    calls.push({ method, body, authorization });
    const say = (status: number, said: object | string, headers: Readonly<Record<string, string>> = {}): void => {
      const scoped = fake.scopes === null ? {} : { 'x-oauth-scopes': fake.scopes };
      response.writeHead(status, { 'content-type': 'application/json', ...scoped, ...headers });
      response.end(typeof said === 'string' ? said : JSON.stringify(said));
    };
    const next = planned.get(method)?.shift();
    if (next !== undefined && typeof next !== 'string') return say(next.status ?? 200, next.body, next.headers);
    if (authorization !== `Bearer ${fakeToken}` && body['token'] !== fakeToken) return say(200, no('invalid_auth'));
    const said = results[method]?.({ method, body, type }) ?? no('unknown_method');
    if (next === 'cut') return void request.socket.destroy();
    say(next === 'broken' ? 500 : 200, next === 'broken' ? no('internal_error') : said);
  }

  function takeUpload(fileId: string, bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): void {
    const place = reserved.get(fileId);
    const next = planned.get('upload')?.shift();
    if (next === 'cut') return void request.socket.destroy();
    if (typeof next === 'object') return void response.writeHead(next.status ?? 200).end();
    if (next === 'broken' || place === undefined || place.length !== bytes.length) return void response.writeHead(500).end();
    files.set(fileId, { name: place.name, mimetype: 'application/octet-stream', bytes });
    response.writeHead(200).end(`OK - ${bytes.length}`);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: SlackFake = {
    url,
    calls,
    posted,
    files,
    scopes: allScopes,
    answerNext: (method, ...answers) => void planned.set(method, [...(planned.get(method) ?? []), ...answers]),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

function giveFile(kept: KeptFile | undefined, authorization: string, response: ServerResponse): void {
  if (kept === undefined) return void response.writeHead(404).end();
  const { page = authorization === `Bearer ${fakeToken}` ? undefined : { status: 200, type: 'text/html; charset=utf-8' } } = kept;
  if (page === undefined) return void response.writeHead(200, { 'content-type': kept.mimetype }).end(kept.bytes);
  const location = page.location === undefined ? {} : { location: page.location };
  response.writeHead(page.status, { 'content-type': page.type, ...location }).end('<!DOCTYPE html><title>Sign in</title>');
}

const bodyOf = (type: string, bytes: Buffer): Record<string, string> =>
  type.startsWith('application/json')
    ? (JSON.parse(bytes.toString()) as Record<string, string>)
    : Object.fromEntries(new URLSearchParams(bytes.toString()));

/** Raw, or the one file of a form. */
async function contentOf(type: string, bytes: Buffer): Promise<Uint8Array> {
  if (!type.startsWith('multipart/')) return new Uint8Array(bytes);
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const [file] = [...form.values()].filter((value) => typeof value !== 'string');
  return file === undefined ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
}

/** As Slack signs a call; `at` in ms. Written here anew, so that it is not the adapter's. */
export function signed(body: string, at: number, secret = fakeSecret): Record<string, string> {
  const seconds = Math.floor(at / 1_000);
  const mac = createHmac('sha256', secret).update(`v0:${seconds}:${body}`, 'utf8').digest('hex');
  return { 'content-type': 'application/json', 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${mac}` };
}

/** A direct message as the Events API delivers it. */
export const messageCall = (number: number, text: string, user: string, more: object = {}) => ({
  token: 'one-long-verification-token',
  team_id: fakeApp.team_id,
  context_team_id: fakeApp.team_id,
  api_app_id: fakeApp.api_app_id,
  event: {
    type: 'message',
    client_msg_id: '5c5f423a-243a-409c-aa12-ba87924bff68',
    channel: conversationOf(user),
    user,
    text,
    ts: `1700000000.${String(number).padStart(6, '0')}`,
    team: fakeApp.team_id,
    event_ts: `1700000000.${String(number).padStart(6, '0')}`,
    channel_type: 'im',
    ...more,
  },
  type: 'event_callback',
  event_id: `Ev0${number}`,
  event_time: 1_700_000_000,
  authorizations: [{ enterprise_id: null, team_id: fakeApp.team_id, user_id: fakeApp.user_id, is_bot: true, is_enterprise_install: false }],
  is_ext_shared_channel: false,
  event_context: '4-message-lantern',
});
