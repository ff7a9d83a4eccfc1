/**
 * Is it durable? Raw bytes are committed before the sender hears anything. Concurrent arrivals share one commit: while one commit runs
 * the next batch collects. What the bytes mean is decided later, by `process`.
 */
import { createHash } from 'node:crypto';
import { limits, stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { pause } from '../platform/clock/pause.ts';
import { soon } from '../platform/clock/timers.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { acrossWorkspaces, CommitUnknown, inOneTrip, inWorkspace } from '../platform/db/transaction.ts';
import { seal } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import type { Ring } from '../platform/stream/bell.ts';
import { findStored, storeStatement, type InboundRow } from './intake.store.ts';

export interface NewInbound {
  readonly workspaceId: string;
  readonly channelId: string;
  /** Same event, same key; another event, another key. Unique per channel. */
  readonly dedupeKey: string;
  /** Whose order is kept: messages of one sender are processed in the order they came. */
  readonly sender: string;
  readonly raw: Uint8Array;
  /** What the transport knew and the bytes do not say. */
  readonly envelope: Record<string, unknown>;
  /** False for mail: it is read in a worker thread first. */
  readonly ready: boolean;
}

export interface Taken {
  readonly id: string;
  readonly receivedAt: number;
  readonly duplicate: boolean;
}

/** Nothing was stored; the sender should come back. */
export class IntakeBusy extends Error {}

interface Waiting {
  readonly row: InboundRow;
  readonly resolve: (taken: Taken) => void;
  readonly reject: (error: unknown) => void;
}

const laneCount = 256;
/**
 * Where processing falls behind, a commit waits a little for more to share it: fewer commits leave the machine to processing, long before new
 * messages have to be refused. 1 ms for every 60 ms of lag, 40 ms at most.
 */
const collectAtMostMs = stepLimits.collectMs;
const lagPerCollectMs = 60;

export function laneOf(channelId: string, sender: string): number {
  return createHash('sha256').update(`${channelId} ${sender}`).digest().readUInt16BE(0) % laneCount;
}

export interface Intake {
  /** Resolves after the commit. Rejects with IntakeBusy while processing lags too far behind, or with the database's fault. */
  take(inbound: NewInbound): Promise<Taken>;
  /** Kept up to date by a look every second. */
  noteLag(lag: Lag): void;
  /** The longer of the two: what holds up mail. */
  lagMs(): number;
}

/** Ages in ms of the oldest message that waits for us, and for nothing else. */
export interface Lag {
  /** Ready to be processed. */
  readonly processingMs: number;
  /** Mail that has not been read. */
  readonly readingMs: number;
}

export function createIntake(platform: Platform): Intake {
  const waiting: Waiting[] = [];
  let committing = false;
  let lag: Lag = { processingMs: 0, readingMs: 0 };

  const commitNext = async (): Promise<void> => {
    if (committing) return;
    committing = true;
    try {
      while (waiting.length > 0) {
        const collectMs = Math.min(collectAtMostMs, lag.processingMs / lagPerCollectMs);
        if (collectMs >= 1) await pause(collectMs);
        await commitBatch(platform, closeBatch(waiting));
      }
    } finally {
      committing = false;
    }
  };

  return {
    async take(inbound) {
      if (lagFor(lag, inbound.ready) > limits.intakeLagMs) throw new IntakeBusy();
      const row = await prepare(platform, inbound);
      return new Promise<Taken>((resolve, reject) => {
        waiting.push({ row, resolve, reject });
        // Let everything that arrived in this turn of the loop share the commit.
        soon(() => void commitNext());
      });
    },
    noteLag: (measured) => (lag = measured),
    lagMs: () => lagFor(lag, false),
  };
}

/** Unread mail holds up mail alone: a message from the messenger needs no reading. */
function lagFor(lag: Lag, isReady: boolean): number {
  return isReady ? lag.processingMs : Math.max(lag.processingMs, lag.readingMs);
}

async function prepare(platform: Platform, inbound: NewInbound): Promise<InboundRow> {
  const sealed = seal(platform.keys, 'inbound', inbound.raw);
  const big = sealed.byteLength > limits.rawInRowBytes;
  const blob = big ? await platform.blobs.write(sealed) : null;
  return {
    id: platform.clock.newId<'inbound'>(),
    workspaceId: inbound.workspaceId,
    channelId: inbound.channelId,
    dedupeKey: inbound.dedupeKey,
    lane: laneOf(inbound.channelId, inbound.sender),
    raw: big ? null : sealed,
    blobKey: blob?.key ?? null,
    sizeBytes: inbound.raw.byteLength,
    envelope: inbound.envelope,
    ready: inbound.ready,
  };
}

/** Takes from the front until the batch is full in rows or bytes. */
function closeBatch(waiting: Waiting[]): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { row } of waiting) {
    bytes += row.raw?.byteLength ?? 0;
    if (count > 0 && bytes > limits.intakeBatchBytes) break;
    count += 1;
    if (count >= limits.intakeBatchRows) break;
  }
  return waiting.splice(0, count);
}

