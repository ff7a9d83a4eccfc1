/**
 * A Graph API on this machine, as small as the adapter needs it: keeps what it was sent, answers as told, and makes the calls that Meta makes at our
 * door. Written from Meta's pages on the Cloud API (messages, media, webhooks, webhook overrides, error codes). For tests only.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GraphSeen {
  readonly method: string;
  /** Without the version: `<number>/messages`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** JSON bodies as they are; of forms the fields, with `file` for the name of one. */
  readonly body: Readonly<Record<string, unknown>>;
}
/** How the next calls of a path are answered, in order; `cut`: taken, and the connection broken before the answer. `isTaken`: whatever is answered. */
export type GraphAnswer = { readonly status: number; readonly body: object | string; readonly isTaken?: true } | 'cut' | 'asUsual';

export interface GraphFake {
  readonly url: string;
  readonly calls: GraphSeen[];
  /** By media id; `url` where Meta would say another address than its own. */
  readonly files: Map<string, { readonly bytes: Uint8Array; readonly mime: string; readonly url?: string }>;
  /** What the number, the account and the app were told. */
  readonly told: { address: string; verifyToken: string; isSubscribed: boolean; fields: string[] | null; state: Record<string, unknown> };
  answerNext(path: string, ...answers: readonly GraphAnswer[]): void;
  /** Messages that were taken, whatever was answered. */
  taken(): readonly { readonly id: string; readonly body: Readonly<Record<string, any>> }[];
  close(): Promise<void>;
}

export const ids = { phone: '106540352242922', account: '419561257915477', app: '670843887433847' };
export const fakeToken = `EAAJ${'b'.repeat(60)}`;
export const fakeSecret = '0123456789abcdef0123456789abcdef';
export const shownNumber = '+1 555-078-3881';

export const graphError = (code: number, message = 'as told') => ({
  error: {
    message: `(#${code}) ${message}`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details: message },
  },
});
const badToken = { status: 401, body: graphError(190, 'Invalid OAuth access token - Cannot parse access token') };
const badProof = { status: 400, body: graphError(100, 'Invalid appsecret_proof provided in the API argument') };
const noSuch = { status: 400, body: graphError(100, 'Unsupported request. Object does not exist or cannot be loaded') };
const success = { status: 200, body: { success: true } };

export async function openGraphFake(): Promise<GraphFake> {
  const calls: GraphSeen[] = [];
  const files: GraphFake['files'] = new Map();
  const planned = new Map<string, GraphAnswer[]>();
  const taken: { id: string; body: Readonly<Record<string, any>> }[] = [];
  const told: GraphFake['told'] = { address: '', verifyToken: '', isSubscribed: false, fields: null, state: {} };
  let url = '';
  const taking = (body: GraphSeen['body']): string => {
    const id = `wamid.${Buffer.from(`sent ${taken.length + 1}`).toString('base64')}`;
    taken.push({ id, body });
    return id;
  };
  const number = () => ({
    id: ids.phone,
    display_phone_number: shownNumber,
    verified_name: 'Lantern Books',
    status: 'CONNECTED',
    quality_rating: 'GREEN',
    health_status: { can_send_message: 'AVAILABLE', entities: [{ entity_type: 'PHONE_NUMBER', id: ids.phone }] },
    webhook_configuration: {
      ...(told.address === '' ? {} : { phone_number: told.address }),
      application: 'https://elsewhere.example/hook',
    },
    ...told.state,
  });
  const answerTo = ({ method, path, query, body }: GraphSeen): { status: number; body: object } => {
    const isPost = method === 'POST';
    const messageId = path === `${ids.phone}/messages` ? taking(body) : '';
    switch (path) {
      case 'app':
        return { status: 200, body: { id: ids.app } };
      case `${ids.app}/subscriptions`:
        if (isPost) told.fields = query['fields']!.split(',');
        return isPost ? success : { status: 200, body: { data: told.fields === null ? [] : [subscription(told.fields)] } };
      case `${ids.account}/subscribed_apps`:
        if (isPost) told.isSubscribed = true;
        return isPost
          ? success
          : { status: 200, body: { data: told.isSubscribed ? [{ whatsapp_business_api_data: { id: ids.app, name: 'Desk' } }] : [] } };
      case `${ids.account}/phone_numbers`:
        return { status: 200, body: { data: [{ id: ids.phone }] } };
      case ids.phone: {
        const wanted = body['webhook_configuration'] as { override_callback_uri: string; verify_token?: string } | undefined;
        if (isPost && wanted !== undefined)
          Object.assign(told, { address: wanted.override_callback_uri, verifyToken: wanted.verify_token ?? '' });
        return isPost ? success : { status: 200, body: number() };
      }
      case `${ids.phone}/media`:
        return { status: 200, body: { id: `${4_490_709_327_384_033 + calls.length}` } };
      case `${ids.phone}/messages`: {
        const to = body['to'] ?? body['recipient'];
        const contact = body['to'] === undefined ? { input: to, user_id: to } : { input: to, wa_id: to };
        return { status: 200, body: { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: messageId }] } };
      }
      default: {
        const file = files.get(path);
        if (file === undefined) return noSuch;
        const { bytes, mime } = file;
        const about = { messaging_product: 'whatsapp', id: path, mime_type: mime, sha256: '', file_size: bytes.length };
        return { status: 200, body: { ...about, url: file.url ?? `${url}/files/${path}` } };
      }
    }
  };
  const server = createServer((request, response) => {
    void (async () => {
      const at = new URL(request.url ?? '/', 'http://fake');
      const body = await bodyOf(request);
      const say = (status: number, said: object | string): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(typeof said === 'string' ? said : JSON.stringify(said));
      const token = request.headers.authorization ?? '';
      if (at.pathname.startsWith('/files/')) {
        const file = files.get(at.pathname.slice('/files/'.length));
        if (file === undefined || token !== `Bearer ${fakeToken}`) return say(404, '');
        return void response.writeHead(200, { 'content-type': file.mime }).end(file.bytes);
      }
      const path = /^\/v\d+\.0\/(.+)$/.exec(at.pathname)?.[1] ?? '';
      const { appsecret_proof: proof, ...query } = Object.fromEntries(at.searchParams);
      const isApp = token === `Bearer ${ids.app}|${fakeSecret}`;
      if (!isApp && token !== `Bearer ${fakeToken}`) return say(badToken.status, badToken.body);
      const proved = createHmac('sha256', fakeSecret).update(token.slice('Bearer '.length)).digest('hex');
      if (proof !== proved) return say(badProof.status, badProof.body);
      const seen: GraphSeen = { method: request.method ?? '', path, query, body };
      calls.push(seen);
      const answer = planned.get(path)?.shift();
      const usual = answer === undefined || typeof answer === 'string' || answer.isTaken === true ? answerTo(seen) : null;
      if (answer === 'cut') return void request.socket.destroy();
      const { status, body: said } = typeof answer === 'object' ? answer : usual!;
      say(status, said);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    calls,
    files,
    told,
    answerNext: (path, ...answers) => void planned.set(path, [...(planned.get(path) ?? []), ...answers]),
    taken: () => taken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const subscription = (fields: readonly string[]) => ({
  object: 'whatsapp_business_account',
  callback_url: 'https://elsewhere.example/hook',
  active: true,
  fields: fields.map((name) => ({ name, version: 'v24.0' })),
});

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Record<string, unknown>);
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  return Object.fromEntries([...form].map(([name, value]) => (typeof value === 'string' ? [name, value] : ['file', value.name])));
}
