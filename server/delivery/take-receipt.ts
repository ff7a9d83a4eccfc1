/**
 * What became of a message that a provider took from us? It says so later, twice and in any order, and of each part of a long answer by itself. What it
 * says moves the delivery; a failure brings the case back to us, and our own key said again settles a call whose answer was lost.
 */
import { afterReceipts } from '@meanwhile/core/delivery/after-receipts.ts';
import { laterStatus } from '@meanwhile/channels/contract/outcome.ts';
import type { StatusEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import type { DeliveryFacts } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { cameBack } from './came-back.ts';
import { deliveryChanged } from './delivery-event.ts';
import { lockDelivery, saveReceipts } from './delivery.store.ts';
import { deliveryOfMessage, findPart, lockPart, partsOf, savePart, type Failure, type PartFacts, type PartKey } from './receipt.store.ts';

/** The provider took this part. What it had reported of it before we knew counts from now on. */
export async function notePart(
  { tx, workspaceId, at }: Here,
  { id, channel_id: channelId }: Pick<DeliveryFacts, 'id' | 'channel_id'>,
  part: { readonly index: number; readonly providerId: string },
): Promise<void> {
  const known = await lockPart(tx, workspaceId, { channelId, providerId: part.providerId }, at);
  await savePart(tx, workspaceId, channelId, {
    ...known,
    delivery_id: id,
    part_index: part.index,
    status: laterStatus(known.status, 'sent'),
  });
}

export async function takeReceipt(here: Here, channelId: string, event: StatusEvent): Promise<void> {
  const { tx, workspaceId, at } = here;
  const name = { channelId, providerId: event.providerId };
  // The delivery before its part, as whoever sends it does: two who lock in two orders wait for each other.
  const owner = (await ownerOf(here, name)) ?? (await ownerByKey(here, channelId, event.partKey ?? null));
  if (owner !== null) await lockDelivery(tx, workspaceId, owner.delivery_id);
  const known = await lockPart(tx, workspaceId, name, at);
  if (known.superseded) return;
  const status = laterStatus(known.status, event.status);
  const isNew = known.delivery_id === null && owner !== null;
  if (status === known.status && !isNew) return;
  const part: PartFacts = {
    ...known,
    ...(isNew ? owner : {}),
    status,
    failure: event.status === 'failed' && status === 'failed' ? failureOf(event) : known.failure,
  };
  await savePart(tx, workspaceId, channelId, part);
  if (part.delivery_id !== null) await applyReceipts(here, part.delivery_id);
}

function failureOf({ code, detail, class: because }: StatusEvent): Failure {
  return { code: code ?? 'failed', ...(detail ? { detail } : {}), ...(because ? { class: because } : {}) };
}

type Owner = { readonly delivery_id: string; readonly part_index: number };

/** By its name, where we know it. */
async function ownerOf({ tx, workspaceId }: Here, name: PartKey): Promise<Owner | null> {
  const part = await findPart(tx, workspaceId, name);
  return part === undefined || part.delivery_id === null ? null : { delivery_id: part.delivery_id, part_index: part.part_index };
}

/** By our own key, which the adapter made: the message and the place of the part in it. */
async function ownerByKey({ tx, workspaceId }: Here, channelId: string, partKey: string | null): Promise<Owner | null> {
  const [, messageId, index] = /^([0-9a-f-]{36}):(\d{1,4})$/.exec(partKey ?? '') ?? [];
  if (messageId === undefined) return null;
  const delivery = await deliveryOfMessage(tx, workspaceId, { channelId, messageId });
  return delivery === undefined ? null : { delivery_id: delivery.id, part_index: Number(index) };
}

/** Also asked once an attempt has ended: reports may have come while it ran. */
export async function applyReceipts(here: Here, deliveryId: string): Promise<void> {
  const { tx, workspaceId, at } = here;
  const delivery = await lockDelivery(tx, workspaceId, deliveryId);
  if (delivery === undefined) return;
  const parts = await partsOf(tx, workspaceId, deliveryId);
  if (delivery.state === 'unknown' && (await goesOn(here, delivery, parts))) return;
  const known = parts.map(({ part_index: index, status }) => ({ index, status }));
  const after = afterReceipts({ state: delivery.state, partCount: delivery.part_count, parts: known });
  if (after === null) return;
  const hasFailed = after.state === 'failed';
  const isOther = after.state !== delivery.state;
  const saved: DeliveryFacts = {
    ...delivery,
    state: after.state as DeliveryFacts['state'],
    outcome: hasFailed ? (parts.find(({ status }) => status === 'failed')?.failure ?? null) : isOther ? null : delivery.outcome,
    sent_part_count: after.againFrom ?? delivery.sent_part_count,
    read_at: after.isRead ? (delivery.read_at ?? at) : delivery.read_at,
    next_attempt_at: null,
    settled_at: delivery.settled_at ?? at,
  };
  const isTold = isOther || saved.read_at !== delivery.read_at;
  if (!isTold && saved.sent_part_count === delivery.sent_part_count) return;
  await saveReceipts(tx, workspaceId, saved);
  await dropItem(tx, workspaceId, 'delivery', delivery.id);
  if (!isTold) return;
  const isLost = hasFailed && delivery.kind === 'reply';
  await appendEvents(here, [{ ...deliveryChanged(saved), actor: 'system' }, ...(isLost ? await cameBack(here, saved) : [])]);
}

/** The part in doubt was taken after all: those that were not taken yet go out now. False where none is left, or nothing is known of it. */
async function goesOn(here: Here, delivery: DeliveryFacts, parts: readonly PartFacts[]): Promise<boolean> {
  const taken = new Set(parts.filter(({ status }) => status !== 'failed').map(({ part_index: index }) => index));
  if (!taken.has(delivery.sent_part_count)) return false;
  const next = firstUntaken(delivery, taken);
  if (next === null) return false;
  await sendOn(here, delivery, next);
  return true;
}

/** What was in doubt is not any more: from this part on it goes out now. */
export async function sendOn(here: Here, delivery: DeliveryFacts, fromPart: number): Promise<void> {
  const { tx, workspaceId, at } = here;
  const queued: DeliveryFacts = {
    ...delivery,
    state: 'queued',
    outcome: null,
    sent_part_count: fromPart,
    next_attempt_at: at,
    settled_at: null,
  };
  await saveReceipts(tx, workspaceId, queued);
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: delivery.id, dueAt: at });
  await appendEvents(here, [{ ...deliveryChanged(queued), actor: 'system' }]);
  here.platform.bell.ringWithin(tx, 'delivery');
}

/** The first part that nobody has taken; null where all were. */
function firstUntaken({ sent_part_count: from, part_count: count }: DeliveryFacts, taken: ReadonlySet<number>): number | null {
  for (let index = from; index < count; index += 1) if (!taken.has(index)) return index;
  return null;
}

/** Of an answer in parts each was taken: by what its provider says, or a person. */
export async function allTaken(here: Here, delivery: DeliveryFacts, partCount: number): Promise<void> {
  const { tx, workspaceId, at } = here;
  const sent: DeliveryFacts = { ...delivery, state: 'sent', outcome: null, part_count: partCount, next_attempt_at: null, settled_at: at };
  await saveReceipts(tx, workspaceId, sent);
  await dropItem(tx, workspaceId, 'delivery', delivery.id);
  await appendEvents(here, [{ ...deliveryChanged(sent), actor: 'system' }]);
  await applyReceipts(here, delivery.id);
}
