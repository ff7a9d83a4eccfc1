/** Is it enough of automatic mails, for this address or for the whole workspace? Facts from the outbox, the rule from `core`; loud in the log. */
import { automaticCaps, automaticStop } from '@meanwhile/core/delivery/automatic-cap.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import type { DeliveryFacts } from '../case/case.ts';
import { reachedSchemes } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';

/** The name of the cap that stops this mail, or null. */
export async function stoppedAutomatic(
  here: Here,
  delivery: Pick<DeliveryFacts, 'id' | 'recipient'>,
  isProved: boolean,
): Promise<string | null> {
  const { platform, tx, workspaceId, at } = here;
  const sent = await tx.rows(sql<{ created_at: number }>`
    select created_at from tenant.delivery where workspace_id = ${workspaceId} and recipient = ${delivery.recipient} and created_at > ${iso(at - dayMs)}
      and id <> ${delivery.id} and kind <> 'reply' and state in ('sending', 'sent', 'delivered') order by created_at desc limit ${automaticCaps.perDay.count}`);
  const facts = { sentAts: sent.map((row) => row.created_at), isProved, strangersCount: isProved ? 0 : await strangersOfHour(here) };
  const stop = automaticStop(facts, at);
  if (stop !== null)
    platform.log.warn({ workspaceId, deliveryId: delivery.id, cap: stop }, 'an automatic mail was stopped: too many of them');
  return stop;
}

/** Counting stops at the cap, so that a flood cannot make its own counting dear. */
async function strangersOfHour({ tx, workspaceId, at }: Here): Promise<number> {
  const { count, perMs } = automaticCaps.strangers;
  const row = await tx.row(sql<{ count: number }>`
    select count(*)::int as count from (
      select 1 from tenant.delivery d where d.workspace_id = ${workspaceId} and d.created_at > ${iso(at - perMs)} and d.kind <> 'reply'
        and d.state in ('sending', 'sent', 'delivered')
        and not exists (select 1 from tenant.identity i where i.workspace_id = d.workspace_id and i.scheme = any(${reachedSchemes}::text[]) and i.value = d.recipient and i.proof <> 'claimed')
      limit ${count}) counted`);
  return row!.count;
}
