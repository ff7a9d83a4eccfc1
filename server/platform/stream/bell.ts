/**
 * Who hears that something was committed? Local readers at once, other processes by a payload-free NOTIFY. A bell is only a hint:
 * every listener also looks by itself at least every 5 s, so a lost ring costs time and nothing else.
 */
import { sql } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Transaction } from '../db/transaction.ts';

export type Ring = 'events' | 'inbound' | 'delivery' | 'commitment';

export interface Bell {
  /** Inside the transaction, once, at its end: other processes hear at commit. */
  ringWithin(tx: Transaction): Promise<void>;
  /** After the commit: this process hears now. */
  ring(...what: Ring[]): void;
  on(what: Ring, listener: () => void): () => void;
  close(): Promise<void>;
}

const channelName = 'meanwhile';

/** `listen` is the connection for LISTEN; null in tests that need one process only. */
export function createBell(listen: pg.ClientConfig | null, log: Pick<Logger, 'warn'>): Bell {
  const listeners = new Map<Ring, Set<() => void>>();
  const ring = (...what: Ring[]): void => {
    for (const one of what) for (const listener of listeners.get(one) ?? []) listener();
  };
  const everything = (): void => ring('events', 'inbound', 'delivery', 'commitment');
  let closed = false;
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;

  const connect = async (): Promise<void> => {
    if (listen === null || closed) return;
    const next = new pg.Client({ ...listen, keepAlive: true });
    const again = (): void => {
      if (closed || client !== next) return;
      client = null;
      retry = setTimeout(() => void connect(), 1_000);
    };
    client = next;
    next.on('error', again);
    next.on('end', again);
    next.on('notification', everything);
    try {
      await next.connect();
      await next.query(`listen ${channelName}`);
      everything();
    } catch (error) {
      log.warn({ err: error }, 'the bell could not listen; polling meanwhile');
      again();
    }
  };
  void connect();
  const poll = setInterval(everything, 5_000);
  poll.unref();

  return {
    async ringWithin(tx) {
      if (listen !== null) await tx.run(sql`select pg_notify(${channelName}, '')`);
    },
    ring,
    on(what, listener) {
      const set = listeners.get(what) ?? new Set();
      listeners.set(what, set.add(listener));
      return () => set.delete(listener);
    },
    async close() {
      closed = true;
      clearInterval(poll);
      if (retry !== null) clearTimeout(retry);
      const last = client;
      client = null;
      await last?.end().catch((error: Error) => log.warn({ err: error }, 'the bell did not hang up cleanly'));
    },
  };
}
