/**
 * Who reads a mail? One worker thread with bounded memory, one mail at a time and a bound on its time; started when needed, ended when idle,
 * replaced when it dies. A mail that kills or holds up the reader fails alone: those behind it are read by the next one.
 */
import { Worker } from 'node:worker_threads';
import { after, type Stop } from '../platform/clock/timers.ts';
import type { Platform } from '../platform/platform.ts';
import type { ReadAnswer, ReadRequest, readyToRead } from './read-mail.worker.ts';

export interface MailReader {
  /** Rejects when this mail killed the reader or took too long, or with ReaderAway; the mail stays stored. */
  read(request: Omit<ReadRequest, 'id'>): Promise<ReadAnswer>;
  close(): Promise<void>;
}

/** There was no reader; the mail was not even looked at. */
export class ReaderAway extends Error {}

/** Counted from when the reader takes the mail up: loading the libraries can take longer on a busy machine. */
const readMs = 15_000;
const startMs = 120_000;
const idleMs = 60_000;

interface Waiting {
  readonly request: Omit<ReadRequest, 'id'>;
  readonly resolve: (answer: ReadAnswer) => void;
  readonly reject: (error: Error) => void;
}

function openReader(owner: { hear(answer: ReadAnswer | typeof readyToRead): void; fail(error: Error): void }): Worker {
  const made = new Worker(new URL('./read-mail.worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  });
  made.on('message', (answer: ReadAnswer | typeof readyToRead) => owner.hear(answer));
  made.on('error', (error) => owner.fail(error as Error));
  made.on('exit', (code) => owner.fail(new Error(`the mail reader ended with ${code}`)));
  made.unref();
  return made;
}

export function createMailReader(platform: Pick<Platform, 'log'>): MailReader {
  const waiting: Waiting[] = [];
  let worker: Worker | null = null;
  let isReady = false;
  let reading: (Waiting & { readonly id: number }) | null = null;
  let guard: Stop | null = null;
  let idle: Stop | null = null;
  let nextId = 1;

  const leave = (): Worker | null => {
    guard?.();
    const last = worker;
    [worker, isReady, guard] = [null, false, null];
    return last;
  };
  /** Ends the reader: blames the mail it was reading, or everybody when it never got to read. */
  const fail = (error: Error): void => {
    const last = leave();
    const blamed = reading;
    reading = null;
    if (blamed !== null) blamed.reject(error);
    else for (const one of waiting.splice(0)) one.reject(new ReaderAway(error.message, { cause: error }));
    last?.terminate().catch((fault: Error) => platform.log.error({ err: fault }, 'the mail reader did not end'));
    next();
  };
  const hear = (answer: ReadAnswer | typeof readyToRead): void => {
    guard?.();
    if (answer === 'ready') isReady = true;
    else if (answer.id === reading?.id) {
      reading.resolve(answer);
      reading = null;
    }
    next();
  };
  const start = (): void => {
    const made = openReader({
      hear: (answer) => made === worker && hear(answer),
      fail: (error) => made === worker && fail(error),
    });
    worker = made;
    guard = after(startMs, () => fail(new Error('the mail reader did not start')));
  };
  const next = (): void => {
    if (reading !== null) return;
    const one = waiting[0];
    if (one === undefined) {
      idle?.();
      idle = after(idleMs, () => void leave()?.terminate(), { letsProcessEnd: true });
      return;
    }
    if (worker === null) return start();
    if (!isReady) return;
    waiting.shift();
    reading = { ...one, id: nextId++ };
    guard = after(readMs, () => {
      platform.log.warn('a mail took too long to read; the reader is replaced');
      fail(new Error('a mail took too long'));
    });
    worker.postMessage({ ...one.request, id: reading.id });
  };
  return {
    read(request) {
      idle?.();
      return new Promise<ReadAnswer>((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        next();
      });
    },
    async close() {
      idle?.();
      const last = leave();
      for (const one of [...(reading === null ? [] : [reading]), ...waiting.splice(0)]) one.reject(new ReaderAway('closing'));
      reading = null;
      await last?.terminate();
    },
  };
}
