/**
 * How does news reach the open widget? One WebSocket whose first frame carries token and cursor, reopened with jittered waits and at once
 * when the page wakes up. It fills no gap itself: the server does by cursor, or says `reset`. Nothing secret stands in the URL.
 */
import type { MessengerFrame } from '@meanwhile/wire/messenger.ts';
import { backoffMs } from './backoff.ts';

export interface StreamEars {
  /** What to say in the first frame; null while there is no session. */
  readonly hello: () => { token: string; cursor: string | null } | null;
  readonly frame: (frame: MessengerFrame) => void;
  /** An attempt failed or the line was cut; `attempt` counts from 1 since the last `ready`. */
  readonly down: (attempt: number) => void;
}
export interface Stream {
  readonly connect: () => void;
  readonly close: () => void;
}

/** A page that was hidden, or whose clock stood still, longer than this may have slept: its socket can look open and be dead. */
const sleptMs = 30_000;

export function openStream(path: string, ears: StreamEars): Stream {
  let socket: WebSocket | null = null;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let beatAt = Date.now();
  let closed = false;

  const drop = () => {
    clearTimeout(timer);
    const old = socket;
    socket = null;
    old?.close();
  };
  const connect = () => {
    drop();
    const hello = ears.hello();
    if (closed || !hello) return;
    const mine = new WebSocket(path);
    socket = mine;
    mine.onopen = () => mine.send(JSON.stringify({ type: 'hello', ...hello }));
    mine.onmessage = ({ data }) => {
      if (socket !== mine) return;
      const frame = JSON.parse(String(data)) as MessengerFrame;
      if (frame.type === 'ready') attempt = 0;
      ears.frame(frame);
    };
    mine.onclose = () => {
      if (socket !== mine) return;
      socket = null;
      attempt += 1;
      ears.down(attempt);
      timer = setTimeout(connect, backoffMs(attempt, Math.random()));
    };
  };
  // Only while it is looked at does the page's clock count: a lid closed over a visible page hides nothing.
  const beat = (shown?: Event) => {
    if (document.visibilityState !== 'visible') return;
    const slept = Date.now() - beatAt > sleptMs;
    beatAt = Date.now();
    if (slept || (shown && socket === null)) connect();
  };
  const beats = setInterval(beat, 5_000);

  const ended = new AbortController();
  document.addEventListener('visibilitychange', beat, ended);
  window.addEventListener('online', connect, ended);
  window.addEventListener('pageshow', beat, ended);
  return {
    connect,
    close: () => {
      closed = true;
      drop();
      clearInterval(beats);
      ended.abort();
    },
  };
}
