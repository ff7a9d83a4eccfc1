/**
 * A provider of mail accounts on this machine: a token endpoint as strict as Google's and Microsoft's (codes and, where it rotates, refresh tokens
 * of one use, PKCE, redirect address), a page that allows at once, and IMAP and SMTP that let a good access token in by XOAUTH2 and nothing else. For tests only.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ProviderPlaces } from './mail-provider.ts';

type Fields = Readonly<Record<string, string>>;
interface Leave {
  readonly query: Fields;
  readonly account: string;
  readonly over: Readonly<Record<string, unknown>>;
}

export interface TestProvider {
  readonly places: ProviderPlaces;
  readonly questions: Fields[];
  /** How long an access token lasts, in seconds. */
  lastsS: number;
  /** Every refresh token works once, and brings the next. */
  rotates: boolean;
  /** Answered in place of a token. */
  says: { readonly status: number; readonly body: unknown } | null;
  /** Set: tokens are answered once it is over. */
  holds: Promise<void> | null;
  readonly mails: string[];
  readonly signIns: { readonly at: 'imap' | 'smtp'; readonly taken: boolean }[];
  /** Somebody allows it there: the code the browser comes back with. `over`: claims that say something else. */
  allow(url: string, account: string, over?: Readonly<Record<string, unknown>>): string;
  /** Whose account a good access token opens. */
  holderOf(token: string): string | undefined;
  /** No access token of before is good any more. */
  forgetTokens(): void;
  close(): Promise<void>;
}

const fresh = (): string => randomBytes(24).toString('base64url');
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startTestProvider(client: { readonly id: string; readonly secret: string }): Promise<TestProvider> {
  const codes = new Map<string, Leave>();
  const lasting = new Map<string, string>();
  const access = new Map<string, string>();
  const open = new Set<Socket>();
  const letIn = (at: 'imap' | 'smtp', sasl: string): boolean => {
    const [user = '', token = ''] = Buffer.from(sasl, 'base64').toString().split('\u0001');
    const taken = `user=${access.get(token.replace('auth=Bearer ', ''))}` === user;
    provider.signIns.push({ at, taken });
    return taken;
  };
  const tokensFor = (account: string, extra: object): object => {
    const accessToken = fresh();
    access.set(accessToken, account);
    return { access_token: accessToken, expires_in: provider.lastsS, token_type: 'Bearer', ...extra };
  };
  const lastingFor = (account: string): string => {
    const token = fresh();
    lasting.set(token, account);
    return token;
  };
  const answer = (asked: Fields): { status: number; body: unknown } => {
    if (provider.says !== null) return provider.says;
    const no = (error: string) => ({ status: 400, body: { error } });
    if (asked['client_id'] !== client.id || asked['client_secret'] !== client.secret)
      return { status: 401, body: { error: 'invalid_client' } };
    if (asked['grant_type'] === 'refresh_token') {
      const used = asked['refresh_token'] ?? '';
      const account = lasting.get(used);
      if (account === undefined) return no('invalid_grant');
      if (!provider.rotates) return { status: 200, body: tokensFor(account, {}) };
      lasting.delete(used);
      return { status: 200, body: tokensFor(account, { refresh_token: lastingFor(account) }) };
    }
    const leave = codes.get(asked['code'] ?? '');
    codes.delete(asked['code'] ?? '');
    const proof = createHash('sha256')
      .update(asked['code_verifier'] ?? '')
      .digest('base64url');
    if (leave === undefined || leave.query['code_challenge'] !== proof || leave.query['redirect_uri'] !== asked['redirect_uri'])
      return no('invalid_grant');
    const claims = { aud: client.id, nonce: leave.query['nonce'], email: leave.account, email_verified: true, ...leave.over };
    const idToken = `${base64url({ alg: 'none' })}.${base64url(claims)}.`;
    return { status: 200, body: tokensFor(leave.account, { refresh_token: lastingFor(leave.account), id_token: idToken }) };
  };
  const http = createHttpServer((request, response) => {
    if (request.method === 'GET') {
      const { searchParams } = new URL(request.url!, 'http://here');
      const back = new URL(searchParams.get('redirect_uri')!);
      back.searchParams.set('state', searchParams.get('state')!);
      back.searchParams.set('code', provider.allow(request.url!, searchParams.get('login_hint')!));
      return void response.writeHead(302, { location: back.href }).end();
    }
    void bodyOf(request).then(async (asked) => {
      if (request.url === '/introspect') {
        const username = access.get(asked['token'] ?? '');
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ active: username !== undefined, username }));
        return;
      }
      provider.questions.push(asked);
      await provider.holds;
      const { status, body } = answer(asked);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const imap = lineServer(open, '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready', (line) =>
    imapAnswer(line, (sasl) => letIn('imap', sasl)),
  );
  const smtp = lineServer(
    open,
    '220 ready',
    smtpTalk(
      (sasl) => letIn('smtp', sasl),
      (raw) => provider.mails.push(raw),
    ),
  );
  const [httpPort, imapPort, smtpPort] = await Promise.all([http, imap, smtp].map(listening));
  const server = (port: number | undefined) => ({ host: '127.0.0.1', port: port!, security: 'starttls' as const });
  const provider: TestProvider = {
    places: {
      authorizeUrl: `http://127.0.0.1:${httpPort}/authorize`,
      tokenUrl: `http://127.0.0.1:${httpPort}/token`,
      imap: server(imapPort),
      smtp: server(smtpPort),
      graphUrl: null,
    },
    questions: [],
    lastsS: 3_600,
    rotates: false,
    says: null,
    holds: null,
    mails: [],
    signIns: [],
    allow(url, account, over = {}) {
      const code = fresh();
      codes.set(code, { query: Object.fromEntries(new URL(url, 'http://here').searchParams), account, over });
      return code;
    },
    holderOf: (token) => access.get(token),
    forgetTokens: () => access.clear(),
    async close() {
      for (const socket of open) socket.destroy();
      await Promise.all([http, imap, smtp].map((one) => new Promise((resolve) => void one.close(resolve))));
    },
  };
  return provider;
}

async function bodyOf(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => void server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** Line in, answer out; null says nothing. */
function lineServer(open: Set<Socket>, greeting: string, reply: (line: string, socket: Socket) => string | null): Server {
  return createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const said = reply(line, socket);
        if (said !== null) socket.write(`${said}\r\n`);
      }
    });
    socket.write(`${greeting}\r\n`);
  });
}

