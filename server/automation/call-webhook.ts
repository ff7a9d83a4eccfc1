/**
 * How does a rule call a webhook? By one delivery more in that webhook's log: signed, sent, repeated and shown like what it hears by itself. The
 * receiver tells the two apart by their type.
 */
import { ruleCalled } from '@meanwhile/wire/rules.ts';
import { presentOne, type CaseFactsRow } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import type { RuleRow } from './rule.store.ts';
import { insertDeliveries } from './webhook-reader.store.ts';
import { findEndpoint } from './webhook.store.ts';

/** False: the webhook is switched off or gone, and nothing is owed to it. In the transaction of the run: who runs the rule again calls it no second time. */
export async function callWebhook({ platform, tx, workspaceId, at }: Here, rule: RuleRow, row: CaseFactsRow): Promise<boolean> {
  const endpoint = await findEndpoint(tx, workspaceId, rule.actions.webhookId!);
  if (endpoint === undefined || endpoint.state === 'off') return false;
  const eventId: string = platform.clock.newId<'event'>();
  const data = {
    id: eventId,
    type: ruleCalled,
    at: iso(at),
    conversationId: row.conversation_id,
    caseId: row.id,
    channelId: row.channel_id,
    subjectId: rule.id,
    actor: 'system',
    payload: { rule: { id: rule.id, name: rule.name, version: rule.version }, case: await presentOne(tx, workspaceId, row) },
  };
  const body = JSON.stringify({ type: data.type, timestamp: data.at, data });
  const delivery = { id: platform.clock.newId<'webhook-delivery'>(), event_id: eventId, type: data.type, body };
  await insertDeliveries(tx, workspaceId, endpoint.id, { rows: [delivery], at });
  return true;
}
