/** How is a mail account's own outgoing server reached, and does it let us in? It sends nothing: mails go out by `send-mail.ts`. */
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { MailServerAccess } from './mail-server-access.ts';

export interface SmtpAccess extends MailServerAccess {
  readonly credentials: { readonly password: string } | { readonly accessToken: string };
}

export type SmtpRefusal = 'unreachable' | 'tls_failed' | 'sign_in_refused';

/** For `createMailSender`. Holds the password where there is one: it is for connecting and never for a log. */
export function smtpUrlOf(access: SmtpAccess): string {
  const { user, credentials, address, port, host, security } = access;
  const login = 'password' in credentials ? `${encodeURIComponent(user)}:${encodeURIComponent(credentials.password)}@` : '';
  const query = new URLSearchParams({ 'tls.servername': host });
  if (security === 'starttls' && !access.allowPlain) query.set('requireTLS', 'true');
  const bare = address.includes(':') ? `[${address}]` : address;
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${login}${bare}:${port}?${query.toString()}`;
}

/** As the connection wants to have it: a password, or a token by XOAUTH2. */
export function loginOf({ user, credentials }: Pick<SmtpAccess, 'user' | 'credentials'>): SMTPConnection.AuthenticationType {
  return 'password' in credentials
    ? { user, credentials: { user, pass: credentials.password } }
    : { user, method: 'XOAUTH2', oauth2: new XOAuth2({ user, accessToken: credentials.accessToken }) };
}

/** Connects and signs in, and hangs up. Null: it let us in. */
export function trySmtp(access: SmtpAccess, { heloName, timeoutMs }: { heloName: string; timeoutMs: number }): Promise<SmtpRefusal | null> {
  const { auth: _inUrl, ...server } = parseConnectionUrl(smtpUrlOf(access));
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
      connection.login(loginOf(access), (refused) => {
        if (refused) return fail(refused);
        resolve(null);
        connection.quit();
      });
    });
  });
}
