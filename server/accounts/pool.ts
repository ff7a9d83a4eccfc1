/**
 * Which connection reads users and sessions? One of the role that owns the schema `accounts` and can read nothing of any workspace;
 * the application's role in turn cannot read these tables.
 */
import pg from 'pg';
import type { Logger } from 'pino';
import { outliveBreaks } from '../platform/db/pools.ts';

/** `timestamptz` stays a Date here, because better-auth expects it; our own statements ask for milliseconds. */
export function openAccountsPool(config: pg.ClientConfig, log: Pick<Logger, 'warn'>, max = 6): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    options: '-c search_path=accounts',
    max,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  outliveBreaks(pool, log);
  return pool;
}
