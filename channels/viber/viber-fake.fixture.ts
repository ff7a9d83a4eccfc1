/**
 * Viber on this machine, as small as the adapter needs it: keeps what it was sent, answers as its documentation says or as told, keeps files, and signs what it
 * posts. Nobody judges it but the documentation, https://developers.viber.com/docs/api/rest-bot-api/, whose part stands beside each shape. For tests only.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ViberRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}
/** `cut`: taken, and the connection broken before the answer; `broken`: taken, and 500; else not taken. */
export type FakeAnswer = 'accept' | 'cut' | 'broken' | { readonly status: number; readonly body: object | string };

export interface Sent {
  readonly to: string;
  readonly text: string;
  readonly token: string;
}

export interface ViberFake {
  readonly url: string;
  readonly requests: ViberRequest[];
  /** By path below the root: the bytes that are given out, the status instead, or where to go on. */
  readonly files: Map<string, Uint8Array | number | { readonly to: string }>;
  /** By method, the next calls of it. */
  answerNext(method: string, ...answers: readonly FakeAnswer[]): void;
  /** Messages that were taken, whatever was answered. */
  sent(): readonly Sent[];
  close(): Promise<void>;
}

export const fakeBot = { id: 'pa:5500000000000000017', name: 'Lantern Books', uri: 'lanternbooks' };
export const fakeToken = ['4d1f0a6b2c3e5f70', '8a9b0c1d2e3f4a5b', '6c7d8e9f0a1b2c3d'].join('-');
export const userIdOf = (name: string | number): string =>
  createHash('sha256').update(`user ${name}`).digest().subarray(0, 16).toString('base64');

/** Tokens lie close together, and none of them survives a number. */
const tokenFrom = (base: bigint, count: number): string => String(base + BigInt(count));
export const tokenOf = (event: number): string => tokenFrom(4_912_661_846_655_230_001n, event);
const sentToken = (count: number): string => tokenFrom(5_741_311_803_571_720_001n, count);

/** JSON with a message’s token in it, digit by digit. */
const withToken = (token: string, body: object): string => `{"message_token":${token},${JSON.stringify(body).slice(1)}`;

/** #error-codes: in an answer of 200. */
export const refusal = (status: number, words: string): Exclude<FakeAnswer, string> => ({
  status: 200,
  body: { status, status_message: words, chat_hostname: 'SN-CHAT-05_' },
});

