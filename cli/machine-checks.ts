/** What does the machine offer? Node, disk, secret, files, ports and the mail server, each looked at without changing anything. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { readRunFile } from '@meanwhile/server/platform/postgres/run-file.ts';
import { loadSecrets, secretFile } from '@meanwhile/server/platform/settings/secret.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';

export interface Finding {
  readonly name: string;
  readonly state: 'good' | 'odd' | 'bad';
  readonly says: string;
}

const neededBytes = 1024 ** 3;
const patienceMs = 5_000;

export function nodeCheck(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 26
    ? { name: 'Node', state: 'good', says: process.version }
    : { name: 'Node', state: 'bad', says: `${process.version}; Meanwhile needs 26 and brings it: start it with npm.` };
}

export async function diskCheck(settings: Settings): Promise<Finding> {
  const folder = nearestFolder(settings.dataDir);
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const says = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free at ${folder}`;
  return {
    name: 'Disk',
    state: freeBytes >= neededBytes ? 'good' : 'bad',
    says: freeBytes >= neededBytes ? says : `${says}; at least 1 GiB is needed.`,
  };
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

export function secretCheck(settings: Settings): Finding {
  const name = 'Secret';
  const file = secretFile(settings.dataDir);
  if (settings.secretKey === null && !existsSync(file)) return { name, state: 'odd', says: `${file} will be made at the first start` };
  try {
    const count = loadSecrets(settings).length;
    if (settings.secretKey !== null) return { name, state: 'good', says: `${count} from SECRET_KEY` };
    const mode = statSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0) return { name, state: 'bad', says: `${file} can be read by others (${mode.toString(8)}): chmod 600 ${file}` };
    return { name, state: 'good', says: `${count} in ${file}` };
  } catch (error) {
    return { name, state: 'bad', says: (error as Error).message };
  }
}

export function filesCheck(settings: Settings): Finding {
  const folder = join(settings.dataDir, 'blobs');
  if (!existsSync(folder)) return { name: 'Files', state: 'odd', says: `${folder} will be made with the first file` };
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return { name: 'Files', state: 'good', says: folder };
  } catch (error) {
    return { name: 'Files', state: 'bad', says: `${folder} cannot be written: ${(error as Error).message}` };
  }
}

export async function portCheck(settings: Settings, what: 'web' | 'mail', port: number, host: string): Promise<Finding> {
  const name = what === 'web' ? 'Web port' : 'Mail port';
  const refusal = await tryToListen(port, host);
  if (refusal === null) return { name, state: 'good', says: `${port} on ${host} is free` };
  if (refusal === 'EADDRINUSE' && readRunFile(settings.dataDir)?.command === 'start')
    return { name, state: 'good', says: `${port} on ${host} is in use, and Meanwhile is running` };
  return { name, state: 'bad', says: `${port} on ${host} cannot be listened on: ${refusal}` };
}

function tryToListen(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

/** Connects and reads the greeting; sends nothing. */
export function smtpCheck(settings: Settings): Promise<Finding> {
  const name = 'Mail server';
  if (settings.smtpUrl === null) return Promise.resolve({ name, state: 'odd', says: 'SMTP_URL is not set: mail stays in the outbox' });
  const url = new URL(settings.smtpUrl);
  const port = Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587);
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port });
    const end = (state: Finding['state'], says: string): void => {
      socket.destroy();
      resolve({ name, state, says: `${url.hostname}:${port} ${says}` });
    };
    socket.setTimeout(patienceMs, () => end('bad', 'does not answer'));
    socket.once('error', (error) => end('bad', `cannot be reached: ${error.message}`));
    // With TLS from the first byte the server waits for us.
    if (url.protocol === 'smtps:') socket.once('connect', () => end('good', 'can be reached'));
    else
      socket.once('data', (greeting) =>
        greeting.toString().startsWith('220')
          ? end('good', 'answers')
          : end('bad', `answers, but not as a mail server: ${greeting.toString().trim().slice(0, 80)}`),
      );
  });
}
