/**
 * How does somebody get in without a password? By a one-time link: mailed to the address of an account (ten minutes), or printed by the
 * operator at the start (an hour). Only its hash is kept, it works once, and asking for one tells nobody whether the account exists.
 */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { amongPeople, personByAddress, personById, type AccountsContext, type Person } from './accounts-context.ts';
import { hashSecret, isSecretText, newSecretText } from './secret-text.ts';

const validMs = { mail: 10 * minuteMs, start: hourMs } as const;
export type LinkReason = keyof typeof validMs;

export interface SignInLink {
  readonly url: string;
  readonly expiresAt: number;
}

export async function createLink(context: AccountsContext, userId: string, reason: LinkReason): Promise<SignInLink> {
  const token = newSecretText();
  const at = context.platform.clock.nowAt();
  const expiresAt = at + validMs[reason];
  await amongPeople(context, async (tx) => {
    await tx.run(sql`delete from accounts.sign_in_link where expires_at < ${iso(at)}`);
    await tx.run(sql`insert into accounts.sign_in_link (token_hash, user_id, reason, created_at, expires_at)
      values (${hashSecret(token)}, ${userId}, ${reason}, ${iso(at)}, ${iso(expiresAt)})`);
  });
  // Behind the #: it reaches neither a server log nor a Referer.
  return { url: `${context.platform.settings.publicUrl}/sign-in/link#t=${token}`, expiresAt };
}

/** Looks the address up and mails, both after the answer: neither status nor time tells whether there is an account (attack 75). */
export function mailLink(context: AccountsContext, address: string): void {
  const { sendMail } = context;
  if (sendMail === null) return;
  context.later(async () => {
    const person = await amongPeople(context, (tx) => personByAddress(tx, address));
    if (person === undefined) return;
    const { url } = await createLink(context, person.id, 'mail');
    await sendMail({
      to: person.email,
      subject: 'Your sign-in link',
      text: `Hello ${person.name},\n\nthis link signs you in once, within ten minutes:\n\n${url}\n\nIf you did not ask for it, do nothing: without the link nobody gets in.\n`,
    });
  });
}

export interface UsedLink {
  readonly userId: string;
  readonly reason: LinkReason;
  /** The address was proved by it, and what had been set before was taken away. They are told. */
  readonly cleared: boolean;
}

/** Spends the link. Null for used, expired, unknown and misshapen ones alike. */
export async function useLink(context: AccountsContext, token: string): Promise<UsedLink | null> {
  if (!isSecretText(token)) return null;
  const at = context.platform.clock.nowAt();
  return amongPeople(context, async (tx) => {
    const link = await tx.row(sql<{ user_id: string; reason: LinkReason; fresh: boolean }>`
      delete from accounts.sign_in_link where token_hash = ${hashSecret(token)} returning user_id, reason, expires_at > ${iso(at)}::timestamptz as fresh`);
    if (link === undefined || !link.fresh) return null;
    const cleared = link.reason === 'mail' && (await proveAddress(tx, link.user_id, at));
    return { userId: link.user_id, reason: link.reason, cleared };
  });
}

/**
 * The holder reads this mailbox. Was that never shown before, then whoever set a password, passkey or session until now may have been
 * somebody else: those go (attack 78). A second factor stays; no mail ever removes it (attack 74). Gives whether anything went.
 */
async function proveAddress(tx: Parameters<Parameters<typeof amongPeople>[1]>[0], userId: string, at: number): Promise<boolean> {
  const newlyProved = await tx.run(
    sql`update accounts."user" set email_verified = true, updated_at = ${iso(at)} where id = ${userId} and not email_verified`,
  );
  if (newlyProved === 0) return false;
  const ways = await tx.run(sql`delete from accounts.account where user_id = ${userId}`);
  const passkeys = await tx.run(sql`delete from accounts.passkey where user_id = ${userId}`);
  const sessions = await tx.run(sql`delete from accounts.session where user_id = ${userId}`);
  return ways + passkeys + sessions > 0;
}

/** To whoever joined themselves and now finds their password gone: why, and what to do. */
export function tellCleared(context: AccountsContext, userId: string): void {
  const { sendMail } = context;
  if (sendMail === null) return;
  context.later(async () => {
    const person = await amongPeople(context, (tx) => personById(tx, userId));
    if (person === undefined) return;
    await sendMail({
      to: person.email,
      subject: 'Your password, passkeys and sessions were removed',
      text: `Hello ${person.name},\n\na link sent to this address has just signed you in. It is the first proof that this mailbox is yours, so whatever opened the account before was removed: password, passkeys and sessions could have been somebody else’s.\n\nSet a new password under Settings, Your sign-in:\n\n${context.platform.settings.publicUrl}/settings/security\n`,
    });
  });
}

/** Links not used yet lose their force, as after a changed password. */
export async function voidLinks(context: AccountsContext, person: Pick<Person, 'id'>): Promise<void> {
  await amongPeople(context, (tx) => tx.run(sql`delete from accounts.sign_in_link where user_id = ${person.id}`));
}
