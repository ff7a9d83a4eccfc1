/** When do we ask senders to come back? When we are slow ourselves: never because of one mail that cannot be read. */
import { randomUUID } from 'node:crypto';
import { minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import { iso } from '../platform/db/instant.ts';
import { testPlatform, type TestPlatform } from '../platform/test-platform.ts';
import { claimInbound } from './intake.store.ts';
import { measureLag } from './process.ts';
import { createIntake, IntakeBusy } from './take.ts';

const tenAt = Date.UTC(2026, 10, 24, 10, 0);
let base: TestPlatform;
beforeEach(async () => {
  base = await testPlatform({ nowAt: tenAt + 2 * minuteMs });
});
afterEach(() => base.close());

interface Item {
  readonly ready: boolean;
  readonly lane?: number;
  readonly attempts?: number;
  readonly ageMs?: number;
}

async function waits(...items: readonly Item[]) {
  const { platform, clock } = base;
  await acrossWorkspaces(platform.workPool, async (tx) => {
    for (const { ready, lane = 1, attempts = 0, ageMs = minuteMs } of items)
      await tx.run(sql`insert into work.item (kind, workspace_id, row_id, lane, ready, attempt_count, due_at)
        values ('inbound', ${randomUUID()}, ${randomUUID()}, ${lane}, ${ready}, ${attempts}, ${iso(clock.nowAt() - ageMs)})`);
  });
  return measureLag(platform);
}

test('messages that wait to be processed are lag for everybody', async () => {
  expect(await waits({ ready: true })).toEqual({ processingMs: minuteMs, readingMs: 0 });
});

test('mail that waits to be read holds up mail, not the messenger', async () => {
  const lag = await waits({ ready: false, ageMs: 40 * secondMs });
  expect(lag).toEqual({ processingMs: 0, readingMs: 40 * secondMs });
  const intake = createIntake(base.platform);
  intake.noteLag(lag);
  const message = {
    workspaceId: randomUUID(),
    channelId: randomUUID(),
    dedupeKey: 'a',
    sender: 'ada',
    raw: Buffer.from('x'),
    envelope: {},
  };
  await expect(intake.take({ ...message, ready: false })).rejects.toBeInstanceOf(IntakeBusy);
  expect(await intake.take({ ...message, ready: true })).toMatchObject({ duplicate: false });
});

test('a mail that fails again and again, and what waits behind it, stops nobody else', async () => {
  expect(await waits({ ready: false, attempts: 3, lane: 7 }, { ready: true, lane: 7 })).toEqual({ processingMs: 0, readingMs: 0 });
  expect(await waits({ ready: true, attempts: 2, lane: 8 }, { ready: true, lane: 8 })).toEqual({ processingMs: 0, readingMs: 0 });
  expect(await waits({ ready: true, lane: 9, ageMs: secondMs })).toEqual({ processingMs: secondMs, readingMs: 0 });
});

test('a pile of mail that waits to be read hides no message that could be processed', async () => {
  const pile = Array.from({ length: 8 }, (_, lane) => ({ ready: false, lane }));
  await waits(...pile, { ready: true, lane: 100, ageMs: secondMs });
  const { platform, clock } = base;
  const claimed = await acrossWorkspaces(platform.workPool, (tx) =>
    claimInbound(tx, clock.nowAt(), { most: 5, share: { index: 0, of: 1 } }),
  );
  expect(claimed.map((item) => item.lane)).toEqual([100]);
});
