/** A reader of mail that some mails can end: by leaving, by never coming back, by eating all memory. Every other mail is read as ever. For tests only. */
import { loadMailChannels, readRequest } from './read-request.ts';
import { serveReader } from './serve-reader.ts';

const harms: Readonly<Record<string, () => void>> = {
  kill: () => process.exit(1),
  hang: () => {
    for (;;);
  },
  memory: () => {
    const eaten: unknown[] = [];
    for (;;) eaten.push(Array.from({ length: 100_000 }, () => ({})));
  },
};

await loadMailChannels();
serveReader(async (request, deps) => {
  const found = /^X-Poison: (\w+)/m.exec(Buffer.from(request.bytes).toString('latin1'))?.[1];
  if (found !== undefined) harms[found]?.();
  return readRequest(request, deps);
});
