/**
 * Who hands us mail? A small SMTP server that takes mail for our own addresses only and says 250 only once `store` has kept the bytes.
 * It reads no content, knows no workspace, offers no login and relays nothing.
 */
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { ChannelLog } from '../contract/channel-adapter.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { AddressInfo } from 'node:net';

export interface ReceivedMail {
  /** `mailFrom` is empty for the null sender; recipients as given, each one accepted before. */
  readonly envelope: { readonly mailFrom: string; readonly rcptTo: readonly string[] };
  readonly raw: Uint8Array;
  readonly remoteAddress: string;
  readonly helo: string;
}

export interface ReceiverLimits {
  readonly mailBytes: number;
  readonly recipientsPerMail: number;
  readonly connections: number;
  readonly mailsPerMinutePerSource: number;
  /** Bytes of unfinished mails held in memory at once. */
  readonly bytesInFlight: number;
  readonly idleTimeoutMs: number;
}

export const defaultReceiverLimits: ReceiverLimits = {
  mailBytes: channelLimits.mailBytes,
  recipientsPerMail: channelLimits.mailRecipientCount,
  connections: channelLimits.receiverConnections,
  mailsPerMinutePerSource: channelLimits.receiverMailsPerMinutePerSource,
  bytesInFlight: channelLimits.receiverBytesInFlight,
  idleTimeoutMs: channelLimits.receiverIdleMs,
};

export interface MailReceiverOptions {
  /** Is this one of our addresses? `busy` asks the sender to come back. */
  accept(recipient: string): Promise<'ok' | 'unknown' | 'busy'>;
  /** Keeps the mail durably; only `stored` may be answered with 250. */
  store(mail: ReceivedMail): Promise<'stored' | 'busy' | 'unsure' | 'too-large'>;
  readonly clock: { nowAt(): Instant };
  readonly log: ChannelLog;
  /** The name in our greeting. */
  readonly hostName: string;
  readonly limits?: Partial<ReceiverLimits>;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface MailReceiver {
  /** Starts listening; the port that was really taken. */
  listen(port: number, host: string): Promise<number>;
  /** Stops listening and waits for open connections to end or be ended. */
  close(): Promise<void>;
}

type Reply = Error & { responseCode: number };

function reply(responseCode: number, text: string): Reply {
  return Object.assign(new Error(text), { responseCode });
}

/** The sender keeps the mail and sends it again; where we have it already, that is the same mail. */
const unsureReply = () => reply(451, '4.3.0 It is not known whether this was kept; please send it again');
const busyReply = () => reply(451, '4.3.2 Please try again later');
const tooLargeReply = () => reply(552, '5.3.4 Message too large');

/** Counts mails per source and minute; at most `maxSources` sources are remembered. */
function sourceCounter(perMinute: number, clock: { nowAt(): Instant }) {
  const maxSources = channelLimits.receiverSources;
  const seen = new Map<string, { sinceAt: Instant; count: number }>();
  return (source: string): boolean => {
    const nowAt = clock.nowAt();
    const entry = seen.get(source);
    if (entry === undefined || nowAt - entry.sinceAt >= 60_000) {
      seen.delete(source);
      if (seen.size >= maxSources) seen.delete(seen.keys().next().value ?? '');
      seen.set(source, { sinceAt: nowAt, count: 1 });
      return true;
    }
    entry.count++;
    return entry.count <= perMinute;
  };
}

/** The whole message, or the reply that refuses it; null when the connection ended first. Reads to the end in every case but the last. */
function collect(stream: SMTPServerDataStream, budget: { used: number; readonly limits: ReceiverLimits }): Promise<Buffer | Reply | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let refusal: Reply | null = null;
    const drop = (why: Reply) => {
      refusal ??= why;
      budget.used -= size;
      size = 0;
      chunks.length = 0;
    };
    stream.on('data', (chunk: Buffer) => {
      if (refusal !== null) return;
      size += chunk.length;
      budget.used += chunk.length;
      if (size > budget.limits.mailBytes) drop(tooLargeReply());
      else if (budget.used > budget.limits.bytesInFlight) drop(busyReply());
      else chunks.push(chunk);
    });
    let ended = false;
    stream.once('end', () => {
      ended = true;
      const raw = refusal ?? Buffer.concat(chunks);
      budget.used -= size;
      resolve(raw);
    });
    stream.once('close', () => {
      if (ended) return;
      budget.used -= size;
      resolve(null);
    });
    stream.once('error', () => stream.destroy());
  });
}

function receivedMail(raw: Uint8Array, session: SMTPServerSession): ReceivedMail {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    envelope: { mailFrom: mailFrom === false ? '' : mailFrom.address, rcptTo: rcptTo.map((recipient) => recipient.address) },
    raw,
    remoteAddress: session.remoteAddress,
    helo: typeof session.hostNameAppearsAs === 'string' ? session.hostNameAppearsAs : '',
  };
}

/** Our SMTP receiver; call `listen` to open it. Faults in `accept` or `store` become 451, so the sender keeps the mail. */
export function createMailReceiver(options: MailReceiverOptions): MailReceiver {
  const limits = { ...defaultReceiverLimits, ...options.limits };
  const budget = { used: 0, limits };
  const mayCome = sourceCounter(limits.mailsPerMinutePerSource, options.clock);
  /** Hands a decision to the SMTP server; a fault of ours is answered with “later”. */
  const answer = async (decision: Promise<Reply | null>, done: (refusal: Reply | null) => void) => {
    let refusal: Reply | null;
    try {
      refusal = await decision;
    } catch (error) {
      options.log.warn({ err: error }, 'mail receiver could not decide');
      refusal = busyReply();
    }
    done(refusal);
  };
  const judgeRecipient = async (recipient: string): Promise<Reply | null> => {
    const known = await options.accept(recipient);
    if (known === 'ok') return null;
    return known === 'busy' ? busyReply() : reply(550, '5.1.1 No such address here');
  };
  const takeMail = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Reply | null> => {
    const raw = await collect(stream, budget);
    if (raw === null) return busyReply();
    if (raw instanceof Error) return raw;
    const kept = await options.store(receivedMail(new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength), session));
    if (kept === 'stored') return null;
    if (kept === 'unsure') return unsureReply();
    return kept === 'busy' ? busyReply() : tooLargeReply();
  };
  const server = new SMTPServer({
    name: options.hostName,
    banner: 'Meanwhile',
    size: limits.mailBytes,
    authOptional: true,
    disabledCommands: options.tls === undefined ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    ...(options.tls === undefined ? {} : { key: options.tls.key, cert: options.tls.cert }),
    disableReverseLookup: true,
    logger: false,
    maxClients: limits.connections,
    maxRecipients: limits.recipientsPerMail,
    socketTimeout: limits.idleTimeoutMs,
    closeTimeout: 5_000,
    onMailFrom(_address, session, done) {
      done(mayCome(session.remoteAddress) ? null : reply(451, '4.7.1 Too many mails from you this minute'));
    },
    onRcptTo(address, _session, done) {
      void answer(judgeRecipient(address.address), done);
    },
    onData(stream, session, done) {
      void answer(takeMail(stream, session), done);
    },
  });
  server.on('error', (error) => options.log.warn({ err: error }, 'mail receiver connection failed'));
  return {
    listen(port, host) {
      return new Promise((resolve, reject) => {
        server.server.once('error', reject);
        server.listen(port, host, () => {
          server.server.off('error', reject);
          resolve((server.server.address() as AddressInfo).port);
        });
      });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
