/** Is a file that somebody sent still there when their message is released late? Files that nobody sent are `e2e/attacks/files-attachments`. */
import { randomUUID } from 'node:crypto';
import { dayMs, hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { createIntake } from '../intake/intake.ts';
import { iso } from '../platform/db/instant.ts';
import { sweepUploads } from './sweep-uploads.ts';

let shops: TwoShops;
let thread: Thread;
beforeAll(async () => {
  shops = await twoShops(() => undefined);
  thread = await writtenThread(shops, shops.lantern, { name: 'Ada', email: 'ada@post.example', text: 'Hello?' });
});
afterAll(() => shops.close());

async function uploaded(name: string): Promise<string> {
  const { platform } = shops.web.base;
  const { key, sha256 } = await platform.blobs.write(Buffer.from(name));
  const id = randomUUID();
  await shops.lantern.inside((tx) =>
    tx.run(sql`
      insert into tenant.attachment (workspace_id, id, uploader, name, media_type, size_bytes, sha256, blob_key, inline, scan_state, created_at)
      values (${shops.lantern.id}, ${id}, 'visitor:ada', ${name}, 'text/plain', ${name.length}, ${sha256}, ${key}, false, 'none', ${iso(platform.clock.nowAt())})`),
  );
  return id;
}

const sentWith = (attachmentIds: string[]) =>
  createIntake(shops.web.base.platform).take({
    workspaceId: shops.lantern.id,
    channelId: thread.channelId,
    dedupeKey: randomUUID(),
    sender: 'ada',
    raw: Buffer.from('{}'),
    ready: true,
    envelope: { visitorId: 'ada', attachmentIds },
  });

const left = async (): Promise<string[]> =>
  (await shops.lantern.inside((tx) => tx.rows(sql<{ name: string }>`select name from tenant.attachment order by name`))).map(
    (row) => row.name,
  );

test('a file of a message that is held back, or not processed yet, stays; one that nobody sent goes after a day', async () => {
  const { platform, clock } = shops.web.base;
  const held = await sentWith([await uploaded('receipt held back'), await uploaded('photo held back')]);
  await sentWith([await uploaded('waiting to be processed')]);
  const done = await sentWith([await uploaded('message discarded')]);
  await uploaded('never sent');
  await shops.lantern.inside(async (tx) => {
    for (const [id, state] of [
      [held.id, 'quarantined'],
      [done.id, 'discarded'],
    ]) {
      await tx.run(sql`update tenant.inbound set state = ${state} where id = ${id}`);
      await tx.run(sql`delete from work.item where row_id = ${id}`);
    }
  });
  clock.advance(dayMs - hourMs);
  expect(await sweepUploads(platform, shops.lantern.id)).toBe(0);
  clock.advance(2 * hourMs);
  expect(await sweepUploads(platform, shops.lantern.id)).toBe(2);
  expect(await left()).toEqual(['photo held back', 'receipt held back', 'waiting to be processed']);
});
