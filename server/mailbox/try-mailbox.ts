/** Would this mailbox work, in and out? Signs in to both as they were typed in and says for each what is wrong; keeps nothing and sends nothing. */
import type { MailboxTest } from '@meanwhile/wire/mailboxes.ts';
import { mailFetcher, mailWayOut } from '../channel-libraries.ts';
import { guardedAddress } from '../platform/http/guarded-address.ts';
import { openBox, type ReachOptions } from './reach.ts';

interface TypedIn {
  readonly user: string;
  readonly password: string;
  readonly imap: { readonly host: string; readonly port: number; readonly security: 'tls' | 'starttls' };
  readonly smtp: { readonly host: string; readonly port: number; readonly security: 'tls' | 'starttls' } | null;
}

const timeoutMs = 10_000;

export async function tryMailbox(typed: TypedIn, heloName: string, options: ReachOptions): Promise<MailboxTest> {
  const [incoming, outgoing] = await Promise.all([
    tryIn(typed, options),
    typed.smtp === null ? null : tryOut(typed, typed.smtp, heloName, options),
  ]);
  return { incoming, outgoing };
}

async function tryIn({ user, password, imap }: TypedIn, options: ReachOptions): Promise<MailboxTest['incoming']> {
  const { ImapTrouble } = await mailFetcher();
  try {
    const box = await openBox({ user, imap }, { password }, { news: () => undefined, closed: () => undefined }, options);
    try {
      return { trouble: null, mailCount: (await box.look()).count };
    } finally {
      await box.close();
    }
  } catch (error) {
    if (!(error instanceof ImapTrouble)) throw error;
    return { trouble: error.code, mailCount: null };
  }
}

async function tryOut(
  { user, password }: TypedIn,
  smtp: NonNullable<TypedIn['smtp']>,
  heloName: string,
  options: ReachOptions,
): Promise<NonNullable<MailboxTest['outgoing']>> {
  const address = await guardedAddress(smtp.host, options);
  if (address === null) return { trouble: 'unreachable' };
  const { trySmtp } = await mailWayOut();
  return {
    trouble: await trySmtp(
      { ...smtp, address, user, credentials: { password }, allowPlain: options.allowLoopback === true },
      { heloName, timeoutMs },
    ),
  };
}
