/**
 * How does a customer write a mail? Composed here, signed with DKIM (RFC 6376, relaxed/relaxed, RSA-SHA256) for the domain whose key the given
 * resolver knows, and handed over by swaks. It reads no answer.
 */
import { execFile } from 'node:child_process';
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Letter {
  readonly from: string;
  readonly fromName: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Headers of the mail that is answered. */
  readonly inReplyTo?: string;
  readonly references?: string;
  /** Further headers of this mail program; a Content-Type among them takes the place of ours. */
  readonly headers?: readonly string[];
}

export interface MailDomain {
  /** For `openShop`: the domain's DKIM key and a DMARC policy; nothing else exists. */
  readonly resolveDns: (name: string, type: string) => Promise<string[][]>;
  /** Hands a signed letter to the mail server on this port of this machine; gives its Message-ID. */
  send(letter: Letter, port: number): Promise<string>;
}

/** A customers' mail domain with a key of its own. */
export function mailDomain(domain: string): MailDomain {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const records: Record<string, string> = {
    [`s1._domainkey.${domain}`]: `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
    [`_dmarc.${domain}`]: 'v=DMARC1; p=reject',
  };
  return {
    resolveDns: async (name, type) => {
      const found = type === 'TXT' ? records[name.toLowerCase()] : undefined;
      if (found === undefined) throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' });
      return [[found]];
    },
    async send(letter, port) {
      const messageId = `<${randomUUID()}@${domain}>`;
      const mail = compose(letter, messageId);
      const signature = dkim(mail, domain, (bytes) => createSign('sha256').update(bytes).sign(privateKey, 'base64'));
      await swaks(letter, `${signature}\r\n${written(mail)}`, port);
      return messageId;
    },
  };
}

/** Hands over a letter without signature: whose it is stays a claim. */
export function sendUnsigned(letter: Letter, port: number): Promise<void> {
  return swaks(letter, written(compose(letter, `<${randomUUID()}@mx.example>`)), port);
}

const written = ({ headers, body }: Mail): string => `${headers.join('\r\n')}\r\n\r\n${body}`;

interface Mail {
  readonly headers: readonly string[];
  readonly body: string;
}

function compose(letter: Letter, messageId: string): Mail {
  const { from, fromName, to, subject, text, inReplyTo, references, headers: more = [] } = letter;
  const headers = [
    `From: ${fromName} <${from}>`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: ${inReplyTo}`]),
    ...(references === undefined ? [] : [`References: ${references}`]),
    'MIME-Version: 1.0',
    ...(more.some((line) => /^Content-Type:/i.test(line)) ? [] : ['Content-Type: text/plain; charset=utf-8']),
    ...more,
  ];
  return { headers, body: `${text.replaceAll('\n', '\r\n')}\r\n` };
}

/** RFC 6376 §3.4.2 and §3.4.4: names in lower case, runs of white space as one, none at the ends. */
const relaxedHeader = (line: string): string => {
  const [name = '', ...rest] = line.split(':');
  return `${name.toLowerCase().trim()}:${rest.join(':').replace(/\s+/g, ' ').trim()}`;
};
const relaxedBody = (body: string): string => {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  return lines.join('\r\n').replace(/(?:\r\n)*$/, '\r\n');
};

function dkim({ headers, body }: Mail, domain: string, signed: (bytes: string) => string): string {
  const hash = createHash('sha256').update(relaxedBody(body)).digest('base64');
  const names = headers.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  const unsigned = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=s1; h=${names.join(':')}; bh=${hash}; b=`;
  return unsigned + signed([...headers.map(relaxedHeader), relaxedHeader(unsigned)].join('\r\n'));
}

async function swaks({ from, to }: Letter, data: string, port: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'meanwhile-letter-'));
  try {
    const file = join(folder, 'mail.eml');
    await writeFile(file, data);
    await run('swaks', [
      '--server',
      '127.0.0.1',
      '--port',
      String(port),
      '--from',
      from,
      '--to',
      to,
      '--helo',
      'mx.example',
      '--data',
      `@${file}`,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One header of a stored mail, unfolded; null where it is absent. */
export function headerOf(mail: string, name: string): string | null {
  const head = mail.split(/\r?\n\r?\n/, 1)[0]!.replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? null;
}

/** The plain text of a stored mail, transfer encoding undone. */
export function textOf(mail: string): string {
  const part = plainPart(mail);
  const [head = '', ...rest] = part.split(/\r?\n\r?\n/);
  const body = rest.join('\n\n');
  const encoding = headerOf(`${head}\n\n`, 'Content-Transfer-Encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function plainPart(mail: string): string {
  const boundary = /boundary="?([^";]+)"?/i.exec(headerOf(mail, 'Content-Type') ?? '')?.[1];
  if (boundary === undefined) return mail;
  const parts = mail
    .split(`--${boundary}`)
    .slice(1)
    .map((part) => part.replace(/^\r?\n/, ''));
  return plainPart(parts.find((part) => /text\/plain|multipart/i.test(headerOf(part, 'Content-Type') ?? '')) ?? '');
}
