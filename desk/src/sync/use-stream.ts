/** Keeps the stream open while somebody is signed in, and says whether it is. What events do is `apply-event.ts`. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { api } from '../links.ts';
import { call, urlOf } from './api.ts';
import { applyEvents } from './apply-event.ts';
import { readClock } from './clock.ts';
import { connectLook, setOnlookers } from './presence.ts';
import { keys, queryClient, refresh } from './query.ts';
import { DeskStream } from './stream.ts';
import type { Connection, StreamDuties } from './stream.ts';

let connection: Connection = 'connecting';
let shown: Connection = 'connecting';
const listeners = new Set<() => void>();
let patience: ReturnType<typeof setTimeout> | null = null;
/** A blink of the connection is nobody's concern. */
const patienceMs = 2_500;

function setConnection(next: Connection): void {
  connection = next;
  const show = () => {
    patience = null;
    shown = connection;
    for (const listener of listeners) listener();
  };
  if (next === 'open' || next === 'offline') {
    if (patience !== null) clearTimeout(patience);
    show();
  } else patience ??= setTimeout(show, patienceMs);
  // Rights may have ended, or only the workspace: `/me` knows.
  if (next === 'denied') void queryClient.invalidateQueries({ queryKey: keys.me });
}

const tickMs = 15_000;
const asleepMs = 60_000;
/** After so long away everything is asked anew: events tell of cases, and not every setting of one's own has one. */
const longAwayMs = 30_000;

/** What could not be had while away is asked for again; after long, all that is on screen, and the rest when it is next looked at. */
function refreshAfter(awayMs: number): void {
  void refresh(awayMs >= longAwayMs ? {} : { predicate: ({ state }) => state.status === 'error' });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useConnection = (): Connection => useSyncExternalStore(subscribe, () => shown);

function socketAddress(): string {
  const address = new URL(urlOf('/stream'), window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

/** Up to where this page has heard; what is cached of a workspace is as old as that. */
let heardTo: string | null = null;

/** `since`: the cursor of `/me`, which is read before anything that is shown; what happens while the first lists are fetched comes with it. */
export function useStream(since: string): void {
  const first = useRef(since);
  useEffect(() => {
    const duties: StreamDuties = {
      ticket: async () => (await call<{ readonly token: string }>('POST', api.streamTickets(), { once: true })).token,
      socket: () => new WebSocket(socketAddress()),
      onEvents: applyEvents,
      onReset: () => void refresh({}),
      onBack: refreshAfter,
      nowAt: readClock,
      onConnection: setConnection,
      onOnlookers: setOnlookers,
    };
    const stream = new DeskStream(duties, heardTo ?? first.current);
    const unlook = connectLook((caseId, writing) => stream.look(caseId, writing));
    const onInput = () => stream.input(readClock());
    const onBack = () => {
      if (!document.hidden) stream.wake();
    };
    const onOffline = () => {
      stream.away(readClock());
      setConnection('offline');
    };
    const onOnline = () => stream.renew();
    // A timer that comes far too late was asleep with its machine.
    let tickAt = readClock();
    const watch = setInterval(() => {
      const nowAt = readClock();
      if (nowAt - tickAt > asleepMs) {
        stream.away(tickAt);
        stream.renew();
      }
      tickAt = nowAt;
    }, tickMs);
    const inputs = ['keydown', 'pointerdown', 'wheel'] as const;
    for (const name of inputs) window.addEventListener(name, onInput, { passive: true, capture: true });
    window.addEventListener('online', onOnline);
    window.addEventListener('offline', onOffline);
    document.addEventListener('visibilitychange', onBack);
    stream.start();
    return () => {
      unlook();
      stream.stop();
      heardTo = stream.cursor;
      for (const name of inputs) window.removeEventListener(name, onInput, { capture: true });
      clearInterval(watch);
      window.removeEventListener('online', onOnline);
      window.removeEventListener('offline', onOffline);
      document.removeEventListener('visibilitychange', onBack);
    };
  }, []);
}
