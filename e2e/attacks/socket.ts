/** How does a program listen to the stream? A WebSocket whose frames are kept, with any headers an attacker likes. It judges nothing. */
import WebSocket from 'ws';

export interface Socket {
  readonly frames: any[];
  /** Every byte that was heard, for canaries. */
  text(): string;
  /** The code the line was closed with; null while it is open. */
  code(): number | null;
  send(frame: unknown): void;
  /** The first frame that fits, now or later. The bound is a hang guard. */
  heard(fits: (frame: any) => boolean, guardMs?: number): Promise<any>;
  closed(guardMs?: number): Promise<number>;
  readonly raw: WebSocket;
  close(): void;
}

/** `hello` null: connects and says nothing. */
export async function openSocket(
  url: string,
  hello: Record<string, unknown> | null,
  headers: Record<string, string> = {},
  options: WebSocket.ClientOptions = {},
): Promise<Socket> {
  const raw = new WebSocket(url.replace(/^http/, 'ws'), { headers, perMessageDeflate: false, ...options });
  const frames: any[] = [];
  const texts: string[] = [];
  const waiting = new Set<() => void>();
  let code: number | null = null;
  raw.on('message', (data) => {
    texts.push((data as Buffer).toString());
    frames.push(JSON.parse((data as Buffer).toString()));
    for (const wake of waiting) wake();
  });
  raw.on('error', () => undefined);
  raw.on('close', (said) => {
    code = said;
    for (const wake of waiting) wake();
  });
  await new Promise<void>((resolve) => {
    raw.once('open', resolve);
    raw.once('close', () => resolve());
  });
  const wait = async <T>(what: string, ask: () => T | undefined, guardMs: number): Promise<T> => {
    const until = Date.now() + guardMs;
    for (;;) {
      const found = ask();
      if (found !== undefined) return found;
      if (Date.now() > until) throw new Error(`never ${what}; heard ${texts.join(' ').slice(0, 500)}, closed with ${code}`);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, 200);
        waiting.add(done);
      });
    }
  };
  const send = (frame: unknown): void => {
    if (raw.readyState === raw.OPEN) raw.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  };
  if (hello !== null) send({ type: 'hello', cursor: null, ...hello });
  return {
    frames,
    raw,
    send,
    text: () => texts.join('\n'),
    code: () => code,
    heard: (fits, guardMs = 20_000) => wait('heard', () => frames.find(fits), guardMs),
    closed: (guardMs = 20_000) => wait('closed', () => code ?? undefined, guardMs),
    close: () => raw.terminate(),
  };
}

export const isReady = (frame: any): boolean => frame.type === 'ready';
/** A frame that carries this text anywhere. */
export const says =
  (text: string) =>
  (frame: any): boolean =>
    JSON.stringify(frame).includes(text);
