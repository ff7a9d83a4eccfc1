/**
 * A Graph API on this machine, as small as the adapter needs it: keeps what it was sent, answers as Meta’s documentation says (the page beside each) or as
 * told, calls our door when it is told our address, and keeps files. For tests only; nothing of Meta’s judges it.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appId, appSecret, handshakeQuery, midOf, pageId } from './webhook-bodies.fixture.ts';

export interface GraphRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Who asks, by the token; null for nobody. */
  readonly as: 'page' | 'app' | null;
  /** Of forms the fields as JSON where they are JSON, with `filedata` for a file. */
  readonly body: Readonly<Record<string, unknown>>;
}
export interface GivenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}
/** `cut`: taken, and the connection broken before the answer; `broken`: taken, and 500; else not taken. */
export type FakeAnswer =
  | 'accept'
  | 'cut'
  | 'broken'
  | { readonly status: number; readonly body: object | string; readonly headers?: Record<string, string> };

export interface SentMessage {
  readonly to: string;
  readonly text: string;
  readonly file: GivenFile | null;
  readonly id: string;
}

export interface GraphFake {
  readonly url: string;
  readonly requests: GraphRequest[];
  /** By path: the bytes that are given out, or the status instead. */
  readonly files: Map<string, Uint8Array | number>;
  /** As Meta shows them for a token. */
  readonly token: { is_valid: boolean; expires_at: number; scopes: string[] };
  /** Of the app, and of the Page to the app. */
  readonly subscribed: { callbackUrl: string | null; verifyToken: string; fields: string[]; page: string[] | null };
  /** How our door is asked; null: it is not, and counts as having answered. */
  door: { ask: ((url: string) => Promise<{ readonly status: number; readonly body: string }>) | null };
  /** By the last part of a path, the next ones of it. */
  answerNext(what: string, ...answers: readonly FakeAnswer[]): void;
  /** Messages that were taken, whatever was answered. */
  sent(): readonly SentMessage[];
  close(): Promise<void>;
}

export const fakePage = { id: pageId, name: 'Lantern Books' };
export const pageToken = `EAAG${'LanternBooks0123456789'.repeat(8)}ZD`;
const proofOf = (token: string): string => createHmac('sha256', appSecret).update(token).digest('hex');

/** graph-api/guides/error-handling; messenger-platform/error-codes (“Example Error Response”). */
export const graphError = (code: number, message: string, { subcode, status = 400 }: { subcode?: number; status?: number } = {}) => ({
  status,
  body: {
    error: {
      message,
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: 'BLBz/WZt8dN',
    },
  },
});

interface Answer {
  readonly status: number;
  readonly body: object | string | Uint8Array;
  readonly headers?: Record<string, string>;
}
const json = (body: object): Answer => ({ status: 200, body });
/** graph-api/webhooks/subscriptions-edge shows the word, all else the value. */
const success = json({ success: true });

const isRecord = (value: unknown): value is Readonly<Record<string, any>> => typeof value === 'object' && value !== null;

/** By what reference/send-api demands of a message. */
function troubleIn({ recipient, messaging_type: type, tag, message, filedata }: Readonly<Record<string, unknown>>): Answer | null {
  if (!isRecord(recipient) || !/^\d+$/.test(String(recipient['id'])))
    return graphError(100, '(#100) No matching user found', { subcode: 2_018_001 });
  if (type !== 'RESPONSE' && type !== 'UPDATE' && type !== 'MESSAGE_TAG') return graphError(100, '(#100) Invalid messaging_type');
  // Since April 27, 2026 this is the only one.
  if ((type === 'MESSAGE_TAG') !== (tag === 'HUMAN_AGENT')) return graphError(100, '(#100) Invalid parameter', { subcode: 1_893_061 });
  if (!isRecord(message) || 'text' in message === 'attachment' in message)
    return graphError(100, '(#100) Message cannot be empty, must provide valid attachment or text', { subcode: 2_018_034 });
  if ('text' in message) {
    const length = typeof message['text'] === 'string' && message['text'].trim() !== '' ? message['text'].length : 0;
    if (length === 0) return graphError(100, '(#100) Message cannot be empty', { subcode: 2_018_034 });
    return length > 2_000 ? graphError(100, '(#100) Length of param message[text] must be less than or equal to 2000') : null;
  }
  const kind = String(message['attachment']?.type);
  const given = filedata as GivenFile | undefined;
  if (!['audio', 'file', 'image', 'video'].includes(kind) || given === undefined || (kind !== 'file' && !given.type.startsWith(kind)))
    return graphError(100, '(#100) Upload attachment failure.', { subcode: 2_018_047 });
  return given.bytes.length > 25 * 1024 * 1024
    ? graphError(100, '(#100) Attachment size exceeds allowable limit', { subcode: 2_018_109 })
    : null;
}

