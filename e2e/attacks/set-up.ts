/**
 * What does an attack stand on? The whole server with its doors open on loopback, two workspaces with canaries, a mail server that takes what
 * we send, a DNS of our own, and an attacker's web server that counts who calls. It judges nothing: the tests do.
 */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSink, type Sink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { expect } from 'vitest';
import { openShop, until, type Shop, type ShopOptions } from '../harness.ts';
import { sendSmtp, type SmtpTalk } from './raw-smtp.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
/** Domains that sign their mail and ask for others to be refused; every other domain publishes nothing. */
export const signingDomains = ['post.example', 'ferry.example'];
const zone = new Map(
  signingDomains.flatMap((domain) => [
    [`s1._domainkey.${domain}`, published],
    [`_dmarc.${domain}`, 'v=DMARC1; p=reject'],
    [domain, 'v=spf1 -all'],
  ]),
);

/** Answers for the signing domains only. */
export async function resolveDns(name: string, type: string): Promise<string[][]> {
  const found = zone.get(name.toLowerCase());
  if (type === 'TXT' && found !== undefined) return [[found]];
  throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' });
}

/** The mail with a valid signature of its sender's domain in front. */
export async function signed(mail: string, domain = 'post.example'): Promise<string> {
  const key = {
    canonicalization: 'relaxed/relaxed',
    signingDomain: domain,
    selector: 's1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const { signatures } = await dkimSign(mail, { ...key, signatureData: [key] });
  return signatures + mail;
}

export interface MailParts {
  readonly from: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly messageId?: string;
  /** Further header lines, without line end. */
  readonly headers?: readonly string[];
  readonly contentType?: string;
}

export function rawMail(mail: MailParts): string {
  const id = mail.messageId ?? `<${randomBytes(9).toString('hex')}@post.example>`;
  return [
    `From: ${mail.from}`,
    `To: ${mail.to ?? lanternMail}`,
    `Subject: ${mail.subject ?? 'My order'}`,
    'Date: Tue, 24 Nov 2026 10:00:00 +0000',
    `Message-ID: ${id}`,
    'MIME-Version: 1.0',
    `Content-Type: ${mail.contentType ?? 'text/plain; charset=utf-8'}`,
    ...(mail.headers ?? []),
    '',
    mail.text ?? 'Where is my parcel?',
    '',
  ].join('\r\n');
}

export interface Workspace {
  readonly id: string;
  readonly token: string;
  readonly mailChannelId: string;
  readonly mailAddress: string;
  readonly messengerId: string;
  /** Written by this workspace's customer and its agent; nobody else may ever see it. */
  readonly canary: string;
  readonly call: Shop['api'];
}

export interface Collector {
  readonly url: string;
  readonly hits: string[];
  close(): Promise<void>;
}

export interface AttackShop extends Shop {
  readonly lantern: Workspace;
  readonly harbour: Workspace;
  readonly sink: Sink;
  readonly collector: Collector;
  /** Raw bytes in by SMTP; gives every reply. Without `to`: Lantern Books. */
  mail(raw: string | Buffer, envelope?: { from?: string; to?: readonly string[]; localAddress?: string }): Promise<SmtpTalk>;
  /** The same, signed by the sender's domain. */
  signedMail(parts: MailParts, envelope?: { to?: readonly string[] }): Promise<SmtpTalk>;
  /** A browser with the owner of a workspace signed in: requests with their cookie. */
  owner(of: 'lantern' | 'harbour'): Promise<Person>;
}

export interface Person {
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export const lanternMail = 'support@lantern.example';
export const harbourMail = 'support@harbour.example';
const harbourOwner = 'ole@harbour.example';

async function startCollector(): Promise<Collector> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.end('got you');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export async function openAttackShop(options: ShopOptions = {}): Promise<AttackShop> {
  const sink = await startSink();
  const collector = await startCollector();
  const shop = await openShop({ resolveDns, rateFactor: 1_000, ...options, settings: { smtpUrl: sink.url, ...options.settings } });
  const moved = await shop.api('PATCH', `/channels/${shop.mailChannelId}`, {
    settings: { address: lanternMail, senderName: 'Lantern Books' },
  });
  expect(moved.status).toBe(200);
  const canary = (of: string): string => `${of}-canary-${randomBytes(8).toString('hex')}`;
  const lantern = {
    id: shop.workspaceId,
    token: shop.token,
    mailChannelId: shop.mailChannelId,
    messengerId: shop.messengerId,
    mailAddress: lanternMail,
    canary: canary('lantern'),
    call: shop.api,
  };
  const harbour = await openHarbour(shop, canary('harbour'));
  const made: AttackShop = {
    ...shop,
    lantern,
    harbour,
    sink,
    collector,
    mail: (raw, envelope = {}) =>
      sendSmtp(shop.smtpPort, {
        from: envelope.from ?? 'anna@post.example',
        to: envelope.to ?? [lanternMail],
        raw,
        ...(envelope.localAddress === undefined ? {} : { localAddress: envelope.localAddress }),
      }),
    signedMail: async (parts, envelope) => made.mail(await signed(rawMail(parts)), envelope),
    owner: async (of) =>
      signIn(shop, of === 'lantern' ? await shop.signInUrl() : (await shop.server.accounts.createSignInLink(harbourOwner))!.url),
    async close() {
      await shop.close();
      await sink.close();
      await collector.close();
    },
  };
  for (const place of [lantern, harbour]) await plantCanary(made, place);
  return made;
}

async function openHarbour(shop: Shop, canary: string): Promise<Workspace> {
  const made = await shop.server.accounts.createWorkspace({
    name: 'Harbour Shop',
    slug: 'harbour',
    owner: { name: 'Ole', email: harbourOwner },
  });
  const id = made!.workspace.id;
  const { token } = await shop.server.accounts.createApiToken({ workspace: id, name: 'e2e', scopes: ['*'] });
  const call: Shop['api'] = (method, path, body, headers = {}) =>
    shop.api(method, path, body, { authorization: `Bearer ${token}`, ...headers });
  const open = async (type: string, settings: Record<string, unknown>): Promise<string> => {
    const added = await call('POST', '/channels', { type, name: `Harbour ${type}`, policyId: made!.policyId, settings });
    expect((await call('POST', `/channels/${added.body.id}/open`)).status).toBe(200);
    return added.body.id;
  };
  const mailChannelId = await open('email', { address: harbourMail, senderName: 'Harbour Shop' });
  return { id, token, call, canary, mailAddress: harbourMail, mailChannelId, messengerId: await open('messenger', {}) };
}

/** A customer of each workspace writes the canary, so that there is something to leak. */
async function plantCanary(shop: AttackShop, place: Workspace): Promise<void> {
  await shop.signedMail(
    { from: `Kim <kim-${place.canary}@post.example>`, to: place.mailAddress, subject: `About ${place.canary}`, text: place.canary },
    { to: [place.mailAddress] },
  );
  await until('the canary arrived', async () => (await messagesOf(place)).some((message) => message.text.includes(place.canary)));
}

/** Newest first, at most 200. */
export async function messagesOf(place: Pick<Workspace, 'call'>): Promise<any[]> {
  const { body } = await place.call('GET', '/messages?limit=200');
  return body.items;
}

export function messageWith(place: Pick<Workspace, 'call'>, text: string, guardMs?: number): Promise<any> {
  return until(
    `a message with ${text.slice(0, 60)}`,
    async () => (await messagesOf(place)).find((message) => message.text.includes(text)),
    guardMs,
  );
}

/** What waits for a person: mail nobody vouches for, and mail that could not be read. */
export async function quarantineOf(shop: Shop, workspaceId: string): Promise<{ id: string; reason: string }[]> {
  return inside(
    shop,
    workspaceId,
    `select id, reason from tenant.inbound where workspace_id = $1 and state = 'quarantined' order by received_at`,
  );
}

/** Behind the API, as the application inside one workspace's walls. */
export async function inside<Row extends object = any>(
  shop: Shop,
  workspaceId: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = await shop.server.platform.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('meanwhile.workspace', $1, true)`, [workspaceId]);
    return (await client.query<Row>(text, text.includes('$1') ? [workspaceId, ...values] : [])).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Nothing of one workspace in any answer, event or mail of the other. */
export async function expectNoCanaryCrossed(shop: AttackShop): Promise<void> {
  for (const [own, other] of [
    [shop.lantern, shop.harbour],
    [shop.harbour, shop.lantern],
  ] as const) {
    const paths = ['/messages?limit=200', '/cases?view=all&limit=200', '/customers?limit=200', '/channels', `/search?q=${other.canary}`];
    const seen = JSON.stringify(await Promise.all(paths.map((path) => own.call('GET', path))));
    expect(seen.includes(own.canary)).toBe(true);
    expect(seen.replaceAll(`q=${other.canary}`, '').includes(other.canary)).toBe(false);
    const events = await inside(shop, own.id, `select payload::text as text from tenant.event where workspace_id = $1`);
    expect(events.filter((event) => event.text?.includes(other.canary))).toEqual([]);
    const sent = shop.sink.mails.filter((mail) => mail.raw.includes(`@${own.mailAddress.split('@')[1]}`));
    expect(sent.filter((mail) => mail.raw.includes(other.canary))).toEqual([]);
  }
}

async function signIn(shop: Shop, url: string): Promise<Person> {
  const origin = { origin: shop.url, 'sec-fetch-site': 'same-origin' };
  const used = await fetch(`${shop.url}/api/auth/link/use`, {
    method: 'POST',
    headers: { ...origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: url.split('#t=')[1] }),
  });
  expect(used.status).toBe(200);
  const cookie = used.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return {
    fetch: (path, init = {}) =>
      fetch(`${shop.url}${path}`, { ...init, headers: { ...origin, cookie, ...(init.headers as Record<string, string>) } }),
  };
}

export interface Visitor {
  readonly token: string;
  /** Sends one message; the client id makes a retry the same message. */
  say(text: string, over?: { clientId?: string; attachmentIds?: string[]; channelId?: string; token?: string }): Promise<Response>;
  upload(name: string, bytes: Uint8Array | string, type?: string): Promise<Response>;
  history(): Promise<any>;
}

/** Somebody on the shop's website. */
export async function visit(shop: Shop, channelId: string, body: Record<string, unknown> = {}): Promise<Visitor> {
  const path = (channel: string, rest: string): string => `${shop.url}/m/${channel}${rest}`;
  const opened = await fetch(path(channelId, '/sessions'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(opened.status).toBe(200);
  const { token } = (await opened.json()) as { token: string };
  const bearer = { authorization: `Bearer ${token}` };
  return {
    token,
    say: (text, over = {}) =>
      fetch(path(over.channelId ?? channelId, '/messages'), {
        method: 'POST',
        headers: { authorization: `Bearer ${over.token ?? token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ clientId: over.clientId ?? randomUUID(), text, attachmentIds: over.attachmentIds ?? [] }),
      }),
    upload: (name, bytes, type = 'application/octet-stream') =>
      fetch(path(channelId, '/attachments'), { method: 'POST', headers: bearer, body: formWith(name, bytes, type) }),
    history: async () => (await fetch(path(channelId, '/messages'), { headers: bearer })).json(),
  };
}

export function formWith(name: string, bytes: Uint8Array | string, type: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], { type }), name);
  return form;
}
