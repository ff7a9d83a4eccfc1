/**
 * How does one socket live? First frame within 5 s, then the gap, then live events; bounded buffers, bounded frame rate, rights asked
 * again every few seconds. Shared by the desk's stream and the customers' projection; what an event looks like to them is theirs.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { WebSocket } from 'ws';
import type { Platform } from '../platform.ts';
import type { Hub, HubEvent, Subscriber, Subscription } from './hub.ts';

export interface Admitted {
  readonly subscriber: Omit<Subscriber, 'deliver'>;
  readonly cursor: string | null;
  /** Asked every few seconds while the socket is open; false closes it. */
  stillAllowed(): Promise<boolean>;
  /** The frame for these events, or null when nothing of them is to be shown. */
  frame(events: readonly HubEvent[], cursor: string, subscription: Subscription): string | null;
  onFrame?(frame: unknown): void;
  /** The socket stands; `send` reaches it until it is closed. */
  opened?(send: (text: string) => void): void;
  closed?(): void;
}

const helloMs = limits.streamHelloMs;
/** Rights that ended are gone within five seconds, on a busy machine too (attack 59). */
const recheckMs = 3_000;

interface Parcel {
  readonly events: readonly HubEvent[];
  readonly cursor: string;
}

interface Feed {
  /** Held until the gap has been told. */
  deliver(events: readonly HubEvent[], cursor: string): void;
  goLive(subscription: Subscription, gap: Parcel | null): void;
}

function feedOf(who: Admitted, send: (text: string) => void): Feed {
  const held: Parcel[] = [];
  let live: Subscription | null = null;
  const pass = ({ events, cursor }: Parcel, subscription: Subscription): void => {
    const text = who.frame(events, cursor, subscription);
    if (text !== null) send(text);
  };
  return {
    deliver: (events, cursor) => (live === null ? void held.push({ events, cursor }) : pass({ events, cursor }, live)),
    goLive(subscription, gap) {
      if (gap !== null && gap.events.length > 0) pass(gap, subscription);
      live = subscription;
      for (const parcel of held) pass(parcel, subscription);
    },
  };
}

/** `admit` reads the hello frame; null = denied. */
export function runSocket(socket: WebSocket, hub: Hub, platform: Platform, admit: (hello: unknown) => Promise<Admitted | null>): void {
  let subscription: Subscription | null = null;
  let recheck: NodeJS.Timeout | null = null;
  let state: 'waiting' | 'admitting' | 'open' | 'closed' = 'waiting';
  let admitted: Admitted | null = null;
  const isFlood = frameCounter(platform);
  const hello = setTimeout(() => end(4401, 'hello expected'), helloMs);

  const end = (code: number, reason: string): void => {
    if (state === 'closed') return;
    state = 'closed';
    clearTimeout(hello);
    if (recheck !== null) clearInterval(recheck);
    subscription?.leave();
    admitted?.closed?.();
    if (socket.readyState === socket.OPEN) socket.close(code === 1006 ? 1011 : code, reason);
  };
  const send = (text: string): void => {
    // A reader that does not read is dropped with a hint to resume; memory stays flat (attack 91, F31).
    if (socket.bufferedAmount > limits.streamBufferBytes) return end(4429, 'too slow; resume by cursor');
    socket.send(text);
  };
  const open = async (first: unknown): Promise<void> => {
    state = 'admitting';
    admitted = await admit(first);
    if (admitted === null || isClosed()) {
      if (!isClosed()) send('{"type":"denied"}');
      return end(4401, 'denied');
    }
    clearTimeout(hello);
    await begin(admitted);
  };
  const isClosed = (): boolean => state === 'closed';
  const begin = async (who: Admitted): Promise<void> => {
    const feed = feedOf(who, send);
    const subscriber: Subscriber = { ...who.subscriber, deliver: (events, cursor) => feed.deliver(events, cursor) };
    // Listening starts before the gap is read, so nothing falls between the two; an event in both is applied once, by its id.
    const subscribed = hub.subscribe(subscriber);
    subscription = subscribed;
    const cursorNow = hub.cursor();
    const gap =
      who.cursor === null
        ? null
        : await hub.catchUp(subscriber, who.cursor).catch((error: Error) => (platform.log.info({ err: error }, 'cursor refused'), null));
    if (isClosed()) return subscribed.leave();
    const reset = who.cursor !== null && gap === null;
    send(JSON.stringify({ type: 'ready', cursor: gap?.cursor ?? cursorNow, reset }));
    feed.goLive(subscribed, gap);
    state = 'open';
    who.opened?.((text) => isClosed() || send(text));
    recheck = setInterval(() => {
      void who.stillAllowed().then(
        (allowed) => allowed || (send('{"type":"denied"}'), end(4403, 'rights ended')),
        (error: Error) => platform.log.warn({ err: error }, 'rights could not be checked'),
      );
    }, recheckMs);
  };

  socket.on('message', (data, binary) => {
    if (binary || isFlood()) return end(4408, 'too many frames');
    const frame = parse((data as Buffer).toString());
    if (frame === undefined) return end(4400, 'not a frame');
    if (state === 'waiting') {
      open(frame).catch((error: Error) => {
        platform.log.error({ err: error }, 'a socket could not be opened');
        end(1011, 'fault');
      });
      return;
    }
    if (state === 'open') admitted?.onFrame?.(frame);
  });
  socket.on('close', () => end(1000, ''));
  socket.on('error', (error) => {
    platform.log.info({ err: error }, 'a socket broke');
    end(1006, '');
  });
}

/** Asked once for each frame: more of them in this second than anybody needs? */
function frameCounter({ clock }: Platform): () => boolean {
  let frames = 0;
  let second = 0;
  return () => {
    const now = Math.floor(clock.nowAt() / 1_000);
    if (now !== second) [second, frames] = [now, 0];
    frames += 1;
    return frames > limits.streamFramesPerSecond;
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
