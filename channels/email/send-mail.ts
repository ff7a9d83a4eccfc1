/**
 * Did the next mail server take it? Speaks SMTP for one mail and answers with one of the four outcomes. The one case it cannot settle,
 * a connection lost after the final dot, is `unknown`; it never tries again itself.
 */
import { Readable } from 'node:stream';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ChannelLog } from '../contract/channel-adapter.ts';
import type { Outcome, RejectionClass } from '../contract/outcome.ts';
import { loginOf, type SmtpAccess } from './smtp-access.ts';
import type { ComposedMail } from './compose-mail.ts';

export interface MailSender {
  send(mail: ComposedMail): Promise<Outcome>;
}

export interface MailSenderOptions {
  /** `smtp://user:pass@host:port` or `smtps://…`; query parameters are nodemailer's connection options. */
  readonly smtpUrl: string;
  /** Signs in with this instead of what stands in the URL. */
  readonly access?: Pick<SmtpAccess, 'user' | 'credentials'>;
  /** The name we greet with: the reply domain. */
  readonly heloName: string;
  readonly log: ChannelLog;
  readonly connectTimeoutMs?: number;
  /** Silence after which a connection counts as lost. */
  readonly idleTimeoutMs?: number;
}

export interface SmtpTrouble {
  /** nodemailer's error code, such as `ECONNECTION`. */
  readonly code: string;
  /** The server's three digits, 0 when it said nothing. */
  readonly responseCode: number;
  readonly response: string;
  /** The command that was answered; `CONN` when the connection broke, `API` when nothing was sent. */
  readonly command: string;
  /** The whole body, final dot included, was handed to the connection. */
  readonly dotSent: boolean;
}

function rejected(trouble: SmtpTrouble, rejection: RejectionClass): Outcome {
  return {
    outcome: 'rejected',
    class: rejection,
    code: String(trouble.responseCode || trouble.code),
    detail: trouble.response.slice(0, 500),
  };
}

/** The enhanced status (RFC 3463) in a reply, such as `5.1.1`; empty when there is none. */
function enhancedStatus(response: string): string {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';
}

function permanentClass(trouble: SmtpTrouble): RejectionClass | 'retry' {
  const status = enhancedStatus(trouble.response);
  if (status === '5.2.2') return 'retry';
  if (/^5\.1\.(?:[1-6]|10)$/.test(status) || status === '5.2.1') return 'permanentRecipient';
  if (status.startsWith('5.7.')) return trouble.command === 'DATA' ? 'permanentContent' : 'configuration';
  if (status === '5.3.4' || status === '5.2.3' || trouble.responseCode === 552) return 'permanentContent';
  if (trouble.command === 'RCPT TO') return trouble.responseCode === 554 ? 'configuration' : 'permanentRecipient';
  return trouble.command === 'DATA' ? 'permanentContent' : 'configuration';
}

/**
 * Which outcome does a failed SMTP exchange have? Pure; RFC 5321 §4.2.1: 4yz may be tried again, 5yz not. Mailbox full (5.2.2) is
 * soft, policy (5.7.x) never blames the recipient, and silence after the final dot means we do not know.
 */
export function classifySmtpTrouble(trouble: SmtpTrouble): Outcome {
  const { code, responseCode, command } = trouble;
  const detail = trouble.response.slice(0, 500);
  const retry: Outcome = { outcome: 'retry', code: String(responseCode || code), retryAfterMs: null, detail };
  if (trouble.dotSent && (responseCode < 400 || responseCode > 599)) return { outcome: 'unknown', code, detail };
  if (responseCode >= 400 && responseCode < 500) return retry;
  if (code === 'EAUTH' || [530, 534, 535, 538].includes(responseCode)) return rejected(trouble, 'authBroken');
  if (responseCode >= 500 && responseCode < 600) {
    if (command === 'CONN' || code === 'EPROTOCOL') return retry;
    const rejection = permanentClass(trouble);
    return rejection === 'retry' ? retry : rejected(trouble, rejection);
  }
  if (code === 'EENVELOPE') return rejected(trouble, 'permanentRecipient');
  if (code === 'EMESSAGE') return rejected(trouble, 'permanentContent');
  return retry;
}

interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

function troubleOf(error: SmtpError, dotSent: boolean): SmtpTrouble {
  return {
    code: error.code ?? 'EUNKNOWN',
    responseCode: error.responseCode ?? 0,
    response: error.response ?? error.message,
    command: error.command ?? 'CONN',
    dotSent,
  };
}

const chunkBytes = 65_536;

/** The body in pieces, so that its end is reached only when the connection has really taken nearly all of it. */
function* pieces(raw: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += chunkBytes) yield Buffer.from(raw.subarray(at, at + chunkBytes));
}

/** One connection, one mail. Resolves once, always; the connection is closed in every case. */
function sendOnce(connection: SMTPConnection, auth: SMTPConnection.AuthenticationType | undefined, mail: ComposedMail): Promise<Outcome> {
  return new Promise((resolve) => {
    let dotSent = false;
    const fail = (error: unknown) => {
      resolve(classifySmtpTrouble(troubleOf(error instanceof Error ? error : new Error(String(error)), dotSent)));
      connection.close();
    };
    const deliver = () => {
      const body = Readable.from(pieces(mail.raw));
      body.once('end', () => (dotSent = true));
      const envelope = {
        from: mail.envelope.from === '' ? (false as const) : mail.envelope.from,
        to: [...mail.envelope.to],
        size: mail.raw.length,
        use8BitMime: true,
      };
      connection.send(envelope, body, (error, info) => {
        if (error) return fail(error);
        resolve({ outcome: 'accepted', providerId: '', detail: String(info.response ?? '').slice(0, 500) });
        connection.quit();
      });
    };
    connection.on('error', fail);
    connection.connect((error) => {
      if (error) return fail(error);
      if (auth === undefined) return deliver();
      connection.login(auth, (refused) => (refused ? fail(refused) : deliver()));
    });
  });
}

/** A sender for one SMTP server. `accepted` carries the server's last words as `detail`; the caller knows the Message-ID. */
export function createMailSender(options: MailSenderOptions): MailSender {
  const { auth: inUrl, ...server } = parseConnectionUrl(options.smtpUrl);
  const ofUrl = inUrl === undefined ? undefined : { user: inUrl.user, credentials: inUrl };
  const auth = options.access === undefined ? ofUrl : loginOf(options.access);
  return {
    async send(mail) {
      const connection = new SMTPConnection({
        ...server,
        name: options.heloName,
        connectionTimeout: options.connectTimeoutMs ?? 20_000,
        greetingTimeout: options.connectTimeoutMs ?? 20_000,
        dnsTimeout: options.connectTimeoutMs ?? 20_000,
        socketTimeout: options.idleTimeoutMs ?? 60_000,
      });
      const outcome = await sendOnce(connection, auth, mail);
      if (outcome.outcome !== 'accepted') options.log.warn({ outcome: outcome.outcome, code: outcome.code }, 'mail not accepted');
      return outcome;
    },
  };
}
