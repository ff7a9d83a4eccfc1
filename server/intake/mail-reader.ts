/**
 * Who reads a mail? One worker thread with bounded memory, one mail at a time and a bound on its time; started when needed, ended when idle,
 * replaced when it dies. A mail that kills or holds up the reader fails alone: those behind it are read by the next one.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { Worker } from 'node:worker_threads';
import { after, type Stop } from '../platform/clock/timers.ts';
import type { Platform } from '../platform/platform.ts';
import type { VerifyDeps } from './read-mail.ts';
import type { ReadAnswer, ReadRequest } from './read-request.ts';
import type { DnsAnswer, DnsQuestion, FromReader, ToReader } from './serve-reader.ts';

export interface MailReader {
  /** Rejects with ReaderLost when this mail killed the reader or took too long, or with ReaderAway; the mail stays stored. */
  read(request: Omit<ReadRequest, 'id'>): Promise<ReadAnswer>;
  close(): Promise<void>;
}

/** There was no reader; the mail was not even looked at. */
export class ReaderAway extends Error {}

/** The reader was at this mail, and at no other, when it ended or did not come back. */
export class ReaderLost extends Error {}

/**
 * Counted from when the reader takes the mail up: loading the libraries can take longer on a busy machine. More than the DNS may take for one
 * mail (10 s, `channels/email/verify-sender.ts`), less than the lease of the work item.
 */
const readMs = stepLimits.mailReadMs;
const startMs = 120_000;
const idleMs = 60_000;

interface Waiting {
  readonly request: Omit<ReadRequest, 'id'>;
  readonly resolve: (answer: ReadAnswer) => void;
  readonly reject: (error: Error) => void;
}

const ownReader = { entry: new URL('./read-mail.worker.ts', import.meta.url), readMs };

export interface ReaderDeps extends VerifyDeps {
  /** What the thread runs instead of our own reader, and how long a mail may take; tests put one here that some mails can kill. */
  readonly reader?: { readonly entry: URL; readonly readMs: number };
}

function openReader(entry: URL, owner: { hear(answer: FromReader): void; fail(error: Error): void }): Worker {
  const made = new Worker(entry, {
    resourceLimits: {
      maxOldGenerationSizeMb: stepLimits.mailReaderOldMegabytes,
      maxYoungGenerationSizeMb: stepLimits.mailReaderYoungMegabytes,
    },
  });
  made.on('message', (answer: FromReader) => owner.hear(answer));
  made.on('error', (error) => owner.fail(error as Error));
  made.on('exit', (code) => owner.fail(new Error(`the mail reader ended with ${code}`)));
  made.unref();
  return made;
}

/** The DNS is asked here, where the resolver is; the bounds on how often and how long are the asker's. */
async function answerDns(deps: VerifyDeps, { ask, name, type }: DnsQuestion): Promise<DnsAnswer> {
  try {
    return { asked: ask, records: await deps.resolveDns(name, type) };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return { asked: ask, code: typeof code === 'string' ? code : null, message: String(message) };
  }
}

export function createMailReader(platform: Pick<Platform, 'log'>, deps: ReaderDeps): MailReader {
  const { entry, readMs: mostMs } = deps.reader ?? ownReader;
  const waiting: Waiting[] = [];
  let worker: Worker | null = null;
  let isReady = false;
  let reading: (Waiting & { readonly id: number }) | null = null;
  let guard: Stop | null = null;
  let idle: Stop | null = null;
  let nextId = 1;
  let isClosed = false;

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
    if (blamed !== null) blamed.reject(new ReaderLost(error.message, { cause: error }));
    else for (const one of waiting.splice(0)) one.reject(new ReaderAway(error.message, { cause: error }));
    last?.terminate().catch((fault: Error) => platform.log.error({ err: fault }, 'the mail reader did not end'));
    next();
  };
  const hear = (answer: FromReader): void => {
    if (typeof answer === 'object' && 'ask' in answer) {
      const asker = worker;
      // To the thread that asked: another one counts its questions anew.
      void answerDns(deps, answer).then((said) => worker === asker && asker?.postMessage(said satisfies ToReader));
      return;
    }
    guard?.();
    if (answer === 'ready') isReady = true;
    else if (answer.id === reading?.id) {
      reading.resolve(answer);
      reading = null;
    }
    next();
  };
  const start = (): void => {
    const made = openReader(entry, {
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
    guard = after(mostMs, () => {
      platform.log.warn('a mail took too long to read; the reader is replaced');
      fail(new Error('a mail took too long'));
    });
    worker.postMessage({ ...one.request, id: reading.id } satisfies ToReader);
  };
  return {
    read(request) {
      idle?.();
      if (isClosed) return Promise.reject(new ReaderAway('closed'));
      return new Promise<ReadAnswer>((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        next();
      });
    },
    async close() {
      isClosed = true;
      idle?.();
      const last = leave();
      for (const one of [...(reading === null ? [] : [reading]), ...waiting.splice(0)]) one.reject(new ReaderAway('closing'));
      reading = null;
      await last?.terminate();
    },
  };
}
