/** Does the doctor say which workspace's event log was changed, how, and where, and is it content with an untouched one? */
import { appendEvents } from '@meanwhile/server/platform/stream/append-event.ts';
import { sealWorkspace } from '@meanwhile/server/platform/stream/audit-seal.ts';
import { acrossWorkspaces, inWorkspace } from '@meanwhile/server/platform/db/transaction.ts';
import { testPlatform, type TestPlatform } from '@meanwhile/server/platform/test-platform.ts';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditChecks } from './audit-check.ts';

let base: TestPlatform;
let admin: pg.Client;
beforeAll(async () => {
  base = await testPlatform();
  admin = new pg.Client(base.adminConfig);
  await admin.connect();
  for (const slug of ['lantern-books', 'harbour-tea']) await shop(slug);
}, 60_000);
afterAll(async () => {
  await admin.end();
  await base.close();
});

async function shop(slug: string): Promise<void> {
  const { platform, clock } = base;
  const id = clock.newId<'workspace'>() as string;
  await acrossWorkspaces(platform.pool, (tx) =>
    tx.run(sql`insert into directory.workspace (workspace_id, slug, created_at) values (${id}, ${slug}, ${new Date().toISOString()})`),
  );
  for (const by of ['Mia', 'Ole'])
    await inWorkspace(platform.pool, id, (tx) =>
      appendEvents({ tx, platform, workspaceId: id, at: clock.nowAt() }, [
        { type: 'case.assigned', audience: 'desk', actor: 'member:mia', payload: { by } },
      ]),
    );
  // Transactions of other tests' databases hold the log up for a moment.
  for (let total = 0; total < 2; total += await sealWorkspace(platform, id)) await new Promise((resolve) => setTimeout(resolve, 20));
}

const none = new Map<string, string>();

test('an untouched log agrees, names its newest seal, and is known again by it', async () => {
  const findings = await auditChecks(base.access, none);
  expect(findings.map(({ name, state }) => [name, state])).toEqual([
    ['Audit', 'good'],
    ['Audit', 'good'],
  ]);
  const [, seal = ''] =
    /^lantern-books: 2 sealed events agree, 0 not sealed yet; newest seal ([0-9a-f]{64})$/.exec(findings[0]!.says) ?? [];
  expect((await auditChecks(base.access, new Map([['lantern-books', seal]])))[0]!.state).toBe('good');
  const kept = await auditChecks(base.access, new Map([['lantern-books', '0'.repeat(64)]]));
  expect(kept[0]).toMatchObject({ state: 'bad', says: expect.stringContaining('lantern-books: the seal you kept is not there') as string });
  const unknown = await auditChecks(base.access, new Map([['nobody', seal]]));
  expect(unknown[0]).toMatchObject({ state: 'bad', says: 'nobody: there is no such workspace' });
});

test('an event that was rewritten or removed by whoever holds the database is named, and its neighbour is not blamed', async () => {
  const { rows } = await admin.query<{ id: string }>(
    `select e.id from tenant.event e join directory.workspace w using (workspace_id) where w.slug = 'harbour-tea' order by xid, n`,
  );
  const [first, second] = rows;
  await admin.query(`update tenant.event set payload = '{"by": "nobody"}' where id = $1`, [first!.id]);
  expect(await auditChecks(base.access, none)).toMatchObject([
    { state: 'good' },
    { state: 'bad', says: `harbour-tea: the content of this event was changed after it was written (event ${first!.id})` },
  ]);
  await admin.query('delete from tenant.event where id = $1', [second!.id]);
  const says = (await auditChecks(base.access, none)).filter((one) => one.state === 'bad').map((one) => one.says);
  expect(says.join('\n')).toMatch(/harbour-tea: events sealed here are missing \(seal [0-9a-f]{64}\)/);
});
