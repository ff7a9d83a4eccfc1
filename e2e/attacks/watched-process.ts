/**
 * How long does one turn of the event loop take? A process of its own that watches its loop and says what it saw when asked: as a whole shop
 * (`shop`), or doing nothing at all (`idle`), so that what the machine itself holds up is known. For tests only.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { openShop } from '../harness.ts';

const everyMs = 5;

export interface Seen {
  /** What the loop's thread computed between two looks at most, in ms, since the last question: no turn held it for longer. */
  readonly heldMs: number;
  /** The same, the 99th percentile of the whole run so far. */
  readonly p99Ms: number;
  /** How late the loop was by the clock, of the whole run: the machine's other work is in it too. */
  readonly allP99Ms: number;
}
export interface Place {
  readonly url: string;
  readonly smtpPort: number;
  readonly token: string;
  readonly messengerId: string;
  readonly mailChannelId: string;
}

export interface Watched {
  readonly place: Place | null;
  /** After everything taken in is processed; what is tried again later is not waited for. */
  seen(): Promise<Seen>;
  /** From here on `allP99Ms` counts. */
  begin(): Promise<void>;
  close(): Promise<void>;
}

export async function watch(as: 'shop' | 'idle'): Promise<Watched> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), [as], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const hear = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the watched process ended: ${code}`));
      child.once('exit', ended);
      child.once('message', (answer) => {
        child.off('exit', ended);
        resolve(answer as T);
      });
    });
  const ask = <T>(what: string): Promise<T> => {
    const heard = hear<T>();
    child.send(what);
    return heard;
  };
  return {
    place: (await hear<{ place: Place | null }>()).place,
    seen: () => ask<Seen>('seen'),
    begin: async () => void (await ask('begin')),
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.send('close');
      await gone;
    },
  };
}

async function serve(as: string): Promise<void> {
  const shop = as === 'shop' ? await openShop({ rateFactor: 1_000, settings: { smtpUrl: null } }) : null;
  const all = monitorEventLoopDelay({ resolution: everyMs });
  const turns: number[] = [];
  let heldMs = 0;
  let cpu = process.threadCpuUsage();
  const look = (): void => {
    const used = process.threadCpuUsage(cpu);
    cpu = process.threadCpuUsage();
    turns.push((used.user + used.system) / 1e3);
    heldMs = Math.max(heldMs, turns.at(-1)!);
  };
  const isIdle = async (): Promise<boolean> =>
    shop === null ||
    (await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound' and due_at <= $1`, [new Date()])).rowCount === 0;
  const answers = {
    async seen() {
      while (!(await isIdle())) await new Promise((resolve) => setTimeout(resolve, everyMs));
      look();
      const p99Ms = turns.toSorted((a, b) => a - b)[Math.floor(turns.length * 0.99)] ?? 0;
      const seen = { heldMs, p99Ms, allP99Ms: Math.max(0, all.percentile(99) / 1e6 - everyMs) };
      // Ours was the work of the sum above.
      cpu = process.threadCpuUsage();
      heldMs = 0;
      return seen;
    },
    async begin() {
      all.enable();
      look();
      turns.length = 0;
      heldMs = 0;
      setInterval(look, everyMs);
      return 'begun';
    },
    async close() {
      await shop?.close();
      process.disconnect?.();
      process.exit(0);
    },
  };
  process.on('message', (what: keyof typeof answers) => {
    (answers[what] as () => Promise<unknown>)().then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  const place =
    shop === null
      ? null
      : { url: shop.url, smtpPort: shop.smtpPort, token: shop.token, messengerId: shop.messengerId, mailChannelId: shop.mailChannelId };
  process.send!({ place });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve(process.argv[2] ?? 'idle');
