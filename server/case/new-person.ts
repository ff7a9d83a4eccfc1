/** Somebody nobody has known so far: a customer with one address, a conversation of their own, found by their name and address. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { saveSearch } from './search-document.store.ts';

interface NewPerson {
  readonly name: string | null;
  readonly locale: string | null;
  readonly scheme: string;
  /** Canonical. */
  readonly value: string;
  readonly proof: 'claimed' | 'channel';
  /** By what the address is theirs; null where nothing but words says so. */
  readonly provedHow: 'dmarc' | 'provider' | null;
}

export async function insertPerson(
  { platform: { clock }, tx, workspaceId, at }: Pick<Here, 'platform' | 'tx' | 'workspaceId' | 'at'>,
  { name, locale, scheme, value, proof, provedHow }: NewPerson,
): Promise<{ readonly customerId: string; readonly conversationId: string }> {
  const [customerId, identityId, conversationId] = [clock.newId<'customer'>(), clock.newId<'identity'>(), clock.newId<'conversation'>()];
  await tx.run(sql`
    insert into tenant.customer (workspace_id, id, name, locale, created_at) values (${workspaceId}, ${customerId}, ${name}, ${locale}, ${iso(at)})`);
  await tx.run(sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, proved_at, proved_how, created_at)
    values (${workspaceId}, ${identityId}, ${customerId}, ${scheme}, ${value}, ${name}, ${proof}, ${provedHow === null ? null : iso(at)}, ${provedHow}, ${iso(at)})`);
  await tx.run(
    sql`insert into tenant.conversation (workspace_id, id, customer_id, created_at) values (${workspaceId}, ${conversationId}, ${customerId}, ${iso(at)})`,
  );
  const text = [name, value].filter((word) => word !== null).join('\n');
  await saveSearch(tx, workspaceId, [
    { id: customerId, kind: 'customer', case_id: null, conversation_id: conversationId, at: iso(at), text },
  ]);
  return { customerId, conversationId };
}
