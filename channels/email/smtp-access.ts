/** How is a mail account's own outgoing server reached, and does it let us in? It sends nothing: mails go out by `send-mail.ts`. */
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServerAccess } from './mail-server-access.ts';

export interface SmtpAccess extends MailServerAccess {
  readonly password: string;
}

export type SmtpRefusal = 'unreachable' | 'tls_failed' | 'sign_in_refused';

/** For `createMailSender`. Holds the password: it is for connecting and never for a log. */
export function smtpUrlOf(access: SmtpAccess): string {
  const { user, password, address, port, host, security } = access;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const query = new URLSearchParams({ 'tls.servername': host });
  if (security === 'starttls' && !access.allowPlain) query.set('requireTLS', 'true');
  const bare = address.includes(':') ? `[${address}]` : address;
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${login}@${bare}:${port}?${query.toString()}`;
}

/** Connects and signs in, and hangs up. Null: it let us in. */
export function trySmtp(access: SmtpAccess, { heloName, timeoutMs }: { heloName: string; timeoutMs: number }): Promise<SmtpRefusal | null> {
  const { auth, ...server } = parseConnectionUrl(smtpUrlOf(access));
  const connection = new SMTPConnection({
    ...server,
    name: heloName,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return new Promise((resolve) => {
    const fail = (error: unknown): void => {
      const { code } = error as { code?: string };
      resolve(
        code === 'EAUTH'
          ? 'sign_in_refused'
          : code === 'ETLS' || /^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|UNABLE_TO)/.test(code ?? '')
            ? 'tls_failed'
            : 'unreachable',
      );
      connection.close();
    };
    connection.on('error', fail);
    connection.connect((error) => {
      if (error) return fail(error);
      connection.login({ user: access.user, credentials: { user: access.user, pass: auth?.pass ?? '' } }, (refused) => {
        if (refused) return fail(refused);
        resolve(null);
        connection.quit();
      });
    });
  });
}
