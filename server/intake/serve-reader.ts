/**
 * How do the reader's thread and the server speak? Mails come in, one at a time, answers go out, and questions to the DNS go through the
 * server, which has the resolver: only plain data crosses. Holds no state between mails.
 */
import { parentPort } from 'node:worker_threads';
import type { VerifyDeps } from './read-mail.ts';
import type { ReadAnswer, ReadRequest } from './read-request.ts';

/** Said once, when the libraries are loaded: from then on time is the mail's own. */
export const readyToRead = 'ready';

export interface DnsQuestion {
  readonly ask: number;
  readonly name: string;
  readonly type: string;
}

export type DnsAnswer =
  | { readonly asked: number; readonly records: string[][] | string[] }
  /** `code` as `dns.promises.resolve` rejects with it. */
  | { readonly asked: number; readonly code: string | null; readonly message: string };

export type FromReader = typeof readyToRead | DnsQuestion | ReadAnswer;
export type ToReader = ReadRequest | DnsAnswer;

type Read = (request: ReadRequest, deps: VerifyDeps) => Promise<ReadAnswer>;

interface Asker {
  readonly resolve: (records: string[][] | string[]) => void;
  readonly reject: (error: Error) => void;
}

export function serveReader(read: Read): void {
  const say = (message: FromReader): void => parentPort?.postMessage(message);
  const asking = new Map<number, Asker>();
  let asked = 0;
  const deps: VerifyDeps = {
    resolveDns: (name, type) =>
      new Promise((resolve, reject) => {
        asked += 1;
        asking.set(asked, { resolve, reject });
        say({ ask: asked, name, type });
      }),
  };
  const hearDns = (answer: DnsAnswer): void => {
    const asker = asking.get(answer.asked);
    asking.delete(answer.asked);
    if ('records' in answer) asker?.resolve(answer.records);
    else asker?.reject(Object.assign(new Error(answer.message), { code: answer.code }));
  };
  parentPort?.on('message', (message: ToReader) => {
    if ('asked' in message) return hearDns(message);
    read(message, deps).then(say, (error: Error) =>
      say({ id: message.id, event: null, files: [], visibleText: null, error: error.message } satisfies ReadAnswer),
    );
  });
  say(readyToRead);
}