async function commitBatch(platform: Platform, batch: Waiting[]): Promise<void> {
  try {
    const taken = await store(
      platform,
      batch.map((one) => one.row),
    );
    batch.forEach((one, index) => one.resolve(taken[index]!));
    platform.bell.ring(...ringsFor(batch.map((one) => one.row)));
  } catch (error) {
    if (batch.length === 1 || error instanceof CommitUnknown) return settleOneByOne(platform, batch, error);
    // One bad row must not refuse its neighbours.
    for (const one of batch) await commitBatch(platform, [one]);
  }
}

/** A database that was killed is back within a second or two; whoever waits hears the truth then, and not that nobody knows. */
const lookUpForMs = 5_000;
const lookAgainMs = 200;

/** After an unknown commit the key tells: stored or not. A definite failure of one row is its own. */
async function settleOneByOne(platform: Platform, batch: Waiting[], error: unknown): Promise<void> {
  const untilAt = platform.clock.machineNowAt() + lookUpForMs;
  for (const one of batch) {
    if (!(error instanceof CommitUnknown)) {
      one.reject(error);
      continue;
    }
    try {
      const stored = await lookUp(platform, one.row, untilAt);
      if (stored === undefined) one.reject(error);
      else one.resolve({ ...stored, duplicate: stored.id !== one.row.id });
    } catch (cause) {
      one.reject(new CommitUnknown(cause));
    }
  }
}

async function lookUp(platform: Platform, row: InboundRow, untilAt: number) {
  for (;;) {
    try {
      const found = await acrossWorkspaces(platform.pool, async (tx) => {
        await tx.enter(row.workspaceId);
        return findStored(tx, row.workspaceId, [row]);
      });
      return found.get(`${row.channelId} ${row.dedupeKey}`);
    } catch (error) {
      if (!isDatabaseAway(error) || platform.clock.machineNowAt() >= untilAt) throw error;
      await pause(lookAgainMs);
    }
  }
}

/** Who goes on with these: mail is read first, all else is processed at once. */
function ringsFor(rows: readonly InboundRow[]): readonly [Ring, ...Ring[]] {
  return rows.some((row) => !row.ready) ? ['mail', 'inbound'] : ['inbound'];
}

/** Concurrent arrivals in one transaction and one round trip, whatever workspaces they belong to. */
async function store(platform: Platform, rows: InboundRow[]): Promise<Taken[]> {
  const at = platform.clock.nowAt();
  const byWorkspace = [...Map.groupBy(rows, (row) => row.workspaceId)];
  const parts = byWorkspace.map(([workspaceId, own]) => ({ workspaceId, statement: storeStatement(workspaceId, own, at) }));
  const stored = await inOneTrip(platform.pool, parts, (tx) => platform.bell.ringWithin(tx, ...ringsFor(rows)));
  const taken = new Map<string, Taken>();
  for (const [index, [workspaceId, own]] of byWorkspace.entries()) {
    const fresh = new Set(stored[index]!.map((row) => row.inbound_id));
    const repeated = own.filter((row) => !fresh.has(row.id));
    for (const row of own) if (fresh.has(row.id)) taken.set(row.id, { id: row.id, receivedAt: at, duplicate: false });
    for (const [id, earlier] of await earlierOnes(platform, workspaceId, repeated)) taken.set(id, earlier);
  }
  return rows.map((row) => taken.get(row.id)!);
}

/** What came before and stands already. Throws where it has been forgotten since: the sender is told to come back. */
async function earlierOnes(platform: Platform, workspaceId: string, repeated: readonly InboundRow[]): Promise<Map<string, Taken>> {
  if (repeated.length === 0) return new Map();
  const found = await inWorkspace(platform.pool, workspaceId, (tx) => findStored(tx, workspaceId, repeated));
  return new Map(
    repeated.map((row) => {
      const earlier = found.get(`${row.channelId} ${row.dedupeKey}`);
      if (earlier === undefined) throw new IntakeBusy();
      return [row.id, { ...earlier, duplicate: earlier.id !== row.id }];
    }),
  );
}
