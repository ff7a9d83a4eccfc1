/** Where is a mail account's server, and as whom do we sign in? The same for fetching and for sending; with what is each one's own. */
export interface MailServerAccess {
  /** The name its certificate must carry. */
  readonly host: string;
  /** Where to connect: an address that was checked before. */
  readonly address: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls';
  /** For tests on this machine: goes on without TLS where the server offers none. */
  readonly allowPlain: boolean;
  readonly user: string;
}
