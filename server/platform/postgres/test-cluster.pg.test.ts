import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from './test-cluster.ts';

test('each test has a migrated database of its own, in which the app is walled', async () => {
  const [mina, tomas] = await Promise.all([testDatabase(), testDatabase()]);
  const app = new pg.Client(mina.access.configFor('app'));
  await app.connect();
  const found = await app.query<{ who: string; super: boolean; bypass: boolean }>(
    'select current_user as who, rolsuper as super, rolbypassrls as bypass from pg_roles where rolname = current_user',
  );
  expect(found.rows).toEqual([{ who: 'meanwhile_app', super: false, bypass: false }]);
  expect((await app.query('select count(*)::int as n from tenant.workspace')).rows).toEqual([{ n: 0 }]);
  expect(mina.access.configFor('app').database).not.toBe(tomas.access.configFor('app').database);
  await app.end();
  await Promise.all([mina.drop(), tomas.drop()]);
});

test('a durable database waits for the disk, the ordinary test database does not', async () => {
  for (const [durable, setting] of [
    [true, 'on'],
    [false, 'off'],
  ] as const) {
    const database = await testDatabase({ durable });
    const client = new pg.Client(database.adminConfig);
    await client.connect();
    expect((await client.query<{ fsync: string }>('show fsync')).rows[0]?.fsync).toBe(setting);
    await client.end();
    await database.drop();
  }
});
