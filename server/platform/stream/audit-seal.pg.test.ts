/** Attack 124: the event log cannot be rewritten by the application, and whoever rewrites it as the database's superuser is found. */
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acrossWorkspaces, inWorkspace } from '../db/transaction.ts';
import { testPlatform, type TestPlatform } from '../test-platform.ts';
import { appendEvents } from './append-event.ts';
import { createAuditSealer, sealWorkspace } from './audit-seal.ts';
import { verifyAudit } from './verify-audit.ts';

let base: TestPlatform;
let admin: pg.Client;
beforeAll(async () => {
  base = await testPlatform();
  admin = new pg.Client(base.adminConfig);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await base.close();
});

/** Other databases of the same cluster hold the log up while their transactions are open: sealed soon, all of it, once. */
async function sealed(id: string, eventCount: number): Promise<void> {
  let total = 0;
  await expect.poll(async () => (total += await sealWorkspace(base.platform, id)), { timeout: 20_000 }).toBe(eventCount);
}

/** A shop whose members did these things, one event each, sealed in three pieces or more. */
async function sealedShop(): Promise<{ id: string; events: { id: string; n: string }[] }> {
  const id = base.clock.newId<'workspace'>() as string;
  await acrossWorkspaces(base.platform.pool, (tx) =>
    tx.run(sql`insert into directory.workspace (workspace_id, slug, created_at) values (${id}, ${id}, ${new Date().toISOString()})`),
  );
  for (let piece = 0; piece < 3; piece += 1) {
    for (const verb of ['case.assigned', 'case.released', 'case.resolved'] as const) await append(id, verb, { by: 'Mia', piece });
    await sealed(id, 3);
  }
  const { rows } = await admin.query('select id, n from tenant.event where workspace_id = $1 order by xid, n', [id]);
  return { id, events: rows };
}

const append = (id: string, type: 'case.assigned' | 'case.released' | 'case.resolved', payload: Record<string, unknown>) =>
  inWorkspace(base.platform.pool, id, (tx) =>
    appendEvents({ tx, platform: base.platform, workspaceId: id, at: base.clock.nowAt() }, [
      { type, audience: 'desk', actor: 'member:mia', payload },
    ]),
  );
const kinds = async (id: string, anchor: string | null = null): Promise<string[]> =>
  (await verifyAudit(base.platform, id, anchor)).findings.map((finding) => finding.kind);

