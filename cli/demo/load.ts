/** How does a simulated history get into an installation? The shop is opened, slices are made and saved side by side, and the log is sealed. */
import { setImmediate } from 'node:timers/promises';
import type { Accounts } from '@meanwhile/server/accounts/accounts.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import { sealWorkspace } from '@meanwhile/server/platform/stream/audit-seal.ts';
import { Desk } from '@meanwhile/tools/simulate/desk.ts';
import { openShop, type ShopWanted } from './open-shop.ts';
import { handOver, saveSlice } from './save-slice.ts';
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
const slicesPerSealing = 8;

/** Null = the slug is taken; then nothing was written. `say` hears how far it is, in cases; `settle` is done to the tables once something is in them, and when they are full. */
export async function loadHistory(
  platform: Platform,
  accounts: Accounts,
  simulation: Simulation,
  wanted: ShopWanted & { say?: (caseCount: number) => void; settle?: () => Promise<void> },
): Promise<Loaded | null> {
  const ids = await openShop(platform, accounts, simulation, wanted);
  if (ids === null) return null;
  const world = makeWorld(simulation, ids, platform);
  const desk = new Desk(simulation, world);
  const count = { customers: 0, cases: 0, messages: 0, events: 0, kept: 0, broken: 0 };
  // While the database saves one slice, the next is made: in steps, so that its answers are heard in between.
  let saving = Promise.resolve();
  let sealing: Promise<unknown> = Promise.resolve();
  let sliceCount = 0;
  for (const slice of desk.steps()) {
    if (slice === null) {
      await setImmediate();
      continue;
    }
    await saving;
    sliceCount += 1;
    // Planned for empty tables, each seal would sort the whole log.
    if (sliceCount === slicesPerSealing) await wanted.settle?.();
    if (sliceCount % slicesPerSealing === 0) {
      await sealing;
      sealing = sealWorkspace(platform, ids.workspaceId);
      sealing.catch(() => undefined);
    }
    saving = saveSlice(platform, world, slice);
    // Awaited above or below; a failure must not count as unheard of until then.
    saving.catch(() => undefined);
    count.customers += slice.batch.customers.length;
    count.cases += slice.batch.newCases.size;
    count.messages += slice.batch.messages.length;
    count.events += slice.events.length;
    for (const { ended } of slice.commitments) if (ended !== null) count[ended.ending] += 1;
    wanted.say?.(count.cases);
  }
  await saving;
  await sealing;
  await handOver(platform, desk.book);
  await wanted.settle?.();
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
