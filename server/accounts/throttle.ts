/**
 * How often may somebody try? Counted in the database, so that all processes share it, and atomically, so that a hundred attempts at
 * once are a hundred attempts. An attempt is counted before any secret is compared; a success gives it back.
 * Strangers can use up an account's attempts only for each other: from where somebody signed in before, only that source counts, and a
 * mailed link is counted apart. So nobody is locked out for good by others (attack 72).
 */
import { createHmac } from 'node:crypto';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import type pg from 'pg';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, type Transaction } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import type { Platform } from '../platform/platform.ts';
import { sourceOf } from './source.ts';

export type AttemptKind = 'password' | 'code' | 'link' | 'passkey' | 'token';

const budget: Record<AttemptKind, { near: number; wide: number; account: number; pair: number }> = limits.signInAttempts;
const windowMs = limits.signInWindowMs;

export interface Throttle {
  /** Throws Refused `too_many_requests` with the seconds to wait. `account`: an address or user id; null = not known at this step. */
  spend(kind: AttemptKind, ip: string, account: string | null): Promise<void>;
  /** It was the rightful one: the attempt is given back. */
  succeeded(kind: AttemptKind, ip: string, account: string | null): Promise<void>;
  /** Somebody signed in completely from here. `accounts`: all names this person is counted under. */
  remember(ip: string, accounts: readonly string[]): Promise<void>;
}
interface Counter {
  readonly key: Buffer;
  readonly limit: number;
  readonly stranger: boolean;
}

export function createThrottle(platform: Platform, pool: pg.Pool): Throttle {
  const { key } = platform.keys.newest('attempts');
  const digest = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const countersOf = (kind: AttemptKind, ip: string, account: string | null): Counter[] => {
    const source = sourceOf(ip);
    const most = budget[kind];
    const counters = [
      { key: digest(`${kind} near ${source.near}`), limit: most.near, stranger: false },
      { key: digest(`${kind} wide ${source.wide}`), limit: most.wide, stranger: false },
    ];
    if (account === null) return counters;
    const name = account.toLowerCase();
    return [
      ...counters,
      { key: digest(`${kind} pair ${name} ${source.near}`), limit: most.pair, stranger: false },
      { key: digest(`${kind} account ${name}`), limit: most.account, stranger: true },
    ];
  };
  const who = (account: string): Buffer => digest(`account ${account.toLowerCase()}`);
  const where = (ip: string): Buffer => digest(`source ${sourceOf(ip).near}`);
  return {
    async spend(kind, ip, account) {
      const at = platform.clock.nowAt();
      const counters = countersOf(kind, ip, account);
      const untilAt = await acrossWorkspaces(pool, async (tx) => {
        const known = account !== null && (await isKnown(tx, who(account), where(ip)));
        return count(tx, known ? counters.filter((counter) => !counter.stranger) : counters, at);
      });
      if (untilAt !== null) throw new Refused('too_many_requests', undefined, Math.max(1, Math.ceil((untilAt - at) / 1_000)));
    },
    succeeded: (kind, ip, account) => acrossWorkspaces(pool, (tx) => giveBack(tx, countersOf(kind, ip, account), platform.clock.nowAt())),
    remember: (ip, accounts) =>
      acrossWorkspaces(pool, async (tx) => {
        for (const account of accounts) await remember(tx, who(account), where(ip), platform.clock.nowAt());
      }),
  };
}

/** One statement, rows in key order (no deadlocks). Null = all within their limit, else when the latest window that is used up ends. */
async function count(tx: Transaction, counters: readonly Counter[], at: number): Promise<number | null> {
  const ordered = counters.toSorted((a, b) => a.key.compare(b.key));
  const rows = await tx.rows(sql<{ key: Buffer; used: number; until_at: number }>`
    insert into accounts.attempt as a (key, used, until)
    select decode(k, 'hex'), 1, ${iso(at + windowMs)}::timestamptz
    from jsonb_array_elements_text(${JSON.stringify(ordered.map((one) => one.key.toString('hex')))}::jsonb) with ordinality as t (k, n) order by n
    on conflict (key) do update set
      used = case when a.until <= ${iso(at)}::timestamptz then 1 else a.used + 1 end,
      until = case when a.until <= ${iso(at)}::timestamptz then excluded.until else a.until end
    returning key, used, (extract(epoch from until) * 1000)::float8 as until_at`);
  const full = rows.filter((row) => row.used > (ordered.find((one) => one.key.equals(row.key))?.limit ?? 0));
  return full.length === 0 ? null : Math.max(...full.map((row) => row.until_at));
}

async function giveBack(tx: Transaction, counters: readonly Counter[], at: number): Promise<void> {
  const keys = counters.map((one) => one.key).toSorted((a, b) => a.compare(b));
  for (const key of keys)
    await tx.run(sql`update accounts.attempt set used = greatest(used - 1, 0) where key = ${key} and until > ${iso(at)}`);
}

async function isKnown(tx: Transaction, account: Buffer, source: Buffer): Promise<boolean> {
  return (await tx.row(sql`select 1 from accounts.known_source where account = ${account} and source = ${source}`)) !== undefined;
}

async function remember(tx: Transaction, account: Buffer, source: Buffer, at: number): Promise<void> {
  await tx.run(sql`
    insert into accounts.known_source (account, source, last_at) values (${account}, ${source}, ${iso(at)})
    on conflict (account, source) do update set last_at = excluded.last_at`);
}
