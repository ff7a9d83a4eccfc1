/** Do the walls stand in a migrated database, and does the gate see it when one does not? Each planted table lives in a transaction that is undone. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import { readCatalogue } from './schema-catalogue.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client(database.access.configFor('owner'));
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function withPlanted(sql: string): Promise<readonly string[]> {
  await client.query('begin');
  try {
    await client.query(sql);
    return (await readCatalogue(client)).findings;
  } finally {
    await client.query('rollback');
  }
}

test('every table of the tenants is walled, and every key leads with the workspace', async () => {
  const report = await readCatalogue(client);
  expect(report.findings).toEqual([]);
  expect(report.tableCount).toBeGreaterThan(20);
});

const wall = `create policy wall on tenant.planted to meanwhile_app
  using (workspace_id = (select nullif(current_setting('meanwhile.workspace', true), '')::uuid))
  with check (workspace_id = (select nullif(current_setting('meanwhile.workspace', true), '')::uuid));`;
const forced = 'alter table tenant.planted enable row level security; alter table tenant.planted force row level security;';
const decent = 'create table tenant.planted (workspace_id uuid not null, id uuid not null, email text, primary key (workspace_id, id));';

test('a table built like the others passes', async () => {
  expect(await withPlanted(`${decent} ${forced} ${wall}`)).toEqual([]);
});

test.each([
  ['row security switched off', `${decent} ${wall}`, 'tenant.planted: row security is off'],
  [
    'row security not forced',
    `${decent} ${wall} alter table tenant.planted enable row level security;`,
    'tenant.planted: row security is not forced',
  ],
  ['no wall', `${decent} ${forced}`, 'tenant.planted: no policy compares workspace_id with the setting'],
  [
    'a wall that lets everything through',
    `${decent} ${forced} create policy wall on tenant.planted to meanwhile_app using (true) with check (true);`,
    'tenant.planted: no policy compares workspace_id with the setting',
  ],
  [
    'a key without the workspace',
    `create table tenant.planted (workspace_id uuid not null, id uuid primary key); ${forced} ${wall}`,
    'tenant.planted: planted_pkey does not lead with workspace_id',
  ],
  [
    'a unique index without the workspace',
    `${decent} ${forced} ${wall} create unique index planted_email on tenant.planted (email);`,
    'planted_email does not lead',
  ],
  [
    'a unique index on an expression',
    `${decent} ${forced} ${wall} create unique index planted_lower on tenant.planted (lower(email));`,
    'planted_lower does not lead',
  ],
  ['no key at all', `create table tenant.planted (workspace_id uuid not null); ${forced} ${wall}`, 'tenant.planted: no primary key'],
  [
    'a name among the work',
    'create table work.planted (id uuid primary key, customer_name text);',
    'customer_name text could hold personal data',
  ],
  ['an enum type', "create type tenant.planted as enum ('a', 'b');", 'tenant.planted: enum types'],
])('%s is red', async (_, sql, finding) => {
  expect(await withPlanted(sql)).toEqual([expect.stringContaining(finding)]);
});

test('an exception nobody needs is red', async () => {
  const report = await readCatalogue(client, { 'tenant.gone: row security is off': 'it was once needed' });
  expect(report.findings).toContain('tenant.gone: row security is off: excepted, but not found; take it out of the list');
});
