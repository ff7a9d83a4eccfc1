/**
 * How does the desk hear at once what changed? One WebSocket: ticket, hello with the newest cursor, events. After a loss it comes back with
 * jittered backoff and the gap is filled. It applies nothing itself: events go to `onEvents`, a gap that cannot be filled to `onReset`.
 */
import type { OnlookersFrame, ServerFrame, StreamEvent } from '@meanwhile/wire/stream.ts';
import { straight } from './straight.ts';

export type Connection = 'connecting' | 'open' | 'reconnecting' | 'offline' | 'denied';

export interface StreamDuties {
  /** A ticket for one connection; throws when the server cannot be reached. */
  readonly ticket: () => Promise<string>;
  readonly socket: () => WebSocket;
  /** Each event once, in the order it came. */
  readonly onEvents: (events: readonly StreamEvent[]) => void;
  readonly onReset: () => void;
  /** Back after `awayMs` without a line. The events of that time come by themselves. */
  readonly onBack: (awayMs: number) => void;
  readonly nowAt: () => number;
  /** Who else is at the case this screen shows. */
  readonly onOnlookers: (frame: OnlookersFrame) => void;
  readonly onConnection: (connection: Connection) => void;
}

const firstWaitMs = 500;
const longestWaitMs = 20_000;
/** A socket that says nothing for so long after opening is given up. */
const readyMs = 10_000;
const inputEveryMs = 30_000;
const rememberedIds = 5_000;

/** The wait before attempt `n` (from 0): doubling, capped, between half and the whole of it. `chance` is in [0, 1). */
export function waitBefore(attempt: number, chance: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 10)) * (0.5 + chance / 2);
}

/** Remembers the newest event ids; an event may come twice after a reconnect. */
export function createSeen(capacity = rememberedIds): (id: string) => boolean {
  const ids = new Set<string>();
  return (id) => {
    if (ids.has(id)) return true;
    ids.add(id);
    if (ids.size > capacity) ids.delete(ids.values().next().value ?? id);
    return false;
  };
}

export class DeskStream {
  readonly #duties: StreamDuties;
  readonly #isSeen = createSeen();
  #socket: WebSocket | null = null;
  #cursor: string;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isStopped = false;
  #isReady = false;
  #lastInputAt = 0;
  #awayFrom: number | null = null;
  #round = 0;
  #look = { caseId: null as string | null, writing: false };

  /** `cursor`: from before anything on screen was read. */
  constructor(duties: StreamDuties, cursor: string) {
    this.#duties = duties;
    this.#cursor = cursor;
  }

  /** Up to where this screen has heard. */
  get cursor(): string {
    return this.#cursor;
  }

  start(): void {
    this.#isStopped = false;
    void this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#socket = null;
  }

  /** Call when the network or the page came back: no need to wait out the backoff. */
  wake(): void {
    if (this.#isStopped || this.#socket !== null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#attempt = 0;
    void this.#connect();
  }

  /** From when on nothing can have been heard; the earliest said counts. */
  away(fromAt: number): void {
    this.#awayFrom ??= fromAt;
  }

  /**
   * The network went, or the machine slept: a socket may look open for many minutes and never say another word. It is given up and made anew;
   * what was missed comes from its cursor.
   */
  renew(): void {
    if (this.#isStopped) return;
    const old = this.#socket;
    this.#drop();
    old?.close(4000);
    this.wake();
  }

  #drop(): void {
    this.away(this.#duties.nowAt());
    this.#socket = null;
    this.#isReady = false;
  }

  /** Real input by the person at the screen, passed on at most every 30 s. */
  input(nowAt: number): void {
    if (nowAt - this.#lastInputAt < inputEveryMs || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#lastInputAt = nowAt;
    this.#socket.send('{"type":"input"}');
  }

  /** What this screen shows now, for colleagues at the same case; told again after a reconnect. */
  look(caseId: string | null, writing: boolean): void {
    if (this.#look.caseId === caseId && this.#look.writing === writing) return;
    this.#look = { caseId, writing };
    this.#tellLook();
  }

  #tellLook(): void {
    if (this.#socket?.readyState === WebSocket.OPEN && this.#isReady) this.#socket.send(JSON.stringify({ type: 'look', ...this.#look }));
  }

  async #connect(): Promise<void> {
    this.#timer = null;
    this.#duties.onConnection(this.#attempt === 0 ? 'connecting' : 'reconnecting');
    const round = ++this.#round;
    let token: string;
    try {
      token = await this.#duties.ticket();
    } catch {
      // Offline, restarting or signed out: the next attempt, or the next request of a screen, says which.
      if (round === this.#round) this.#later();
      return;
    }
    if (this.#isStopped || round !== this.#round) return;
    const socket = this.#duties.socket();
    this.#socket = socket;
    const guard = setTimeout(() => {
      socket.close(4000);
      // A dead line never answers the farewell either.
      if (this.#socket === socket) lost();
    }, readyMs);
    const lost = () => {
      this.#drop();
      this.#later();
    };
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', token, cursor: this.#cursor })));
    socket.addEventListener('message', (message) => {
      if (this.#socket !== socket) return;
      clearTimeout(guard);
      this.#take(JSON.parse(straight(String(message.data))) as ServerFrame);
    });
    socket.addEventListener('close', () => {
      clearTimeout(guard);
      if (this.#socket === socket) lost();
    });
  }

  #take(frame: ServerFrame): void {
    if (frame.type === 'denied') return this.#duties.onConnection('denied');
    if (frame.type === 'onlookers') return this.#duties.onOnlookers(frame);
    if (frame.type === 'ready') {
      this.#attempt = 0;
      this.#duties.onConnection('open');
      this.#isReady = true;
      if (this.#look.caseId !== null) this.#tellLook();
      if (frame.reset) this.#duties.onReset();
      else if (this.#awayFrom !== null) this.#duties.onBack(this.#duties.nowAt() - this.#awayFrom);
      this.#awayFrom = null;
    } else {
      const fresh = frame.events.filter((event) => !this.#isSeen(event.id));
      if (fresh.length > 0) this.#duties.onEvents(fresh);
    }
    this.#cursor = frame.cursor;
  }

  #later(): void {
    if (this.#isStopped) return;
    this.#duties.onConnection(navigator.onLine ? 'reconnecting' : 'offline');
    this.#timer = setTimeout(() => void this.#connect(), waitBefore(this.#attempt, Math.random()));
    this.#attempt += 1;
  }
}
