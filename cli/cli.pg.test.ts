import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildScreens } from './build-screens.ts';

let folder = '';
let dataDir = '';
let busy: Server;
let busyPort = 0;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meanwhile-cli-'));
  dataDir = join(folder, 'data');
  await buildScreens(() => undefined);
  busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  const address = busy.address();
  busyPort = typeof address === 'object' && address !== null ? address.port : 0;
}, 300_000);
afterAll(() => {
  busy.close();
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number | null>;
}

function meanwhile(...args: string[]): Running {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return { child, out: () => out, err: () => err, ended: new Promise((resolve) => child.once('close', resolve)) };
}

async function untilReady(running: Running): Promise<string> {
  while (!running.out().includes('Sign in once')) {
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.err()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return running.out();
}

async function result(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const running = meanwhile(...args);
  const code = await running.ended;
  return { code, out: running.out(), err: running.err() };
}

const here = (...args: string[]): string[] => [...args, '--data-dir', dataDir];

test.each([
  ['a command that does not exist', ['strat'], 'There is no command "strat"'],
  ['a flag that does not exist', ['start', '--prot', '1'], '--prot'],
  ['a setting that cannot be', ['start', '--port', 'http'], 'PORT must be a port number'],
  ['a token without a name', ['token', 'create', '--scope', '*'], 'needs a name'],
  ['a scope that does not exist', ['token', 'create', '--name', 'bot', '--scope', 'everything'], 'no scope "everything"'],
])('%s is answered with the right way to ask, and nothing is started', async (_what, args, says) => {
  const { code, err } = await result(...here(...args));
  expect(code).toBe(2);
  expect(err).toContain(says);
  expect(existsSync(dataDir)).toBe(false);
});

test('a wrong DATABASE_URL is one clear sentence', async () => {
  const { code, err } = await result(
    'start',
    '--data-dir',
    join(folder, 'other'),
    '--database-url',
    'postgres://mina:secret-word@127.0.0.1:1/shop',
  );
  expect(code).toBe(1);
  expect(err).toMatch(/^Meanwhile could not start\. No database answers at 127\.0\.0\.1:1/);
  expect(err).not.toContain('secret-word');
});

test('from first start through commands, backup and stop', async () => {
  const running = meanwhile(...here('start', '--port', '0', '--smtp-port', '0'));
  const said = await untilReady(running);
  const url = /^Meanwhile is ready at (http:\/\/localhost:\d+)$/m.exec(said)?.[1];
  expect(url).toBeDefined();
  expect(said).toContain(`${url}/sign-in/link#t=`);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8'))).toMatchObject({ url, command: 'start', pid: running.child.pid });

  const second = await result(...here('start', '--port', '0', '--smtp-port', '0'));
  expect(second).toMatchObject({ code: 1, err: expect.stringContaining(`already running on ${dataDir} at ${url}`) as string });

  expect((await result(...here('sign-in-link'))).out).toContain(`${url}/sign-in/link#t=`);
  const token = (await result(...here('token', 'create', '--name', 'Night report', '--scope', '*'))).out.trim();
  const answer = await fetch(`${url}/api/v1/channels`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);

  const shop = ['--name', 'Harbour Tea', '--slug', 'harbour-tea', '--owner-email', 'bo@harbour.example'];
  expect((await result(...here('workspace', 'create', ...shop))).out).toContain('Workspace harbour-tea is ready');
  const moved = join(folder, 'harbour.tar');
  expect(await result(...here('workspace', 'export', 'harbour-tea', moved))).toMatchObject({ code: 0 });
  expect(readFileSync(moved, 'utf8')).toContain('bo@harbour.example');
  expect(await result(...here('workspace', 'delete', 'harbour-tea'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('say --yes') as string,
  });
  const gone = await result(...here('workspace', 'delete', 'harbour-tea', '--yes'));
  expect(gone).toMatchObject({ code: 0, out: expect.stringContaining('Accounts that were in no other workspace: 1') as string });
  expect(await result(...here('workspace', 'delete', 'harbour-tea', '--yes'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no workspace "harbour-tea"') as string,
  });
  expect(await result(...here('workspace', 'delete', 'my-workspace', '--yes'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('is the only workspace here') as string,
  });
  expect((await fetch(`${url}/api/v1/channels`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);

  expect((await result(...here('doctor'))).out).toContain('Nothing stands in the way');
  expect(await result(...here('backup', join(folder, 'shop.tar')))).toMatchObject({ code: 0 });

  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
  expect(existsSync(join(dataDir, 'run.json'))).toBe(false);
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
}, 300_000);

test('a port in use is named, and the database is stopped again', async () => {
  const { code, err } = await result(...here('start', '--port', String(busyPort), '--smtp-port', '0'));
  expect(code).toBe(1);
  expect(err).toContain(`Another program already listens on 127.0.0.1, port ${busyPort}`);
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
}, 120_000);

test('a backup comes back while nothing runs, and only into an empty database', async () => {
  const elsewhere = join(folder, 'restored');
  const first = await result('restore', join(folder, 'shop.tar'), '--data-dir', elsewhere);
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('every checksum agrees') as string });
  const again = await result('restore', join(folder, 'shop.tar'), '--data-dir', elsewhere);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('not empty') as string });
}, 180_000);

test('a schema from a newer version is left alone', async () => {
  const { openEmbedded } = await import('@meanwhile/server/platform/postgres/embedded.ts');
  const database = await openEmbedded(dataDir);
  const owner = new pg.Client(database.configFor('owner'));
  await owner.connect();
  await owner.query(`insert into public.meanwhile_migration values (9999, 'from the future', '', $1)`, [new Date(0)]);
  await owner.end();
  await database.close();
  const { code, err } = await result(...here('start', '--port', '0', '--smtp-port', '0'));
  expect(code).toBe(1);
  expect(err).toMatch(/^Meanwhile could not start\. The database is at schema 9999/);
}, 120_000);