interface Answer {
  readonly status: number;
  readonly body: object | string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** #general-send-message-parameters, #text-message */
function troubleIn({ receiver, sender, type, text, tracking_data: tracking }: Readonly<Record<string, unknown>>): Answer | null {
  if (typeof receiver !== 'string' || receiver === '') return refusal(4, 'missing receiver');
  if (!/^[A-Za-z0-9+/]{22}==$/.test(receiver)) return refusal(5, 'Not found');
  const name: unknown = typeof sender === 'object' && sender !== null ? (sender as { name?: unknown }).name : undefined;
  if (typeof name !== 'string' || name === '') return refusal(4, 'missing sender name');
  if (name.length > 28) return refusal(3, 'sender name is too long');
  if (type !== 'text') return refusal(3, 'unknown type');
  if (typeof text !== 'string' || text === '') return refusal(4, 'missing text');
  if (text.length > 7_000) return refusal(3, 'text is too long');
  return typeof tracking === 'string' && tracking.length > 4_000 ? refusal(3, 'tracking data is too long') : null;
}

/** `callsBack`: the address is called before it is taken, as Viber does; else every address is good, since from here no door is the one that Viber would reach. */
export async function openViberFake({ callsBack = false } = {}): Promise<ViberFake> {
  const requests: ViberRequest[] = [];
  const files: ViberFake['files'] = new Map();
  const planned = new Map<string, FakeAnswer[]>();
  const sent: Sent[] = [];
  let webhook = '';
  let eventTypes: unknown = [];

  /** #send-message, #response */
  const send = (body: ViberRequest['body'], plan: FakeAnswer): Answer | 'cut' => {
    if (typeof plan === 'object') return plan;
    const trouble = troubleIn(body);
    if (trouble !== null) return trouble;
    const token = sentToken(sent.length);
    sent.push({ to: String(body['receiver']), text: String(body['text']), token });
    if (plan === 'cut') return 'cut';
    if (plan === 'broken') return { status: 500, body: '<html>' };
    return { status: 200, body: withToken(token, { status: 0, status_message: 'ok', chat_hostname: 'SN-CHAT-05_', billing_status: 1 }) };
  };

  /** #setting-a-webhook, #set-webhook-callback, #removing-your-webhook */
  const setWebhook = async ({ url, event_types: events = [] }: ViberRequest['body']): Promise<Answer> => {
    const address = String(url);
    // The door of a test is on this machine, where there is no https.
    if (address !== '' && !/^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)[:/])/.test(address)) return refusal(1, 'invalidUrl');
    if (callsBack && address !== '') {
      const body = callbackOf('webhook', tokenOf(0));
      const headers = { 'content-type': 'application/json', 'x-viber-content-signature': signatureOf(body) };
      const { status } = await fetch(address, { method: 'POST', headers, body });
      if (status !== 200) return refusal(1, `Result[HttpResponse[HTTP/1.1 ${status}]]`);
    }
    webhook = address;
    eventTypes = events;
    return { status: 200, body: { status: 0, status_message: 'ok', ...(address === '' ? {} : { event_types: events }) } };
  };

  /** #get-account-info */
  const accountInfo = (): Answer => ({
    status: 200,
    body: {
      status: 0,
      status_message: 'ok',
      ...fakeBot,
      icon: 'https://dl-media.viber.com/1/icon.jpg',
      category: 'Shopping',
      country: 'DE',
      webhook,
      event_types: eventTypes,
      subscribers_count: 35,
      members: [{ id: userIdOf('Ada'), name: 'Ada', role: 'admin' }],
    },
  });

  const file = (path: string): Answer => {
    const found = files.get(path) ?? 404;
    if (typeof found === 'number') return { status: found, body: 'AccessDenied' };
    return found instanceof Uint8Array ? { status: 200, body: found } : { status: 302, body: '', headers: { location: found.to } };
  };

  const answer = async ({ path, headers, body }: ViberRequest): Promise<Answer | 'cut'> => {
    const method = /^\/pa\/(\w+)$/.exec(path)?.[1];
    if (method === undefined) return file(path);
    const plan = planned.get(method)?.shift() ?? 'accept';
    // #authentication-token
    if (headers['x-viber-auth-token'] === undefined) return refusal(2, 'missing_auth_token');
    if (headers['x-viber-auth-token'] !== fakeToken) return refusal(2, 'invalidAuthToken');
    if (method === 'send_message') return send(body, plan);
    if (plan !== 'accept') return plan === 'broken' ? { status: 500, body: '<html>' } : plan;
    if (method === 'set_webhook') return setWebhook(body);
    return method === 'get_account_info' ? accountInfo() : { status: 404, body: '' };
  };

  const server = createServer((request, response) => {
    void (async () => {
      const read = await requestFrom(request);
      requests.push(read);
      const said = await answer(read);
      if (said === 'cut') return void request.socket.destroy();
      const { status, body, headers = {} } = said;
      const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(bytes);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    files,
    answerNext: (method, ...answers) => void planned.set(method, [...(planned.get(method) ?? []), ...answers]),
    sent: () => sent,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function requestFrom(request: IncomingMessage): Promise<ViberRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const path = new URL(request.url ?? '/', 'http://fake').pathname;
  return { method: request.method ?? '', path, headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

/** #callbacks: hexadecimal, over the body as it is posted. */
export const signatureOf = (body: string | Uint8Array, token = fakeToken): string => createHmac('sha256', token).update(body).digest('hex');

export const spokenAt = 1_764_235_000_000;
/** #callbacks: what all have. */
export const callbackOf = (event: string, token: string, more: object = {}): string =>
  withToken(token, { event, timestamp: spokenAt, chat_hostname: 'SN-CHAT-05_', ...more });

/** #receive-message-from-user */
export const senderOf = (name: string | number, more: object = {}): object => ({
  id: userIdOf(name),
  name: String(name),
  avatar: 'https://media-direct.cdn.viber.com/download_photo?dlid=1',
  country: 'BG',
  language: 'bg',
  api_version: 10,
  ...more,
});
export const messageOf = (event: number, message: object, more: object = {}): string =>
  callbackOf('message', tokenOf(event), {
    sender: senderOf('Vesna'),
    message: { tracking_data: 'm:0', ...message },
    silent: false,
    ...more,
  });
export const textOf = (event: number, text: string, more: object = {}): string => messageOf(event, { type: 'text', text }, more);

/** #message-receipts-callbacks, #failed-callback */
export const receiptOf = (event: 'delivered' | 'seen' | 'failed', token: string, more: object = {}): string =>
  callbackOf(event, token, { user_id: userIdOf('Vesna'), ...more });
