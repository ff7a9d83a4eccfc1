/** When is a failed COMMIT a no, and when is nothing known? */
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../postgres/test-cluster.ts';
import { openPool } from './pools.ts';
import { acrossWorkspaces, CommitUnknown } from './transaction.ts';

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
