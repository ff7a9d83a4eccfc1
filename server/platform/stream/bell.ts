/**
 * Who hears that something was committed? Local readers at once, other processes by a payload-free NOTIFY. A bell is only a hint:
 * every listener also looks by itself at least every 5 s, so a lost ring costs time and nothing else.
 */
import pg from 'pg';
import type { Logger } from 'pino';
import type { Transaction } from '../db/transaction.ts';

/** `mail`: stored bytes that are to be read before they can be processed; `mailbox`: one was added or changed. */
export type Ring = 'events' | 'inbound' | 'mail' | 'mailbox' | 'delivery' | 'commitment' | 'routing' | 'scan';

export interface Bell {
  /** Inside the transaction, once, at its end: other processes hear at commit; this one does not, it rings for itself afterwards. */
  ringWithin(tx: Pick<Transaction, 'notify'>, ...what: readonly [Ring, ...Ring[]]): void;
  /** After the commit: this process hears now. */
  ring(...what: Ring[]): void;
  on(what: Ring, listener: () => void): () => void;
  close(): Promise<void>;
}

const rings: readonly Ring[] = ['events', 'inbound', 'mail', 'mailbox', 'delivery', 'commitment', 'routing', 'scan'];
const channelOf = (ring: Ring): string => `meanwhile_${ring}`;
const ringOf = new Map(rings.map((ring) => [channelOf(ring), ring]));

/**
 * `listen` is the connection for LISTEN; null in tests that need one process only. `isOwn` tells the backends of this process's own pools: what
 * they announce has been rung here already. Hearing it again cost 4,000 empty rounds in 12 s of full load.
 */
export function createBell(listen: pg.ClientConfig | null, log: Pick<Logger, 'warn'>, isOwn: (backendPid: number) => boolean): Bell {
  const listeners = new Map<Ring, Set<() => void>>();
  const ring = (...what: Ring[]): void => {
    for (const one of what) for (const listener of listeners.get(one) ?? []) listener();
  };
  const everything = (): void => ring(...rings);
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
    next.on('notification', ({ channel, processId }) => {
      const rung = ringOf.get(channel);
      if (rung !== undefined && !isOwn(processId)) ring(rung);
    });
    try {
      await next.connect();
      await next.query(rings.map((one) => `listen ${channelOf(one)}`).join('; '));
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
    ringWithin(tx, ...what) {
      if (listen !== null) tx.notify(what.map(channelOf));
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
