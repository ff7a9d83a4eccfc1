/**
 * What time is it, and what is a new id? Made once in `main.ts` and passed on; nothing else may ask the machine.
 * The offset keeps it in step with the database's clock, which is the only authority (F25).
 */
import { randomFillSync } from 'node:crypto';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { Id } from '@meanwhile/core/kernel/ids.ts';

export interface Clock {
  nowAt(): Instant;
  /** A new UUIDv7; never used for order. */
  newId<T extends string>(): Id<T>;
}

export interface SystemClock extends Clock {
  /** Called with the database's instant measured around `sentAt`..`receivedAt` of this machine. */
  agree(databaseAt: Instant, sentAt: Instant, receivedAt: Instant): void;
  machineNowAt(): Instant;
}

/** The machine's time as it was when the process began, and what has passed since: setting the machine's clock moves nothing (F24). */
const steadyNowAt = (): Instant => Math.floor(performance.timeOrigin + performance.now());

export function systemClock(): SystemClock {
  let offsetMs = 0;
  return {
    nowAt: () => steadyNowAt() + offsetMs,
    machineNowAt: steadyNowAt,
    newId: <T extends string>() => uuidv7(steadyNowAt() + offsetMs) as Id<T>,
    agree(databaseAt, sentAt, receivedAt) {
      const half = (receivedAt - sentAt) / 2;
      const measured = Math.round(databaseAt - (sentAt + half));
      // Below the uncertainty of the measurement the two agree already.
      offsetMs = Math.abs(measured) > Math.max(half, 2) ? measured : 0;
    },
  };
}

let lastAt = 0;
let counter = 0;

/**
 * RFC 9562 version 7: 48 bits of milliseconds, a 12-bit counter (method 1 of section 6.2), then randomness. The counter makes ids of one
 * process rise within a millisecond, so that (instant, id) keeps the order of arrival; nothing is ordered by an id alone.
 */
export function uuidv7(at: Instant): string {
  const bytes = random16();
  if (at === lastAt) counter += 1;
  else [lastAt, counter] = [at, bytes.readUInt16BE(6) & 0x3ff];
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | ((counter >> 8) & 0x0f);
  bytes[7] = counter & 0xff;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The lowest id of this instant: rows with ids of version 7 that came later have higher ones. */
export function firstIdAt(at: Instant): string {
  const hex = Math.trunc(at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

const pool = Buffer.alloc(4_096);
let poolAt = pool.byteLength;

/** 16 random bytes, each handed out once; drawn by the page, since asking for every id cost 3 % of the message path. */
function random16(): Buffer {
  if (poolAt === pool.byteLength) {
    randomFillSync(pool);
    poolAt = 0;
  }
  poolAt += 16;
  return Buffer.from(pool.subarray(poolAt - 16, poolAt));
}
