/** Web and worker as two processes on one database, begun as an operator begins them: does one do what the other does not, and what is seen when one is killed? */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSink, type Sink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import { peerIsMissing, startPeer, type PeerServer } from '@meanwhile/server/platform/postgres/test-peer.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildScreens } from './build-screens.ts';

const missing = peerIsMissing(15);
if (missing !== null) console.warn(`skipped: ${missing}`);
const metricsToken = 'a-long-token-for-two-processes-apart';

describe.skipIf(missing !== null)("web and worker apart, on Debian's PostgreSQL 15", () => {
  let folder = '';
  let peer: PeerServer;
  let sink: Sink;
  let web: Running;
  let worker: Running;
  let token = '';
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meanwhile-roles-'));
    await buildScreens(() => undefined);
    peer = await startPeer(15);
    sink = await startSink();
    await behind('postgres', 'create database shop');
    web = await start('web');
    worker = await start('worker');
    token = (await result('token', 'create', '--name', 'Two processes', '--scope', '*')).trim();
  }, 300_000);
  afterAll(async () => {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
    await sink.close();
    await peer.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Running {
    readonly child: ChildProcess;
    readonly url: string;
    readonly said: () => string;
    readonly ended: Promise<number | string | null>;
  }

  const settings = (): string[] => ['--database-url', peer.urlFor('shop'), '--data-dir', join(folder, 'data')];

  function run(...args: string[]): Omit<Running, 'url'> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args, ...settings()], {
      env: { PATH: process.env['PATH'] ?? '', SMTP_URL: sink.url, METRICS_TOKEN: metricsToken, SMTP_PORT: '0', PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { child, said: () => said, ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal))) };
  }
  async function start(role: 'web' | 'worker'): Promise<Running> {
    const running = run('start', '--role', role);
    await until(`the ${role} is there`, () => {
      if (running.child.exitCode !== null) throw new Error(`it ended: ${running.said()}`);
      return running.said().includes(role === 'web' ? 'Sign in once' : 'Meanwhile is working; the web is served by other processes.');
    });
    return { ...running, url: /^Meanwhile is ready at (http:\/\/localhost:\d+)$/m.exec(running.said())?.[1] ?? '' };
  }
  async function result(...args: string[]): Promise<string> {
    const running = run(...args);
    expect(await running.ended, running.said()).toBe(0);
    return running.said();
  }
  async function behind<Row extends object>(database: string, query: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client(peer.urlFor(database));
    await client.connect();
    try {
      return (await client.query(query, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }
  async function until<T>(what: string, ask: () => T | Promise<T>, guardMs = 90_000): Promise<T> {
    for (const end = Date.now() + guardMs; ; await sleep(100)) {
      const found = await ask();
      if (found) return found;
      if (Date.now() > end) throw new Error(`never: ${what}`);
    }
  }

  const api = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> => {
    const answer = await fetch(`${web.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const messageWith = (text: string): Promise<any> =>
    until(`a message with ${text}`, async () =>
      ((await api('GET', '/messages?limit=200')).body.items as { text: string }[]).find((one) => one.text === text),
    );
  const figure = async (name: string): Promise<number> => {
    const answer = await fetch(`${web.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
    const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? 0 : Number(line.slice(name.length));
  };

  /** Somebody on the website who leaves their address and goes. */
  async function writes(text: string, leaves = true): Promise<void> {
    const channel = ((await api('GET', '/channels')).body.items as { id: string; type: string }[]).find((one) => one.type === 'messenger')!;
    const post = (path: string, method: string, body: unknown, session?: string): Promise<Response> =>
      fetch(`${web.url}/m/${channel.id}/${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...(session === undefined ? {} : { authorization: `Bearer ${session}` }) },
        body: JSON.stringify(body),
      });
    const session = ((await (await post('sessions', 'POST', {})).json()) as { token: string }).token;
    expect((await post('messages', 'POST', { clientId: randomUUID(), text }, session)).status).toBeLessThan(300);
    // Nobody knows a customer before a worker has taken them in.
    if (!leaves) return;
    await messageWith(text);
    const email = `${text.split(' ')[0]!.toLowerCase()}@post.example`;
    expect((await post('contact', 'PUT', { email }, session)).status).toBeLessThan(300);
  }
  const mailsTo = (name: string): number => sink.mails.filter((mail) => mail.to.includes(`${name}@post.example`)).length;

  test('a message comes in by the web, the worker takes it further, and what is to be mailed is mailed by the worker', async () => {
    await writes('Jonas asks where his lamp is');
    const { caseId, conversationId } = await messageWith('Jonas asks where his lamp is');
    await until('a time is told', async () => (await api('GET', `/commitments?conversationId=${conversationId}`)).body.items.length > 0);
    expect((await api('POST', '/messages', { caseId, text: 'It left today.', undoMs: 0 })).status).toBe(201);
    await until('the mail server has it', () => mailsTo('jonas') > 0);
    expect((await fetch(`${web.url}/readyz`)).status).toBe(200);
    expect(await result('doctor')).toContain('nothing is overdue');
  });

  test('a killed worker: the web takes messages in all the same, its figures and the doctor say that nothing is worked off, and the next worker does it once', async () => {
    await writes('Mina asks where her bell is');
    const { caseId } = await messageWith('Mina asks where her bell is');
    worker.child.kill('SIGKILL');
    expect(await worker.ended).toBe('SIGKILL');
    await writes('Ole asks for a bigger bell', false);
    expect((await api('POST', '/messages', { caseId, text: 'It leaves tomorrow.', undoMs: 0 })).status).toBe(201);
    await until('the delivery is overdue', async () => (await figure('meanwhile_work_overdue_seconds{kind="delivery"}')) > 1);
    await until('taking in lags', async () => (await figure('meanwhile_intake_lag_seconds')) > 1);
    expect((await fetch(`${web.url}/readyz`)).status).toBe(200);
    expect(((await api('GET', '/messages?limit=200')).body.items as { text: string }[]).map((one) => one.text)).not.toContain(
      'Ole asks for a bigger bell',
    );
    expect(mailsTo('mina')).toBe(0);
    // As if a minute had gone by.
    await behind('shop', `update work.item set due_at = due_at - interval '61 seconds' where kind = 'delivery'`);
    expect(await result('doctor')).toMatch(/overdue: delivery for \d+ s\. No process with ROLE=worker or all is running/);
    worker = await start('worker');
    await messageWith('Ole asks for a bigger bell');
    await until('the mail server has it', () => mailsTo('mina') > 0);
    await until('the worker has caught up', async () => (await figure('meanwhile_work_overdue_seconds{kind="delivery"}')) === 0);
    expect(mailsTo('mina')).toBe(1);
  });

  test('a killed web: nobody answers at its address, the worker sends what was due, and the next web shows all of it', async () => {
    await writes('Nora asks for a lamp');
    const { caseId } = await messageWith('Nora asks for a lamp');
    expect((await api('POST', '/messages', { caseId, text: 'Two are left.', undoMs: 4_000 })).status).toBe(201);
    web.child.kill('SIGKILL');
    expect(await web.ended).toBe('SIGKILL');
    await expect(fetch(`${web.url}/readyz`)).rejects.toThrow('fetch failed');
    await until('the mail server has it', () => mailsTo('nora') > 0);
    expect(worker.child.exitCode).toBeNull();
    web = await start('web');
    expect((await fetch(`${web.url}/readyz`)).status).toBe(200);
    await messageWith('Two are left.');
    expect(mailsTo('nora')).toBe(1);
    worker.child.kill('SIGTERM');
    web.child.kill('SIGTERM');
    expect(await Promise.all([worker.ended, web.ended])).toEqual([0, 0]);
  });
});
