/**
 * LINE on this machine, as small as the adapter needs it: keeps what it was sent, honours the retry key, answers as LINE’s reference says or as told, and
 * signs what it posts. For tests only.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** JSON as it is, forms by field. */
  readonly body: Readonly<Record<string, unknown>>;
}
/** `cut`: taken, and the connection broken before the answer; `broken`: taken, and 500; else not taken. */
export type FakeAnswer = 'accept' | 'cut' | 'broken' | { readonly status: number; readonly body: object | string };

export interface Pushed {
  readonly to: string;
  readonly text: string;
  readonly id: string;
}

export interface LineFake {
  readonly url: string;
  readonly requests: LineRequest[];
  /** By message id: the bytes that are given out, or the status instead. */
  readonly contents: Map<string, Uint8Array | number>;
  /** By path, the next ones of it. */
  answerNext(path: string, ...answers: readonly FakeAnswer[]): void;
  /** Messages that were taken, whatever was answered. */
  pushed(): readonly Pushed[];
  close(): Promise<void>;
}

const hexOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
export const userIdOf = (name: string | number): string => `U${hexOf(`user ${name}`)}`;

export const fakeBot = { userId: userIdOf('Lantern Books'), basicId: '@216lantern', displayName: 'Lantern Books' };
export const fakeChannel = {
  id: '2000000001',
  secret: hexOf('channel secret'),
  accessToken: `${'Lantern/Books+'.repeat(11)}w1cDnyilFU=`,
};
export const pushPath = '/v2/bot/message/push';
const endpointPath = '/v2/bot/channel/webhook/endpoint';
const refusal = (message: string, details?: readonly object[]) => ({ message, ...(details === undefined ? {} : { details }) });

type Answer = { readonly status: number; readonly body: object | string | Uint8Array; readonly headers?: Record<string, string> };
const json = (body: object): Answer => ({ status: 200, body });

/** By what the description of the API demands of a push. */
function troubleIn({ to, messages }: Readonly<Record<string, unknown>>): Answer | null {
  const refused = (property: string, message: string): Answer => ({
    status: 400,
    body: refusal('The request body has 1 error(s)', [{ message, property }]),
  });
  if (typeof to !== 'string' || !/^U[0-9a-f]{32}$/.test(to))
    return { status: 400, body: refusal("The property, 'to', in the request body is invalid (line: -, column: -)") };
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > 5) return refused('messages', 'Size must be between 1 and 5');
  for (const [index, { type, text }] of (messages as { type?: unknown; text?: unknown }[]).entries()) {
    if (type !== 'text') return refused(`messages[${index}].type`, 'Must be one of the following values: [text]');
    if (typeof text !== 'string' || text.trim() === '') return refused(`messages[${index}].text`, 'May not be empty');
    if (text.length > 5_000) return refused(`messages[${index}].text`, 'Length must be between 0 and 5000');
  }
  return null;
}

