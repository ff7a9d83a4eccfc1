/** How does a simulated history get into an installation? The shop is opened, slices are made and saved side by side, and the log is sealed. */
import { setImmediate } from 'node:timers/promises';
import type { Accounts } from '@meanwhile/server/accounts/accounts.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import { sealWorkspace } from '@meanwhile/server/platform/stream/audit-seal.ts';
import { Desk } from '@meanwhile/tools/simulate/desk.ts';
import { Lane } from './lane.ts';
import { openShop, type ShopWanted } from './open-shop.ts';
import type { Settled } from './settle-tables.ts';
import { handOver, saveLog, saveRows } from './save-slice.ts';
import type { Book, Slice } from '@meanwhile/tools/simulate/book.ts';
import type { Simulation } from '@meanwhile/tools/simulate/settings.ts';
import type { TruthRow } from '@meanwhile/tools/simulate/truth.ts';
import { makeWorld } from '@meanwhile/tools/simulate/world.ts';

export interface Loaded {
  readonly workspaceId: string;
  readonly memberCount: number;
  readonly customerCount: number;
  readonly caseCount: number;
  readonly messageCount: number;
  readonly eventCount: number;
  readonly keptCount: number;
  readonly brokenCount: number;
  readonly truth: readonly TruthRow[];
}

/** What is in is sealed while more comes in, about 30,000 events at a time. */
const slicesPerSealing = 5;
/** So many may wait for their turn while the next is made: some megabytes each. */
const slicesAhead = 2;

type Settle = (what: Settled) => Promise<void>;

/** Null = the slug is taken; then nothing was written. `say` hears how far it is, in cases; `settle` is done to the log once something is in it, and to all tables when they are full. */
export async function loadHistory(
  platform: Platform,
  accounts: Accounts,
  simulation: Simulation,
  wanted: ShopWanted & { say?: (caseCount: number) => void; settle?: Settle },
): Promise<Loaded | null> {
  const ids = await openShop(platform, accounts, simulation, wanted);
  if (ids === null) return null;
  const world = makeWorld(simulation, ids, platform);
  const desk = new Desk(simulation, world);
  const count = { customers: 0, cases: 0, messages: 0, events: 0, kept: 0, broken: 0 };
  await saveAll(platform, world, { slices: desk.steps(), settle: wanted.settle }, (slice) => {
    count.customers += slice.batch.customers.length;
    count.cases += slice.batch.newCases.size;
    count.messages += slice.batch.messages.length;
    count.events += slice.events.length;
    for (const { ended } of slice.commitments) if (ended !== null) count[ended.ending] += 1;
    wanted.say?.(count.cases);
  });
  await handOver(platform, desk.book);
  await wanted.settle?.('all');
  await sealWorkspace(platform, ids.workspaceId);
  return {
    workspaceId: ids.workspaceId,
    memberCount: ids.members.size,
    customerCount: count.customers,
    caseCount: count.cases,
    messageCount: count.messages,
    eventCount: count.events,
    keptCount: count.kept,
    brokenCount: count.broken,
    truth: desk.truth.rows,
  };
}

/** While the database saves, more is made: in steps, so that its answers are heard in between. Two of its processes write, rows and log, and one seals. */
async function saveAll(
  platform: Platform,
  world: Book['world'],
  { slices, settle }: { slices: Iterable<Slice | null>; settle: Settle | undefined },
  hear: (slice: Slice) => void,
): Promise<void> {
  const [rows, log, seal] = [new Lane(), new Lane(), new Lane()];
  let sliceCount = 0;
  try {
    for (const slice of slices) {
      if (slice === null) {
        await setImmediate();
        continue;
      }
      for (const lane of [rows, log]) await lane.until(slicesAhead);
      // The words go with the log.
      const words = slice.batch.search.splice(0);
      rows.put(() => saveRows(platform, world, slice));
      log.put(() => saveLog(platform, world, slice, words));
      sliceCount += 1;
      if (sliceCount % slicesPerSealing === 0) {
        // Planned for empty tables, each seal would sort the whole log.
        if (sliceCount === slicesPerSealing) log.put(async () => settle?.('log'));
        await seal.until(0);
        seal.put(() => sealWorkspace(platform, world.workspaceId));
      }
      hear(slice);
    }
    for (const lane of [rows, log, seal]) await lane.until(0);
  } finally {
    // Who broke off may remove what is there: nothing comes after.
    for (const lane of [rows, log, seal]) await lane.settled();
  }
}
