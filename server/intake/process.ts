/**
 * What becomes of stored bytes? A batch of inbound messages is claimed, read, placed, triaged, told a time and saved in one transaction;
 * the steps in order are in `server/message-path.ts`. A batch that fails is done again one by one, and what keeps failing is quarantined
 * where agents see it.
 */
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { channelTimes } from '../commitment/commitment.ts';
import { turn } from '../platform/clock/pause.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { acrossWorkspaces, byIndex, inWorkspace, sendTogether, type Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import type { Ring } from '../platform/stream/bell.ts';
import { takeReceipt, takeReport } from '../delivery/delivery.ts';
import { holdBack } from '../reply/reply.ts';
import { askRouting } from '../routing/routing.ts';
import { Batch } from './batch.ts';
import {
  claimInbound,
  oldestWaiting,
  finishItems,
  loadInbound,
  postponeInbound,
  settleInbound,
  type Claim,
  type ClaimedInbound,
  type LaneShare,
  type Settled,
  type StoredInbound,
} from './intake.store.ts';
import type { Lag } from './take.ts';
import { rowsPerTurn } from './lanes.ts';
import { claimKeys, giveKeysBack } from './message-key.store.ts';
import { takeTest } from './mail-test.ts';
import { keepConsent } from './keep-consent.ts';
import { readInbound } from './read-inbound.ts';
import { understand, type Incoming } from './understand.ts';
import { saveBatch } from './save.store.ts';

/** One round; gives how many were taken, 0 when there was nothing. */
export async function processInbound(platform: Platform, claim: Partial<Claim> = {}): Promise<number> {
  const { most = limits.processBatchRows, share = { index: 0, of: 1 } } = claim;
  const at = platform.clock.nowAt();
  let claimed: ClaimedInbound[] = [];
  try {
    const { rings, toRoute } = await byIndex(platform.workPool, async (tx) => {
      claimed = await claimInbound(tx, at, { most, share });
      return claimed.length === 0 ? { rings: [], toRoute: [] } : processClaimed(platform, tx, claimed);
    });
    platform.bell.ring(...rings);
    await askForHands(platform, toRoute, at);
    return claimed.length;
  } catch (error) {
    // Nothing of this is the messages' doing: they stay as they are and the loop comes back.
    if (isDatabaseAway(error)) throw error;
    if (claimed.length <= 1 || most === 1) return blame(platform, claimed, error);
    platform.log.warn({ err: error, count: claimed.length }, 'a batch failed; one by one now');
    return processOneByOne(platform, share, claimed.length);
  }
}

async function processOneByOne(platform: Platform, share: LaneShare, count: number): Promise<number> {
  let done = 0;
  for (let round = 0; round < count; round += 1) done += await processInbound(platform, { most: 1, share });
  return Math.max(done, 1);
}

/** Counts against the one that failed; after too many tries it waits in quarantine for a person, its bytes kept. */
async function blame(platform: Platform, claimed: readonly ClaimedInbound[], error: unknown): Promise<number> {
  const [item] = claimed;
  if (item === undefined) throw error;
  platform.log.error({ err: error, inboundId: item.row_id }, 'a message could not be processed');
  const at = platform.clock.nowAt();
  await acrossWorkspaces(platform.workPool, async (tx) => {
    await tx.enter(item.workspace_id);
    if (item.attempt_count + 1 < limits.processAttempts) return postponeInbound(tx, item, at + 500 * 2 ** item.attempt_count);
    const [row] = await loadInbound(tx, item.workspace_id, [item]);
    if (row !== undefined)
      await quarantine(
        { platform, tx, workspaceId: item.workspace_id, at },
        [{ id: row.id, receivedAt: row.received_at, reason: 'fault' }],
        row.channel_id,
      );
  });
  platform.bell.ring('events');
  return 1;
}

async function quarantine(here: Here, settled: readonly Settled[], channelId: string): Promise<void> {
  await settleInbound(here.tx, here.workspaceId, settled, here.at);
  await finishItems(
    here.tx,
    here.workspaceId,
    settled.map((one) => one.id),
  );
  await appendEvents(
    here,
    settled.map((one) => quarantinedEvent(one, channelId)),
  );
}

function quarantinedEvent(one: Settled, channelId: string) {
  return {
    type: 'inbound.quarantined',
    audience: 'desk',
    actor: 'system',
    channelId,
    subjectId: one.id,
    payload: { reason: one.reason },
  } as const;
}

interface Processed {
  readonly rings: Ring[];
  /** Workspaces in which a case waits in a queue and in nobody's hands. */
  readonly toRoute: string[];
}

/** Apart from the batch, so that the two halves never wait for each other here. Lost with a process, it is made good within a minute. */
async function askForHands(platform: Platform, workspaceIds: readonly string[], at: number): Promise<void> {
  for (const workspaceId of workspaceIds)
    if (await inWorkspace(platform.workPool, workspaceId, (tx) => askRouting(tx, workspaceId, at))) platform.bell.ring('routing');
}