export async function openLineFake(): Promise<LineFake> {
  const requests: LineRequest[] = [];
  const contents = new Map<string, Uint8Array | number>();
  const planned = new Map<string, FakeAnswer[]>();
  const pushed: Pushed[] = [];
  /** By retry key: what was answered, or would have been. */
  const taken = new Map<string, { readonly requestId: string; readonly sentMessages: readonly object[] }>();
  let endpoint: string | null = null;
  let count = 0;

  const push = ({ headers, body }: LineRequest, plan: FakeAnswer, requestId: string): Answer | 'cut' => {
    if (typeof plan === 'object') return plan;
    const trouble = troubleIn(body);
    if (trouble !== null) return trouble;
    const key = headers['x-line-retry-key'];
    if (key !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key))
      return { status: 400, body: refusal('Invalid retry key') };
    const before = key === undefined ? undefined : taken.get(key);
    if (before !== undefined) {
      const known = { ...refusal('The retry key is already accepted'), sentMessages: before.sentMessages };
      return { status: 409, body: known, headers: { 'x-line-accepted-request-id': before.requestId } };
    }
    const { to, messages } = body as { to: string; messages: { text: string }[] };
    const sentMessages = messages.map(({ text }) => {
      const id = String(461_230_000_000_000_000n + BigInt((count += 1)));
      pushed.push({ to, text, id });
      return { id, quoteToken: `quote-${id}` };
    });
    if (key !== undefined) taken.set(key, { requestId, sentMessages });
    if (plan === 'cut') return 'cut';
    return plan === 'broken' ? { status: 500, body: refusal('Internal server error') } : json({ sentMessages });
  };

  const settings = ({ method, path, body }: LineRequest): Answer => {
    const asked = `${method} ${path}`;
    if (asked === 'GET /v2/bot/info') return json({ ...fakeBot, chatMode: 'bot', markAsReadMode: 'auto' });
    if (asked === 'GET /v2/bot/message/quota') return json({ type: 'limited', value: 200 });
    if (asked === 'GET /v2/bot/message/quota/consumption') return json({ totalUsage: pushed.length });
    if (asked === `PUT ${endpointPath}`) {
      // The door of a test is on this machine, where there is no https.
      if (!/^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)[:/]).{1,480}$/.test(String(body['endpoint'])))
        return { status: 400, body: refusal('Invalid webhook endpoint URL') };
      endpoint = String(body['endpoint']);
      return json({});
    }
    if (asked === `GET ${endpointPath}`)
      return endpoint === null ? { status: 404, body: refusal('Webhook endpoint not found') } : json({ endpoint, active: true });
    // Nothing is called: from here no door is the one that LINE would reach.
    if (asked === 'POST /v2/bot/channel/webhook/test')
      return json({ success: true, timestamp: '2026-11-27T09:00:00.000Z', statusCode: 200, reason: 'OK', detail: '200' });
    return { status: 404, body: refusal('Not found') };
  };

  const tokens = ({ path, body }: LineRequest): Answer => {
    if (path === '/v2/oauth/verify')
      return body['access_token'] === fakeChannel.accessToken
        ? json({ scope: 'P CM', client_id: fakeChannel.id, expires_in: 3_138_007_490 })
        : { status: 400, body: { error: 'invalid_request', error_description: 'access token expired' } };
    const { grant_type: grant, client_id: id, client_secret: secret } = body;
    if (grant !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
    if (id !== fakeChannel.id || secret !== fakeChannel.secret)
      return { status: 400, body: { error: 'invalid_client', error_description: 'invalid client_secret' } };
    return json({ token_type: 'Bearer', access_token: 'stateless', expires_in: 899 });
  };

  const content = (id: string): Answer => {
    const found = contents.get(id) ?? 404;
    if (typeof found !== 'number') return { status: 200, body: found, headers: { 'content-type': 'image/jpeg' } };
    return { status: found, body: refusal(found === 410 ? 'The content is gone' : 'not found') };
  };

  const answer = (request: LineRequest, requestId: string): Answer | 'cut' => {
    const { path, headers } = request;
    const plan = planned.get(path)?.shift() ?? 'accept';
    if (/^\/(?:v2\/oauth|oauth2)\//.test(path)) return typeof plan === 'object' ? plan : tokens(request);
    if (headers['authorization'] !== `Bearer ${fakeChannel.accessToken}`)
      return {
        status: 401,
        body: refusal('Authentication failed due to the following reason: invalid token. Confirm that the access token is valid.'),
      };
    if (path === pushPath) return push(request, plan, requestId);
    if (plan !== 'accept') return plan === 'broken' ? { status: 500, body: refusal('Internal server error') } : plan;
    const asked = /^\/v2\/bot\/message\/([^/]+)\/content$/.exec(path);
    return asked === null ? settings(request) : content(asked[1]!);
  };

  const server = createServer((request, response) => {
    void (async () => {
      const read = await requestFrom(request);
      requests.push(read);
      const requestId = `request-${requests.length}`;
      const said = answer(read, requestId);
      if (said === 'cut') return void request.socket.destroy();
      const { status, body, headers = {} } = said;
      const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'x-line-request-id': requestId, ...headers }).end(bytes);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    contents,
    answerNext: (path, ...answers) => void planned.set(path, [...(planned.get(path) ?? []), ...answers]),
    pushed: () => pushed,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function requestFrom(request: IncomingMessage): Promise<LineRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const type = request.headers['content-type'] ?? '';
  const form = () => Object.fromEntries(new URLSearchParams(text));
  const body = type.startsWith('application/x-www-form-urlencoded') ? form() : text === '' ? {} : JSON.parse(text);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? '', path: new URL(request.url ?? '/', 'http://fake').pathname, headers, body };
}

export const signatureOf = (body: string | Uint8Array, secret = fakeChannel.secret): string =>
  createHmac('sha256', secret).update(body).digest('base64');

/** ULIDs and message ids, as LINE gives them to the event with this number. */
export const eventIdOf = (event: number): string => `01JDK${String(event).padStart(21, '0')}`;
export const messageIdOf = (event: number): string => `46${String(event).padStart(16, '0')}`;

/** What all events have, of somebody who writes to the account alone. */
export const lineEvent = (event: number, type: string, more: object = {}): object => ({
  type,
  mode: 'active',
  timestamp: 1_764_235_000_000 + event,
  source: { type: 'user', userId: userIdOf('Haruka') },
  webhookEventId: eventIdOf(event),
  deliveryContext: { isRedelivery: false },
  ...more,
});
export const messageEvent = (event: number, message: object, more: object = {}): object =>
  lineEvent(event, 'message', {
    replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA',
    message: { id: messageIdOf(event), quoteToken: 'q3Plxr4AgKd', markAsReadToken: '30yhdy232', ...message },
    ...more,
  });
export const textEvent = (event: number, text: string, more: object = {}): object => messageEvent(event, { type: 'text', text }, more);

export const callOf = (...events: readonly unknown[]): string => JSON.stringify({ destination: fakeBot.userId, events });
