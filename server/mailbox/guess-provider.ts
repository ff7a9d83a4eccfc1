/**
 * Where does a domain have its mail, and does its DNS let our answers through? Looked up for the person who sets a mailbox up: a guess to start
 * from, and the records as they are found at this moment. Changes nothing.
 */
import type { DnsRecord, MailGuess, MailServer } from '@meanwhile/wire/mailboxes.ts';
import type { MailResolver } from '../channel-registry.ts';

interface Provider {
  readonly mx: RegExp;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  readonly spf: string;
}

const tls = (host: string, port: number): MailServer => ({ host, port, security: 'tls' });
const starttls = (host: string, port: number): MailServer => ({ host, port, security: 'starttls' });

/** As their own help pages have it, November 2026. */
export const providers: Readonly<Record<'google' | 'microsoft', Provider>> = {
  google: {
    mx: /(?:^|\.)(?:google|googlemail)\.com$/,
    imap: tls('imap.gmail.com', 993),
    smtp: tls('smtp.gmail.com', 465),
    spf: 'include:_spf.google.com',
  },
  microsoft: {
    mx: /(?:^|\.)outlook\.com$/,
    imap: tls('outlook.office365.com', 993),
    smtp: starttls('smtp.office365.com', 587),
    spf: 'include:spf.protection.outlook.com',
  },
};
const consumerDomains: Readonly<Record<string, 'google' | 'microsoft'>> = {
  'gmail.com': 'google',
  'googlemail.com': 'google',
  'outlook.com': 'microsoft',
  'hotmail.com': 'microsoft',
};

/** `address`: canonical. Names that the DNS does not answer for count as not there. */
export async function guessProvider(address: string, resolve: MailResolver): Promise<MailGuess> {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const [hosts, texts, policies] = await Promise.all([
    mailHosts(domain, resolve),
    textRecords(domain, resolve),
    textRecords(`_dmarc.${domain}`, resolve),
  ]);
  const provider = providerOf(domain, hosts);
  const known = provider === 'google' || provider === 'microsoft' ? providers[provider] : null;
  return {
    provider,
    imap: known?.imap ?? tls(`imap.${domain}`, 993),
    smtp: known?.smtp ?? tls(`smtp.${domain}`, 465),
    records: [
      { kind: 'mx', name: domain, found: hosts, wanted: null, state: hosts.length > 0 ? 'right' : 'missing' },
      spfRecord(domain, texts, known),
      dmarcRecord(domain, address, policies),
    ],
  };
}

function providerOf(domain: string, hosts: readonly string[]): MailGuess['provider'] {
  const consumer = consumerDomains[domain];
  if (consumer !== undefined) return consumer;
  const found = (['google', 'microsoft'] as const).find((name) => hosts.some((host) => providers[name].mx.test(host)));
  return found ?? (hosts.length > 0 ? 'own' : 'none');
}

/** One SPF record (RFC 7208 §3.2) that names the server we send by; of an own server we cannot know which mechanism covers it. */
function spfRecord(domain: string, texts: readonly string[], known: Provider | null): DnsRecord {
  const found = texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
  const names =
    known === null ||
    found.some((text) =>
      text
        .toLowerCase()
        .split(/\s+/)
        .some((word) => word.replace(/^\+/, '') === known.spf),
    );
  const state = found.length === 0 ? 'missing' : found.length === 1 && names ? 'right' : 'different';
  return { kind: 'spf', name: domain, found, wanted: `v=spf1 ${known?.spf ?? 'mx'} ~all`, state };
}

function dmarcRecord(domain: string, address: string, texts: readonly string[]): DnsRecord {
  const found = texts.filter((text) => /^v=DMARC1\s*(?:;|$)/i.test(text));
  const state = found.length === 0 ? 'missing' : found.length === 1 ? 'right' : 'different';
  return { kind: 'dmarc', name: `_dmarc.${domain}`, found, wanted: `v=DMARC1; p=none; rua=mailto:${address}`, state };
}

async function mailHosts(domain: string, resolve: MailResolver): Promise<string[]> {
  const records = (await orNothing(() => resolve(domain, 'MX'))) as unknown as { exchange?: unknown; priority?: unknown }[];
  return records
    .flatMap(({ exchange, priority }) =>
      typeof exchange === 'string' && exchange !== ''
        ? [{ exchange: exchange.toLowerCase().replace(/\.$/, ''), priority: Number(priority) }]
        : [],
    )
    .toSorted((a, b) => a.priority - b.priority)
    .slice(0, 20)
    .map((one) => one.exchange);
}

async function textRecords(name: string, resolve: MailResolver): Promise<string[]> {
  const records = await orNothing(() => resolve(name, 'TXT'));
  return records
    .map((record) => (typeof record === 'string' ? record : record.join('')))
    .map((text) => text.slice(0, 1_000))
    .slice(0, 50);
}

async function orNothing(ask: () => ReturnType<MailResolver>): Promise<(string[] | string)[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [];
  }
}
