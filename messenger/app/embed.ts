/**
 * How does our frame talk with the loader around it? Only with the window that holds it, only with the origin that window first showed,
 * and only under the nonce it gave. It hands out colours and counts; words, tokens and addresses never leave the frame.
 */
import type { ToFrame, ToLoader } from '../frame-messages.ts';

export interface FrameEars {
  readonly shown: (shown: boolean) => void;
  readonly identify: (jwt: string) => void;
  readonly shutdown: () => void;
}
type Words = ToLoader extends infer Each ? (Each extends ToLoader ? Omit<Each, 'nonce'> : never) : never;
export type TellLoader = (words: Words) => void;

interface Line {
  readonly origin: string;
  readonly nonce: string;
}

/** The line this message opens or stays on, or null when it is not from the loader that holds us. Pure. */
export function lineOf(
  event: Pick<MessageEvent<ToFrame | undefined>, 'source' | 'origin' | 'data'>,
  holder: unknown,
  line: Line | null,
): Line | null {
  const { source, origin, data } = event;
  if (source !== holder || !data || typeof data.nonce !== 'string' || data.nonce === '') return null;
  if (!/^https?:\/\//.test(origin)) return null;
  if (line) return line.origin === origin && line.nonce === data.nonce ? line : null;
  return data.type === 'hello' ? { origin, nonce: data.nonce } : null;
}

/** Listens at once; must run before the frame's load event, on which the loader says hello. */
export function joinLoader(colours: { accent: string; accentText: string }, ears: FrameEars): TellLoader {
  let line: Line | null = null;
  const tell: TellLoader = (words) => line && window.parent.postMessage({ ...words, nonce: line.nonce }, line.origin);
  if (window.parent === window) return tell;
  window.addEventListener('message', (event: MessageEvent<ToFrame | undefined>) => {
    const known = lineOf(event, window.parent, line);
    if (!known || !event.data) return;
    line = known;
    const { data } = event;
    if (data.type === 'hello') tell({ type: 'ready', ...colours });
    else if (data.type === 'shutdown') ears.shutdown();
    else if (data.type === 'identify') {
      if (typeof data.jwt === 'string') ears.identify(data.jwt);
    } else ears.shown(data.type === 'shown');
  });
  return tell;
}
