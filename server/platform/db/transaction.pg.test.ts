/** When is a failed COMMIT a no, and when is nothing known? */
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../postgres/test-cluster.ts';
import { openPool } from './pools.ts';
import { acrossWorkspaces, CommitUnknown, inOneTrip, sendTogether } from './transaction.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = openPool(database.adminConfig, { max: 2 }, { warn: () => undefined });
  // The error is raised by COMMIT itself, with the code that the row asks for.
  await pool.query(`create table public.promise (code text);
    create function public.break_promise() returns trigger language plpgsql as $$ begin raise exception 'broken at commit' using errcode = new.code; end $$;
    create constraint trigger promise_is_broken after insert on public.promise deferrable initially deferred for each row when (new.code <> '') execute function public.break_promise()`);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const commitWith = (code: string): Promise<unknown> =>
  acrossWorkspaces(pool, (tx) => tx.run(sql`insert into public.promise values (${code})`));

it('a connection that breaks between the pool and whoever asked for it takes nothing down; its first statement fails, the next finds another', async () => {
  const client = await pool.connect();
  try {
    // What the driver does when “connected” and “the server ends” come in one read: nobody but the pool listens yet.
    expect(() => client.emit('error', new Error('terminating connection due to unexpected postmaster exit'))).not.toThrow();
    (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream.destroy();
    await expect(client.query('select 1')).rejects.toThrow(/not queryable|Connection terminated|closed/);
  } finally {
    client.release(true);
  }
  expect(await acrossWorkspaces(pool, (tx) => tx.row(sql`select 1 as one`))).toEqual({ one: 1 });
});

it('a commit that the database refuses is a definite no: nothing was stored', async () => {
  for (const code of ['23505', '40001', '40P01', 'P0001']) await expect(commitWith(code)).rejects.toMatchObject({ code });
  await expect(commitWith('')).resolves.toBe(1);
});

it('an error that ends the server during commit says nothing: a row may be there after recovery', async () => {
  for (const code of ['57P01', '57P02', '58030', '53100', '08006', 'XX000']) {
    const fate = await commitWith(code).catch((error: unknown) => error);
    expect(fate).toBeInstanceOf(CommitUnknown);
    expect((fate as Error).cause).toMatchObject({ code });
  }
});

it('a line that breaks on the way of the commit says nothing either', async () => {
  const fate = await acrossWorkspaces(pool, async (tx) => {
    const row = await tx.row(sql<{ pid: number }>`select pg_backend_pid() as pid`);
    await pool.query('select pg_terminate_backend($1)', [row!.pid]);
    // Past the statement that would hear of it: the next word on this line is COMMIT.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }).catch((error: unknown) => error);
  expect(fate).toBeInstanceOf(CommitUnknown);
});

const workspaceId = '00000000-0000-7000-8000-000000000001';
const rowsOf = async (code: string): Promise<number> =>
  (await pool.query<{ n: number }>('select count(*)::int as n from public.promise where code = $1', [code])).rows[0]!.n;
const oneTripWith = (...codes: readonly string[]): Promise<unknown> =>
  inOneTrip(
    pool,
    codes.map((code) => ({ workspaceId, statement: sql`insert into public.promise values (${code}) returning code` })),
    () => undefined,
  );

it('a transaction in one round trip gives the rows of each part, in their workspace, and wakes whoever listens', async () => {
  const listener = await pool.connect();
  const heard = new Promise((resolve) => listener.once('notification', (notice) => resolve(notice.channel)));
  await listener.query('listen one_trip');
  const rows = await inOneTrip(
    pool,
    [
      { workspaceId, statement: sql`select current_setting('meanwhile.workspace') as workspace` },
      { workspaceId: workspaceId.replace(/1$/, '2'), statement: sql`select current_setting('meanwhile.workspace') as workspace` },
    ],
    (tx) => tx.notify(['one_trip']),
  );
  expect(rows).toEqual([[{ workspace: workspaceId }], [{ workspace: workspaceId.replace(/1$/, '2') }]]);
  expect(await heard).toBe('one_trip');
  listener.release(true);
});

it('in one round trip, too, a refused part or commit is a definite no and stores nothing of its neighbours; a server that ends says nothing', async () => {
  const before = await rowsOf('');
  await expect(oneTripWith('', '23505', '')).rejects.toMatchObject({ code: '23505' });
  await expect(
    inOneTrip(
      pool,
      [
        { workspaceId, statement: sql`insert into public.promise values ('')` },
        { workspaceId, statement: sql`select 1 / 0` },
      ],
      () => undefined,
    ),
  ).rejects.toMatchObject({ code: '22012' });
  expect(await rowsOf('')).toBe(before);
  await expect(oneTripWith('', '57P01')).rejects.toBeInstanceOf(CommitUnknown);
  await expect(
    inOneTrip(pool, [{ workspaceId, statement: sql`select pg_terminate_backend(pg_backend_pid())` }], () => undefined),
  ).rejects.toBeInstanceOf(CommitUnknown);
  await expect(oneTripWith('', '')).resolves.toEqual([[{ code: '' }], [{ code: '' }]]);
  expect(await rowsOf('')).toBe(before + 2);
});

it('of statements sent together the first fault is told, when all have been heard, and all is undone', async () => {
  const before = await rowsOf('');
  const heard: string[] = [];
  const fate = acrossWorkspaces(pool, async (tx) => {
    await tx.row(sql`select 1`);
    await sendTogether(
      () => tx.run(sql`insert into public.promise values ('')`).finally(() => heard.push('first')),
      () => tx.run(sql`select 1 / 0`),
      () => tx.run(sql`insert into public.promise values ('')`).finally(() => heard.push('last')),
    );
  });
  await expect(fate).rejects.toMatchObject({ code: '22012' });
  expect(heard).toEqual(['first', 'last']);
  expect(await rowsOf('')).toBe(before);
});