/** One empty inbox. */
function imapAnswer(line: string, letIn: (sasl: string) => boolean): string {
  const [tag = '*', verb = '', ...words] = line.split(' ');
  const ok = (text = 'done'): string => `${tag} OK ${text}`;
  switch (verb.toUpperCase()) {
    case 'AUTHENTICATE':
      return letIn(words[1] ?? '') ? ok('[CAPABILITY IMAP4rev1] in') : `${tag} NO [AUTHENTICATIONFAILED] not with that`;
    case 'LIST':
      return `* LIST () "/" INBOX\r\n${ok()}`;
    case 'EXAMINE':
      return `* 0 EXISTS\r\n* OK [UIDVALIDITY 7] it\r\n* OK [UIDNEXT 1] it\r\n${ok('[READ-ONLY] open')}`;
    case 'LOGOUT':
      return `* BYE\r\n${ok()}`;
    case 'DONE':
      return ok();
    default:
      return ok();
  }
}

function smtpTalk(letIn: (sasl: string) => boolean, keep: (raw: string) => void): (line: string, socket: Socket) => string | null {
  const within = new WeakMap<Socket, string[]>();
  return (line, socket) => {
    const mail = within.get(socket);
    if (mail !== undefined) {
      if (line !== '.') {
        mail.push(line);
        return null;
      }
      within.delete(socket);
      keep(mail.join('\n'));
      return '250 2.0.0 kept as 1';
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return '250-here\r\n250-AUTH XOAUTH2\r\n250 SIZE 40000000';
    if (verb === 'AUTH') return letIn(line.split(' ')[2] ?? '') ? '235 2.7.0 in' : '535 5.7.8 not with that';
    if (verb === 'DATA') {
      within.set(socket, []);
      return '354 go on';
    }
    return verb === 'QUIT' ? '221 bye' : '250 ok';
  };
}