export async function openGraphFake(): Promise<GraphFake> {
  const requests: GraphRequest[] = [];
  const files = new Map<string, Uint8Array | number>();
  const planned = new Map<string, FakeAnswer[]>();
  const sent: SentMessage[] = [];
  const token = { is_valid: true, expires_at: 0, scopes: ['pages_messaging', 'pages_manage_metadata', 'pages_show_list'] };
  const subscribed: GraphFake['subscribed'] = { callbackUrl: null, verifyToken: '', fields: [], page: null };
  const door: GraphFake['door'] = { ask: null };

  function send({ body }: GraphRequest, plan: FakeAnswer): Answer | 'cut' {
    const trouble = troubleIn(body);
    if (trouble !== null) return trouble;
    const { recipient, message, filedata } = body as { recipient: { id: string }; message: { text?: string }; filedata?: GivenFile };
    const id = midOf(`from us ${sent.length}`);
    sent.push({ to: recipient.id, text: message.text ?? '', file: filedata ?? null, id });
    if (plan === 'cut') return 'cut';
    if (plan === 'broken') return graphError(2, 'An unexpected error has occurred. Please retry your request later.', { status: 500 });
    return json({ recipient_id: recipient.id, message_id: id });
  }

  /** graph-api/webhooks/subscriptions-edge: our address is called before the answer. */
  async function subscribe(body: GraphRequest['body']): Promise<Answer> {
    const { object, callback_url: url, verify_token: secret, fields } = body as Readonly<Record<string, string>>;
    if (object !== 'page' || url === undefined || secret === undefined || fields === undefined)
      return graphError(100, '(#100) Invalid parameter');
    const said = await door.ask?.(`${url}?${handshakeQuery(secret)}`);
    if (said !== undefined && (said.status !== 200 || said.body !== '1158201444'))
      return graphError(
        2_200,
        `(#2200) Callback verification failed with the following errors: HTTP Status Code = ${said.status}; HTTP Message = Not Found`,
      );
    Object.assign(subscribed, { callbackUrl: url, verifyToken: secret, fields: fields.split(',') });
    return success;
  }

  async function answer(request: GraphRequest, proof: string | undefined): Promise<Answer | 'cut'> {
    const { method, path, as, body, query } = request;
    if (as === null) return graphError(190, 'Invalid OAuth access token - Cannot parse access token', { status: 401 });
    if (proof !== proofOf(as === 'page' ? pageToken : `${appId}|${appSecret}`))
      return {
        status: 400,
        body: { error: { message: 'Invalid appsecret_proof provided in the API argument', type: 'GraphMethodException', code: 100 } },
      };
    const plan = planned.get(path.split('/').at(-1)!)?.shift() ?? 'accept';
    if (typeof plan === 'object') return plan;
    const asked = `${as} ${method} ${path}`;
    if (asked === 'page GET /me') return json(fakePage);
    if (asked === 'page GET /app') return json({ id: appId });
    if (asked === `page POST /${pageId}/messages`) return send(request, plan);
    if (asked === `app POST /${appId}/subscriptions`) return subscribe(body);
    if (asked === `app GET /${appId}/subscriptions`)
      return json({
        data: subscribed.callbackUrl === null ? [] : [{ object: 'page', callback_url: subscribed.callbackUrl, active: true, fields: [] }],
      });
    if (asked === `page POST /${pageId}/subscribed_apps`) {
      subscribed.page = String(body['subscribed_fields']).split(',');
      return success;
    }
    if (asked === `page DELETE /${pageId}/subscribed_apps`) {
      subscribed.page = null;
      return success;
    }
    if (asked === `page GET /${pageId}/subscribed_apps`)
      return json({ data: subscribed.page === null ? [] : [{ id: appId, name: 'Lantern', subscribed_fields: subscribed.page }] });
    if (asked === 'app GET /debug_token')
      return json({
        data: { app_id: appId, type: 'PAGE', profile_id: pageId, ...token, is_valid: token.is_valid && query['input_token'] === pageToken },
      });
    return graphError(100, 'Unsupported request. Object does not exist', { subcode: 33 });
  }

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://fake');
      const file = files.get(url.pathname);
      if (file !== undefined)
        return void response.writeHead(typeof file === 'number' ? file : 200).end(typeof file === 'number' ? '' : file);
      const { appsecret_proof: proof, ...query } = Object.fromEntries(url.searchParams);
      const read: GraphRequest = {
        method: request.method ?? '',
        path: url.pathname.replace('/v24.0', ''),
        query,
        as: callerOf(request.headers.authorization),
        body: await bodyOf(request),
      };
      requests.push(read);
      const said = await answer(read, proof);
      if (said === 'cut') return void request.socket.destroy();
      const { status, body, headers = {} } = said;
      const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers }).end(bytes);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    files,
    token,
    subscribed,
    door,
    answerNext: (what, ...answers) => void planned.set(what, [...(planned.get(what) ?? []), ...answers]),
    sent: () => sent,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callerOf(header: string | undefined): GraphRequest['as'] {
  if (header === `Bearer ${pageToken}`) return 'page';
  return header === `Bearer ${appId}|${appSecret}` ? 'app' : null;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = new Uint8Array(Buffer.concat(chunks));
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return {};
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(Buffer.from(bytes).toString()));
  if (!type.startsWith('multipart/')) return JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of await new Response(bytes, { headers: { 'content-type': type } }).formData())
    fields[name] =
      typeof value === 'string'
        ? value.startsWith('{')
          ? JSON.parse(value)
          : value
        : { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
  return fields;
}
