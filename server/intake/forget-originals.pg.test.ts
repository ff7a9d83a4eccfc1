/** Do the bytes of messages go after a month, and only theirs? */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { forgetOriginals } from './forget-originals.ts';
import { createIntake } from './take.ts';

let shops: TwoShops;
let thread: Thread;
beforeAll(async () => {
  shops = await twoShops(() => undefined);
  thread = await writtenThread(shops, shops.lantern, { name: 'Ada', email: 'ada@post.example', text: 'Hello?' });
});
afterAll(() => shops.close());

async function stored(state: 'waiting' | 'processed' | 'quarantined' | 'discarded', sizeBytes: number): Promise<string> {
  const { platform } = shops.web.base;
  const { id } = await createIntake(platform).take({
    workspaceId: shops.lantern.id,
    channelId: thread.channelId,
    dedupeKey: randomUUID(),
    sender: 'ada@post.example',
    raw: Buffer.alloc(sizeBytes, 'x'),
    ready: false,
    envelope: { mail: { mailFrom: 'ada@post.example' } },
  });
  if (state === 'waiting') return id;
  await shops.lantern.inside(async (tx) => {
    // A message came of it: nothing waits any more, and the row is as it was taken in.
    await tx.run(sql`delete from work.item where workspace_id = ${shops.lantern.id} and row_id = ${id}`);
    if (state !== 'processed')
      await tx.run(sql`update tenant.inbound set state = ${state}, settled_at = ${iso(platform.clock.nowAt())} where id = ${id}`);
  });
  return id;
}

const lies = async (id: string) => {
  const [row] = await shops.lantern.inside((tx) =>
    tx.rows(
      sql<{
        raw: Buffer | null;
        blob_key: string | null;
        envelope: object;
      }>`select raw, blob_key, envelope from tenant.inbound where id = ${id}`,
    ),
  );
  return row!;
};

test('a month after a message was read its original is gone, in the database and on the disk; what waits for a person stays', async () => {
  const { platform, clock } = shops.web.base;
  const read = await stored('processed', 300);
  const large = await stored('processed', limits.rawInRowBytes + 1_000);
  const thrownAway = await stored('discarded', 300);
  const heldBack = await stored('quarantined', 300);
  const unread = await stored('waiting', 300);
  const { blob_key: key } = await lies(large);
  const file = join(platform.settings.dataDir, 'blobs', key!);
  clock.advance(limits.originalKeepMs - dayMs);
  expect(await forgetOriginals(platform, shops.lantern.id, limits.originalKeepMs)).toBe(0);
  clock.advance(2 * dayMs);
  expect(await forgetOriginals(platform, shops.harbour.id, limits.originalKeepMs)).toBe(0);
  expect(await forgetOriginals(platform, shops.lantern.id, limits.originalKeepMs)).toBeGreaterThanOrEqual(3);
  for (const id of [read, large, thrownAway]) expect(await lies(id)).toEqual({ raw: null, blob_key: null, envelope: {} });
  for (const id of [heldBack, unread]) expect((await lies(id)).raw).not.toBeNull();
  expect(existsSync(file)).toBe(false);
  expect(await forgetOriginals(platform, shops.lantern.id, limits.originalKeepMs)).toBe(0);
});