test('attack 124: an untouched log verifies, and the application may neither change, delete nor empty it', async () => {
  const shop = await sealedShop();
  await append(shop.id, 'case.assigned', { by: 'Mia' });
  expect(await verifyAudit(base.platform, shop.id)).toMatchObject({
    findings: [],
    sealedEventCount: 9,
    unsealedEventCount: 1,
    erasedCount: 0,
  });
  for (const table of ['tenant.event', 'tenant.audit_seal']) {
    for (const statement of [
      `update ${table} set workspace_id = workspace_id`,
      `delete from ${table}`,
      `truncate ${table}`,
      `drop table ${table}`,
      `alter table ${table} disable trigger all`,
    ]) {
      for (const pool of [base.platform.pool, base.platform.streamPool]) {
        await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    }
  }
  // Nor through one of the months behind it.
  const { rows } = await admin.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'tenant.event'::regclass`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { name } of rows)
    for (const statement of [`update ${name} set actor = ''`, `delete from ${name}`, `truncate ${name}`, `select * from ${name}`]) {
      await expect(base.platform.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  expect(await kinds(shop.id)).toEqual([]);
});

test('attack 124: an edited payload, and an edited actor or time, are found and named', async () => {
  const shop = await sealedShop();
  const target = shop.events[4]!.id;
  await admin.query(`update tenant.event set payload = (payload::jsonb || '{"by": "Ole"}')::json where id = $1`, [target]);
  expect((await verifyAudit(base.platform, shop.id)).findings).toEqual([{ kind: 'edited', where: target }]);
  // Whoever makes the digest fit the new words breaks the seal.
  await admin.query(`update tenant.event set digest = sha256(salt || convert_to(payload::text, 'UTF8')) where id = $1`, [target]);
  expect(await kinds(shop.id)).toEqual(['altered']);
  for (const change of [
    `actor = 'member:ole'`,
    `at = at - interval '1 hour'`,
    `type = 'case.opened'`,
    `audience = 'internal'`,
    `member_id = id`,
  ]) {
    const other = await sealedShop();
    expect(await kinds(other.id)).toEqual([]);
    await admin.query(`update tenant.event set ${change} where id = $1`, [other.events[0]!.id]);
    expect([change, await kinds(other.id)]).toEqual([change, ['altered']]);
  }
});

test('attack 124: a missing event, an added one, two in changed order and a missing seal are found', async () => {
  const gap = await sealedShop();
  await admin.query('delete from tenant.event where id = $1', [gap.events[3]!.id]);
  expect(await kinds(gap.id)).toEqual(['gap']);

  const added = await sealedShop();
  await admin.query(
    `insert into tenant.event (workspace_id, id, at, epoch, xid, n, type, audience, actor, payload, salt, digest) overriding system value
    select workspace_id, gen_random_uuid(), at, epoch, xid, n, type, audience, 'member:ole', payload, salt, digest from tenant.event where id = $1`,
    [added.events[3]!.id],
  );
  expect(await kinds(added.id)).toEqual(['added']);

  const swapped = await sealedShop();
  const [one, two] = [swapped.events[3]!, swapped.events[4]!];
  await admin.query(`alter table tenant.event alter column n set generated by default`);
  await admin.query(
    `update tenant.event e set xid = o.xid, n = o.n from (select id, xid, n from tenant.event where id = any($1)) o where e.id = any($1) and o.id <> e.id`,
    [[one.id, two.id]],
  );
  await admin.query(`alter table tenant.event alter column n set generated always`);
  expect(await kinds(swapped.id)).toContain('altered');

  const unsealed = await sealedShop();
  const { head } = await verifyAudit(base.platform, unsealed.id);
  await admin.query(
    'delete from tenant.audit_seal where (workspace_id, upto_n) in (select workspace_id, upto_n from tenant.audit_seal where workspace_id = $1 order by upto_n offset 1 limit 1)',
    [unsealed.id],
  );
  expect(await kinds(unsealed.id)).toContain('order');

  // Rewritten from the first event on, it fits itself; a seal kept elsewhere tells.
  await admin.query('delete from tenant.audit_seal where workspace_id = $1', [unsealed.id]);
  await admin.query(`update tenant.event set actor = 'member:ole' where id = $1`, [unsealed.events[0]!.id]);
  await sealed(unsealed.id, 9);
  expect(await kinds(unsealed.id)).toEqual([]);
  expect(await kinds(unsealed.id, head)).toEqual(['anchor_missing']);
});

test('attack 124: erasing a payload leaves the chain whole, and a clock set back changes no order', async () => {
  const shop = await sealedShop();
  await admin.query('update tenant.event set payload = null, salt = null where id = $1', [shop.events[5]!.id]);
  expect(await verifyAudit(base.platform, shop.id)).toMatchObject({ findings: [], erasedCount: 1 });
  base.clock.advance(-3_600_000);
  await append(shop.id, 'case.resolved', { by: 'Mia' });
  base.clock.run();
  await sealed(shop.id, 1);
  expect(await kinds(shop.id)).toEqual([]);
});

test('attack 124: an open transaction is never sealed over, and one round seals every shop with something new', async () => {
  const shop = await sealedShop();
  const slow = await base.platform.pool.connect();
  await slow.query('begin');
  await slow.query(`select set_config('meanwhile.workspace', $1, true)`, [shop.id]);
  await slow.query('select pg_current_xact_id()');
  await append(shop.id, 'case.assigned', { by: 'Kim' });
  // The newer event waits for the older transaction: sealed in commit order or not at all.
  expect(await sealWorkspace(base.platform, shop.id)).toBe(0);
  await slow.query(
    `insert into tenant.event (workspace_id, id, at, epoch, type, audience, actor, payload, salt, digest)
    values ($1, gen_random_uuid(), $2, 1, 'case.resolved', 'desk', 'member:mia', '{}', '\\x00', sha256('\\x00'::bytea || convert_to('{}', 'UTF8')))`,
    [shop.id, new Date()],
  );
  await slow.query('commit');
  slow.release();
  const other = await sealedShop();
  await append(other.id, 'case.assigned', { by: 'Ole' });
  const rest = async (): Promise<number[]> => {
    await createAuditSealer(base.platform)();
    return Promise.all([shop.id, other.id].map(async (id) => (await verifyAudit(base.platform, id)).unsealedEventCount));
  };
  await expect.poll(rest, { timeout: 20_000 }).toEqual([0, 0]);
  for (const id of [shop.id, other.id]) expect(await kinds(id)).toEqual([]);
});
