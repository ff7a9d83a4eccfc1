/** Who reads a mail? One worker thread with bounded memory and a bound on time; started when needed, ended when idle, replaced when it dies. */
import { Worker } from 'node:worker_threads';
import { after, type Stop } from '../platform/clock/timers.ts';
import type { Platform } from '../platform/platform.ts';
import type { ReadAnswer, ReadRequest } from './read-mail.worker.ts';

export interface MailReader {
  /** Rejects when the reader died or took too long; the mail stays stored. */
  read(request: Omit<ReadRequest, 'id'>): Promise<ReadAnswer>;
  close(): Promise<void>;
}

const readMs = 15_000;
const idleMs = 60_000;

export function createMailReader(platform: Pick<Platform, 'log'>): MailReader {
  let worker: Worker | null = null;
  let idle: Stop | null = null;
  let nextId = 1;
  const waiting = new Map<number, { resolve: (answer: ReadAnswer) => void; reject: (error: Error) => void; guard: Stop }>();

  const fail = (error: Error): void => {
    worker = null;
    for (const one of waiting.values()) {
      one.guard();
      one.reject(error);
    }
    waiting.clear();
  };
  const start = (): Worker => {
    const next = new Worker(new URL('./read-mail.worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 } });
    next.on('message', (answer: ReadAnswer) => {
      const one = waiting.get(answer.id);
      if (one === undefined) return;
      waiting.delete(answer.id);
      one.guard();
      one.resolve(answer);
    });
    next.on('error', (error) => next === worker && fail(error as Error));
    next.on('exit', (code) => next === worker && fail(new Error(`the mail reader ended with ${code}`)));
    next.unref();
    return next;
  };
  const stop = async (why: string): Promise<void> => {
    const last = worker;
    fail(new Error(why));
    await last?.terminate();
  };
  return {
    read(request) {
      idle?.();
      worker ??= start();
      const reader = worker;
      const id = nextId++;
      return new Promise<ReadAnswer>((resolve, reject) => {
        const guard = after(readMs, () => {
          platform.log.warn('a mail took too long to read; the reader is replaced');
          stop('a mail took too long').catch((error: Error) => platform.log.error({ err: error }, 'the mail reader did not end'));
        });
        waiting.set(id, { resolve, reject, guard });
        reader.postMessage({ ...request, id });
      }).finally(() => {
        idle = after(idleMs, () => void (waiting.size === 0 && stop('idle')), { letsProcessEnd: true });
      });
    },
    close: () => stop('closing'),
  };
}