async function processClaimed(platform: Platform, tx: Transaction, claimed: readonly ClaimedInbound[]): Promise<Processed> {
  const rings = new Set<Ring>();
  const toRoute: string[] = [];
  for (const [workspaceId, items] of Map.groupBy(claimed, (item) => item.workspace_id)) {
    await tx.enter(workspaceId);
    const batch = await processWorkspace(platform, tx, workspaceId, items);
    if (batch.deliveries.length > 0) rings.add('delivery');
    if (batch.commitments.length > 0) rings.add('commitment');
    if (batch.work.some(({ kind }) => kind === 'scan')) rings.add('scan');
    const cases = [...batch.newCases.values(), ...batch.changedCases.values()];
    if (cases.some((row) => row.queue_id !== null && row.assignee_id === null && row.ball === 'us')) toRoute.push(workspaceId);
  }
  platform.bell.ringWithin(tx, 'events', ...rings);
  return { rings: ['events', ...rings], toRoute };
}

async function processWorkspace(
  platform: Platform,
  tx: Transaction,
  workspaceId: string,
  items: readonly ClaimedInbound[],
): Promise<Batch> {
  const at = platform.clock.nowAt();
  const batch = new Batch();
  const ids = items.map((item) => item.row_id);
  const rows = new Map((await loadInbound(tx, workspaceId, items)).map((row) => [row.id, row]));
  const channelIds = [...new Set([...rows.values()].map((row) => row.channel_id))];
  const times = await channelTimes(tx, workspaceId, channelIds, at);
  const incoming: Incoming[] = [];
  const next = nextBatch();
  for (const [index, id] of ids.entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await turn();
    const row = rows.get(id);
    // Settled already (released twice, or by hand): only its work item is left to take away.
    if (row === undefined) continue;
    const read = await readInbound(platform, row, times.get(row.channel_id)?.channelType, times.get(row.channel_id)?.settings);
    if (read.status !== undefined) {
      await takeReceipt({ platform, tx, workspaceId, at }, row.channel_id, read.status);
      continue;
    }
    const report = read.event?.deliveryReport ?? null;
    // About a mail of ours, as its return path proves: it changes that mail, and is nobody's message.
    if (report !== null && (await takeReport({ platform, tx, workspaceId, at }, report))) continue;
    if (next.has(items[index]!, read.event)) continue;
    await keepConsent({ platform, tx, workspaceId, at }, read.event);
    if (await takeTest({ platform, tx, workspaceId, at }, row, read.event)) continue;
    if (read.event === null || read.reason !== '') batch.settled.push(heldBack(row, read.reason));
    else incoming.push({ row, event: read.event, time: times.get(row.channel_id)! });
  }
  const copies = await claimKeys(
    tx,
    workspaceId,
    incoming.map(({ row, event }) => ({ id: row.id, event })),
  );
  await understand(
    { platform, tx, workspaceId, at },
    incoming.filter(({ row }) => !copies.has(row.id)),
    batch,
  );
  for (const one of batch.settled) batch.events.push(quarantinedEvent(one, rows.get(one.id)!.channel_id));
  const here = { platform, tx, workspaceId, at };
  // Answers written before these words wait for a person to look at them again.
  const spoken = batch.messages.filter((message) => message.author_kind === 'customer' && !message.automatic);
  await sendTogether(
    () =>
      giveKeysBack(
        tx,
        workspaceId,
        batch.settled.map((one) => one.id),
      ),
    () => saveBatch(tx, workspaceId, batch),
    () => settleInbound(tx, workspaceId, batch.settled, at),
    // Also of those that were settled already: released twice, or by hand.
    () =>
      finishItems(
        tx,
        workspaceId,
        ids.filter((id) => !next.ids.has(id)),
      ),
    () => appendEvents(here, batch.events),
    () =>
      holdBack(
        here,
        spoken.map((message) => message.conversation_id),
      ),
  );
  return batch;
}

/**
 * What answers a mail of this very batch waits for the next one: its thread is found by what is saved, not by what is about to be. So does what
 * the same sender wrote after it, which keeps the order.
 */
function nextBatch(): { readonly ids: ReadonlySet<string>; has(item: ClaimedInbound, event: MessageEvent | null): boolean } {
  const ids = new Set<string>();
  const lanes = new Set<number>();
  const ownIds = new Set<string>();
  return {
    ids,
    has(item, event) {
      if (lanes.has(item.lane) || event?.evidence.messageIdsInOrder.some((id) => ownIds.has(id)) === true) {
        lanes.add(item.lane);
        ids.add(item.row_id);
        return true;
      }
      const { ownMessageId } = event?.evidence ?? { ownMessageId: null };
      if (ownMessageId !== null) ownIds.add(ownMessageId);
      return false;
    },
  };
}

function heldBack(row: StoredInbound, reason: string): Settled {
  return { id: row.id, receivedAt: row.received_at, reason };
}

/**
 * Keeps the lag known, so that new messages are refused in time: acknowledging must never starve processing. What has failed before is its
 * own fault and no lag, nor is what waits behind it; and unread mail holds up mail alone.
 */
export async function measureLag(platform: Platform): Promise<Lag> {
  const at = platform.clock.nowAt();
  const oldest = await acrossWorkspaces(platform.workPool, (tx) => oldestWaiting(tx, at));
  const ageOf = (dueAt: number | null): number => (dueAt === null ? 0 : Math.max(0, at - dueAt));
  return { processingMs: ageOf(oldest.ready_at), readingMs: ageOf(oldest.unread_at) };
}
