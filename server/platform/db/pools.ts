/**
 * Which connections does one process hold? One pool per role and purpose, each bounded, each surviving a restart of the database.
 */
import pg from 'pg';
import type { Logger } from 'pino';

/** Instants are numbers (ms) everywhere above the database; bigints that count things fit a double. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === 1184) return instantFrom;
    if (oid === 20) return Number;
    return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** A session says its instants in its own zone, which is UTC unless somebody set the database otherwise: that one is read without a pattern. */
function instantFrom(value: string): number {
  if (value.endsWith('+00')) return Date.parse(`${value.slice(0, 10)}T${value.slice(11, -3)}Z`);
  return new Date(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).getTime();
}

/**
 * Statements sent without waiting for the answers before them travel at once (`sendTogether`, `inOneTrip`); whoever waits for each notices
 * nothing. Known to the driver and missing in its types.
 */
const pipelined = { pipeline: true };

export interface PoolLimits {
  readonly max: number;
  /** A statement that takes longer is cancelled by the server. */
  readonly statementTimeoutMs?: number;
}

/** The database's processes behind the connections of these pools, kept up to date. */
export function backendsOf(...pools: readonly pg.Pool[]): (backendPid: number) => boolean {
  const pids = new Set<number>();
  for (const pool of pools) {
    pool.on('connect', (client) => void pids.add(pidOf(client)));
    pool.on('remove', (client) => void pids.delete(pidOf(client)));
  }
  return (pid) => pids.has(pid);
}

/** Known to `pg` since the connection's start, and missing in its types. */
function pidOf(client: pg.PoolClient): number {
  return (client as unknown as { readonly processID: number }).processID;
}

/** See `outliveBreaks`. */
export function openPool(config: pg.ClientConfig, limits: PoolLimits, log: Pick<Logger, 'warn'>): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    max: limits.max,
    types,
    keepAlive: true,
    ...pipelined,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: limits.statementTimeoutMs ?? 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  outliveBreaks(pool, log);
  return pool;
}

/**
 * Connections may break at any instant without taking the process down: idle ones, and ones on their way from the pool to whoever asked. Both
 * news can come in one read of the socket, “you are connected” and “the server ends”; then nobody but the pool listens yet, and the process ended
 * (once in 520 kills). The first statement on such a connection fails, which is how its user hears of it.
 */
export function outliveBreaks(pool: pg.Pool, log: Pick<Logger, 'warn'>): void {
  // A pool that ends does not wait until the server has noticed; where that is slow and ends, too, it is no news.
  pool.on('connect', (client) =>
    client.on('error', (error) => {
      if (!pool.ending) log.warn({ err: error }, 'a database connection broke');
    }),
  );
  // Told by the connection itself.
  pool.on('error', () => undefined);
}
