/**
 * Where can a process be stopped so that a kill hits what it should? At four points that are rare by chance; seen in the statements on their
 * way to the driver, and between sending a mail and writing that down. A point is passed freely until somebody waits for it there.
 */

/** `batch`: the raw bytes are inserted, not committed · `process`: messages are inserted, not committed · `commit`: COMMIT is leaving · `sent`: the provider has answered, nobody wrote it down. */
export type HookPoint = 'batch' | 'process' | 'commit' | 'sent';

/** From the one who kills. */
export type ToChild = { readonly arm: HookPoint } | { readonly go: true };
/** To the one who kills. */
export type FromChild =
  | { readonly ready: { readonly port: number; readonly smtpPort: number } }
  | { readonly token: string }
  | { readonly reached: HookPoint };

export interface Hooks {
  /** Waits here while armed; gives at once otherwise. */
  hold(point: HookPoint): Promise<void>;
  /** Whether the next one to come by is held there. */
  isArmed(point: HookPoint): boolean;
  /** Tells that the point is passed, without waiting. */
  pass(point: HookPoint): void;
  hear(message: ToChild): void;
}

export function createHooks(tell: (message: FromChild) => void): Hooks {
  let armed: HookPoint | null = null;
  let go: (() => void) | null = null;
  const reach = (point: HookPoint): boolean => {
    if (armed !== point) return false;
    armed = null;
    tell({ reached: point });
    return true;
  };
  return {
    async hold(point) {
      if (reach(point)) await new Promise<void>((resolve) => (go = resolve));
    },
    isArmed: (point) => armed === point,
    pass: (point) => void reach(point),
    hear(message) {
      if ('arm' in message) armed = message.arm;
      else {
        armed = null;
        go?.();
        go = null;
      }
    },
  };
}

const marks = new WeakMap<object, Set<'batch' | 'process'>>();

/** What has this connection's transaction done so far? Read from its statements. */
export function markOf(client: object, text: string): 'batch' | 'process' | null {
  if (/^begin\b/.test(text)) marks.set(client, new Set());
  const mark = text.includes('insert into tenant.inbound_key') ? 'batch' : /insert into tenant\.message\b/.test(text) ? 'process' : null;
  if (mark !== null) marks.get(client)?.add(mark);
  return mark;
}

export function hasStored(client: object): boolean {
  return (marks.get(client)?.size ?? 0) > 0;
}

export function hasTakenIn(client: object): boolean {
  return marks.get(client)?.has('batch') ?? false;
}
