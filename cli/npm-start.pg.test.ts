/** Does `npm start` stop as it should, begun as an operator begins it: by npm, under the Node the machine has? */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildScreens } from './build-screens.ts';

const root = join(import.meta.dirname, '..');
/** Without what npm puts in front for its scripts: this is the Node of the machine. */
const path = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);
let folder = '';
const groups: number[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meanwhile-npm-'));
  await buildScreens(() => undefined);
}, 300_000);
afterAll(() => {
  for (const group of groups) if (isAlive(-group)) process.kill(-group, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly npm: ChildProcess;
  readonly url: string;
  readonly link: string;
  readonly serverPid: number;
  readonly databasePid: number;
  readonly said: () => string;
  readonly ended: Promise<number | string | null>;
}

async function npmStart(name: string): Promise<Running> {
  const dataDir = join(folder, name);
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { PATH: path, HOME: folder, DATA_DIR: dataDir, PORT: '0', SMTP_PORT: '0' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  groups.push(npm.pid!);
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | string | null>((resolve) => npm.once('close', (code, signal) => resolve(code ?? signal)));
  await until(() => {
    if (npm.exitCode !== null) throw new Error(`it ended: ${said}`);
    return said.includes('/sign-in/link#t=') && said.endsWith('\n');
  });
  return {
    npm,
    url: /^Meanwhile is ready at (http:\/\/localhost:\d+)$/m.exec(said)![1]!,
    link: /^Sign in once, within an hour: (\S+)$/m.exec(said)![1]!,
    serverPid: (JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8')) as { pid: number }).pid,
    databasePid: Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]),
    said: () => said,
    ended,
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A request that the server has begun to read and whose body never comes to its end: stopping waits for it. */
function unfinishedRequest(url: string): Promise<Socket> {
  const { port, host } = new URL(url);
  const head = `POST /api/auth/sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(head));
    socket.once('error', reject);
    // “100 Continue”: it has read the head.
    socket.once('data', () => socket.write('{', () => resolve(socket)));
  });
}

const endsClean = { code: 0, server: false, database: false, runFile: false };
async function endOf(name: string, running: Running): Promise<Record<keyof typeof endsClean, unknown>> {
  const code = await running.ended;
  await until(() => !isAlive(running.serverPid) && !isAlive(running.databasePid));
  return {
    code,
    server: isAlive(running.serverPid),
    database: existsSync(join(folder, name, 'postgres', 'postmaster.pid')),
    runFile: existsSync(join(folder, name, 'run.json')),
  };
}

test('the address and a link are printed, and whoever tells npm to end ends the server and its database, cleanly', async () => {
  const running = await npmStart('shop');
  expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
  expect(running.link.startsWith(`${running.url}/sign-in/link#t=`)).toBe(true);
  running.npm.kill('SIGTERM');
  expect(await endOf('shop', running)).toEqual(endsClean);
});

test('Ctrl-C reaches npm and the server, which counts it once; a second one ends a slow stop at once and leaves no database behind', async () => {
  const running = await npmStart('shop');
  const begun = await unfinishedRequest(running.url);
  process.kill(-running.npm.pid!, 'SIGINT');
  await until(() => running.said().includes('stopping: running work is finished first'));
  // Whoever presses again, and means it, takes longer than npm takes to pass the first one on.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(isAlive(running.serverPid), 'the begun request may still be finished').toBe(true);
  const secondAt = performance.now();
  process.kill(-running.npm.pid!, 'SIGINT');
  const { code } = await endOf('shop', running);
  expect(code).not.toBe(0);
  // Patience with a begun request is twenty seconds; nobody who asks twice waits for it.
  expect(performance.now() - secondAt).toBeLessThan(10_000);
  begun.destroy();
  // What was cut off heals by itself.
  const again = await npmStart('shop');
  again.npm.kill('SIGTERM');
  expect(await endOf('shop', again)).toEqual(endsClean);
});
