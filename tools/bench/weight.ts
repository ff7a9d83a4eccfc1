/** How heavy is it? Bytes over the wire as gzip of the built files, and resident memory of the idle process. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { processesIn } from '@meanwhile/server/platform/postgres/processes.ts';

const root = join(import.meta.dirname, '../..');

export interface Weights {
  readonly loaderBytes: number;
  readonly messengerBytes: number;
  readonly deskBytes: number;
}

function gzip(path: string): number {
  return gzipSync(readFileSync(path), { level: 9 }).byteLength;
}

/** Null where the screens have not been built. */
export function weigh(): Weights | null {
  const app = join(root, 'messenger/dist/app');
  const desk = join(root, 'desk/dist');
  if (!existsSync(join(app, 'manifest.json')) || !existsSync(join(desk, 'index.html'))) return null;
  const loaderBytes = gzip(join(root, 'messenger/dist/messenger.js'));
  const files = readdirSync(app);
  const english = files.filter((name) => /^(main-|en-).*\.(js|css)$/.test(name)).reduce((sum, name) => sum + gzip(join(app, name)), 0);
  // What the first page names: the entry and what is preloaded with it.
  const html = readFileSync(join(desk, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!);
  return { loaderBytes, messengerBytes: loaderBytes + english, deskBytes: named.reduce((sum, name) => sum + gzip(join(desk, name)), 0) };
}

/** Resident set of a process in MiB, from the operating system. */
export function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

/** Memory of all processes of the PostgreSQL in this folder, shared pages counted once (proportional set size), in MiB. */
export function postgresMb(folder: string): number {
  const kbOf = (pid: number): number => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  return processesIn(folder).reduce((sum, pid) => sum + kbOf(pid), 0) / 1024;
}
