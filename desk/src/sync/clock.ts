/** What time is it on screen? One shared ticker; everything that shows time redraws together. Decisions take the instant as an argument. */
import { useSyncExternalStore } from 'react';

export const readClock = (): number => Date.now();

interface Ticker {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => number;
}

function tickerOf(everyMs: number): Ticker {
  const listeners = new Set<() => void>();
  let at = Math.floor(readClock() / everyMs) * everyMs;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const tick = () => {
    at = Math.floor(readClock() / everyMs) * everyMs;
    for (const listener of listeners) listener();
    timer = listeners.size > 0 ? setTimeout(tick, everyMs - (readClock() % everyMs)) : null;
  };
  const wake = () => {
    if (!document.hidden && timer !== null) {
      clearTimeout(timer);
      tick();
    }
  };
  document.addEventListener('visibilitychange', wake);
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      if (timer === null) timer = setTimeout(tick, everyMs - (readClock() % everyMs));
      return () => listeners.delete(listener);
    },
    read: () => {
      if (timer === null) at = Math.floor(readClock() / everyMs) * everyMs;
      return at;
    },
  };
}

const tickers = new Map<number, Ticker>();

/** The current instant in ms, rounded down to `everyMs`, kept current while mounted. Due chips tick by the minute. */
export function useNow(everyMs = 60_000): number {
  const ticker = tickers.get(everyMs) ?? tickerOf(everyMs);
  tickers.set(everyMs, ticker);
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}

let zone: { readonly name: string; readonly until: number } | null = null;
const zoneKeptMs = 60_000;

/** The reader's zone. Every row asks for it, and to find out takes a tenth of a millisecond: a traveller's new zone is known within a minute. */
export function readerZone(): string {
  const nowAt = readClock();
  if (zone === null || nowAt >= zone.until) zone = { name: Intl.DateTimeFormat().resolvedOptions().timeZone, until: nowAt + zoneKeptMs };
  return zone.name;
}
