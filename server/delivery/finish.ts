/** How does an attempt end? Written under its fence, told to the desk; an answer that is lost brings the case back, and an address that is dead is written to no more. */
import type { DeliveryFacts } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { suppress } from '../suppression/suppression.ts';
import { cameBack } from './came-back.ts';
import { deliveryChanged } from './delivery-event.ts';
import { endAttempt, type Ending } from './delivery.store.ts';
import { lookUpDueAt } from './look-up-times.ts';

/** False: a newer attempt or a person has decided meanwhile. */
export async function finish(here: Here, delivery: DeliveryFacts, fence: number, ending: Ending): Promise<boolean> {
  const { platform, tx, workspaceId, at } = here;
  const ours = await endAttempt(tx, workspaceId, { id: delivery.id, fence, at }, ending);
  if (!ours) return false;
  const { lookUp: asked } = (ending.outcome ?? {}) as NonNullable<DeliveryFacts['outcome']>;
  const dueAt = asked === undefined ? null : lookUpDueAt(asked, at);
  if (dueAt !== null) await putItem(tx, workspaceId, { kind: 'delivery', rowId: delivery.id, dueAt });
  const ended: DeliveryFacts = {
    ...delivery,
    state: ending.state,
    outcome: ending.outcome as DeliveryFacts['outcome'],
    next_attempt_at: ending.retryAt,
    settled_at: ending.retryAt === null ? at : null,
  };
  const isLost = ended.kind === 'reply' && ended.state === 'failed';
  if (isLost && isDeadAddress(ended)) await stopWriting(here, ended);
  await appendEvents(here, [{ ...deliveryChanged(ended), actor: 'system' }, ...(isLost ? await cameBack(here, ended) : [])]);
  platform.bell.ringWithin(tx, 'events');
  return true;
}

/** Our own server was told at once: no such mailbox (RFC 3463, X.1.1). Other refusals of a recipient say less than that. */
function isDeadAddress({ outcome }: DeliveryFacts): boolean {
  return outcome?.class === 'permanentRecipient' && /\b5\.1\.1\b/.test(outcome.detail ?? '');
}

async function stopWriting({ platform, tx, workspaceId, at }: Here, delivery: DeliveryFacts): Promise<void> {
  const said = { why: 'bounced', detail: delivery.outcome?.detail ?? null } as const;
  const row = { id: platform.clock.newId<'suppression'>(), address: delivery.recipient, delivery_id: delivery.id, suppressed_at: at };
  await suppress(tx, workspaceId, { ...row, ...said });
}
