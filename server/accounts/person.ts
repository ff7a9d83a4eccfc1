/** How does an account come to be? By the first start, the operator or an accepted invitation; nobody signs up on their own. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { amongPeople, personByAddress, type AccountsContext, type Person } from './accounts-context.ts';

/** Null = an account with this address is there already; it is left as it is. `isProved`: whoever makes it has shown that they read the mailbox. */
export async function createPerson(
  context: AccountsContext,
  who: { name: string; email: string; isProved?: boolean },
): Promise<Person | null> {
  const at = iso(context.platform.clock.nowAt());
  return amongPeople(context, async (tx) => {
    const made = await tx.run(sql`insert into accounts."user" (id, name, email, email_verified, created_at, updated_at)
      values (${context.platform.clock.newId()}, ${who.name}, ${who.email.toLowerCase()}, ${who.isProved === true}, ${at}, ${at}) on conflict do nothing`);
    return made === 0 ? null : ((await personByAddress(tx, who.email)) ?? null);
  });
}
