/**
 * What lies in a mailbox, and what is new in it? Speaks IMAP for one inbox, read-only: no flag is ever set and nothing is moved. It keeps
 * no place of its own and decides nothing about the mails it hands over.
 */
import { ImapFlow } from 'imapflow';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { MailServerAccess } from './mail-server-access.ts';

export interface ImapAccess extends MailServerAccess {
  readonly credentials: { readonly password: string } | { readonly accessToken: string };
}

export interface ImapHearing {
  /** The server announced mail; it may be called often and at any time. */
  news(): void;
  /** The connection is over, whoever ended it. */
  closed(): void;
}

export interface ListedMail {
  readonly uid: number;
  readonly sizeBytes: number;
  /** When the mailbox got it, by the mailbox's own clock. */
  readonly arrivedAt: Instant;
}

export interface ImapBox {
  /** Looks again: where numbers begin (UIDVALIDITY) and which comes next. */
  look(): Promise<{ readonly uidValidity: number; readonly uidNext: number; readonly count: number }>;
  /** Everything with a UID of at least this, lowest first. */
  listFrom(uid: number): Promise<ListedMail[]>;
  /** UIDs of what arrived since that day; the server may count in its own zone, so ask for a day more and look at the instants. */
  uidsSince(at: Instant): Promise<number[]>;
  list(uids: readonly number[]): Promise<ListedMail[]>;
  /** The bytes of one mail, or null where it is gone meanwhile. `headerOnly`: without its body. */
  read(uid: number, options?: { readonly headerOnly?: boolean }): Promise<Uint8Array | null>;
  /** Listens for news until the next command. */
  listen(): void;
  close(): Promise<void>;
}

export type ImapTroubleCode = 'unreachable' | 'tls_failed' | 'sign_in_refused' | 'no_inbox' | 'connection_lost';

/** Why the mailbox cannot be read. `code` is for people, the cause for the log. */
export class ImapTrouble extends Error {
  readonly code: ImapTroubleCode;
  constructor(code: ImapTroubleCode, cause: unknown) {
    super(`the mailbox could not be read: ${code}`, { cause });
    this.code = code;
  }
}

const greetingMs = 16_000;
/** Longer than we ever listen in one go, so that silence while listening is no fault. */
const silenceMs = 15 * 60_000;

function troubleOf(error: unknown, otherwise: ImapTroubleCode): ImapTrouble {
  if (error instanceof ImapTrouble) return error;
  const { authenticationFailed, tlsFailed, code } = error as { authenticationFailed?: boolean; tlsFailed?: boolean; code?: string };
  if (authenticationFailed === true) return new ImapTrouble('sign_in_refused', error);
  if (tlsFailed === true || /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code ?? ''))
    return new ImapTrouble('tls_failed', error);
  return new ImapTrouble(otherwise, error);
}

async function orTrouble<T>(work: () => Promise<T>, otherwise: ImapTroubleCode = 'connection_lost'): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw troubleOf(error, otherwise);
  }
}

function connectionOf(access: ImapAccess): ImapFlow {
  const { credentials } = access;
  return new ImapFlow({
    host: access.address,
    servername: access.host,
    port: access.port,
    secure: access.security === 'tls',
    // Unset, it upgrades where it can; true refuses to go on without.
    ...(access.security === 'starttls' && !access.allowPlain ? { doSTARTTLS: true } : {}),
    auth: { user: access.user, ...('password' in credentials ? { pass: credentials.password } : { accessToken: credentials.accessToken }) },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    disableBinary: true,
    clientInfo: { name: 'Meanwhile' },
    connectionTimeout: greetingMs,
    greetingTimeout: greetingMs,
    socketTimeout: silenceMs,
  });
}

/** Connects, signs in and opens the inbox. Throws ImapTrouble. */
export async function openImapBox(access: ImapAccess, hearing: ImapHearing): Promise<ImapBox> {
  const client = connectionOf(access);
  // Without a listener an error would end the process; what it means is told by the command that fails and by `close`.
  client.on('error', () => hearing.news());
  client.on('exists', () => hearing.news());
  client.on('close', () => hearing.closed());
  const look = async () => {
    const { uidValidity, uidNext, exists } = await client.mailboxOpen('INBOX', { readOnly: true });
    return { uidValidity: Number(uidValidity), uidNext, count: exists };
  };
  await orTrouble(() => client.connect(), 'unreachable');
  try {
    await orTrouble(look, 'no_inbox');
  } catch (error) {
    client.close();
    throw error;
  }
  const listed = async (range: string): Promise<ListedMail[]> => {
    const found: ListedMail[] = [];
    for await (const { uid, size, internalDate } of client.fetch(range, { uid: true, size: true, internalDate: true }, { uid: true }))
      found.push({ uid, sizeBytes: size ?? 0, arrivedAt: instantOf(internalDate) });
    return found.toSorted((a, b) => a.uid - b.uid);
  };
  return {
    look: () => orTrouble(look),
    // `n:*` names the last mail even where its UID is lower.
    listFrom: (uid) => orTrouble(async () => (await listed(`${uid}:*`)).filter((mail) => mail.uid >= uid)),
    list: (uids) => orTrouble(async () => (uids.length === 0 ? [] : listed(uids.join(',')))),
    uidsSince: (at) =>
      orTrouble(async () => {
        const found = await client.search({ since: dayOf(at) }, { uid: true });
        if (!found) throw new Error('the server did not search');
        return found;
      }),
    read: (uid, { headerOnly = false } = {}) =>
      orTrouble(async () => {
        const one = await client.fetchOne(String(uid), headerOnly ? { headers: true } : { source: true }, { uid: true });
        return !one ? null : ((headerOnly ? one.headers : one.source) ?? null);
      }),
    listen: () => void client.idle().catch(() => hearing.news()),
    async close() {
      if (client.usable) await client.logout().catch(() => client.close());
      else client.close();
    },
  };
}

/** Of a server that gives no date it is taken to be old enough to be looked at. */
function instantOf(date: Date | string | undefined): Instant {
  const at = date instanceof Date ? date.getTime() : Date.parse(date ?? '');
  return Number.isNaN(at) ? 0 : at;
}

/** For SEARCH only the day counts. */
function dayOf(at: Instant): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC' }).format(at);
}
