/** What is over and can go? Windows of attempts, spent time steps, expired sessions, links, challenges and expected addresses. For a daily job; nothing relies on it. */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import { amongPeople, type AccountsContext } from './accounts-context.ts';

export async function forgetWhatIsOver(context: AccountsContext): Promise<void> {
  const { platform } = context;
  const at = platform.clock.nowAt();
  await amongPeople(context, async (tx) => {
    await tx.run(sql`delete from accounts.attempt where until < ${iso(at)}`);
    await tx.run(sql`delete from accounts.known_source where last_at < ${iso(at - 180 * dayMs)}`);
    await tx.run(sql`delete from accounts.used_step where used_at < ${iso(at - dayMs)}`);
    await tx.run(sql`delete from accounts.session where expires_at < ${iso(at)}`);
    await tx.run(sql`delete from accounts.verification where expires_at < ${iso(at)}`);
    await tx.run(sql`delete from accounts.sign_in_link where expires_at < ${iso(at)}`);
    await tx.run(sql`delete from accounts.passkey_challenge where expires_at < ${iso(at)}`);
  });
  await acrossWorkspaces(platform.pool, (tx) => tx.run(sql`delete from directory.invited_address where expires_at < ${iso(at)}`));
}
