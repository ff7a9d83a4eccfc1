/** Can an address that somebody typed in lead us into our own network? Every trick on the list, against a collector on loopback that must hear nothing. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { acceptableUrl, createGuardedFetch, guardedLookup, isPublicAddress } from './guarded-fetch.ts';

/** Fifty megabytes of nothing, made before anybody waits for it. */
const bombBytes = gzipSync(Buffer.alloc(50_000_000));
let collector: Server;
let port: number;
let heard: string[] = [];
let connections = 0;
beforeAll(async () => {
  collector = createServer((request, response) => {
    heard.push(request.url ?? '');
    if (request.url === '/redirect') return void response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
    if (request.url === '/large') return void response.writeHead(200).end(Buffer.alloc(5_000_000, 'x'));
    if (request.url === '/bomb') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bombBytes);
    if (request.url === '/silent') return undefined;
    if (request.url === '/endless') {
      response.writeHead(200);
      const drip = setInterval(() => response.write('drip'), 20);
      return void response.on('close', () => clearInterval(drip));
    }
    return void response.writeHead(200).end('ok');
  });
  collector.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve));
  port = (collector.address() as AddressInfo).port;
});
afterAll(() => collector.close());
beforeEach(() => {
  heard = [];
  connections = 0;
});

test.each([
  ['8.8.8.8', true],
  ['2606:4700:4700::1111', true],
  ['127.0.0.1', false],
  ['127.8.8.8', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['192.168.0.1', false],
  ['100.64.0.1', false],
  ['100.100.100.200', false],
  ['169.254.169.254', false],
  ['168.63.129.16', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['224.0.0.1', false],
  ['198.18.0.1', false],
  ['192.0.0.192', false],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['::127.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['64:ff9b:1::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001:0:7f00:1::', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fc00::1', false],
  ['fd00:ec2::254', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['2001:db8::1', false],
  ['nonsense', false],
  ['', false],
])('%s is an address for us to call: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test.each([
  'http://shop.example/',
  'ftp://shop.example/',
  'file:///etc/passwd',
  'gopher://shop.example',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://0x7f000001/',
  'https://2130706433/',
  'https://0177.0.0.1/',
  'https://0/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[fe80::1%25eth0]/',
  'https://[64:ff9b::7f00:1]/',
  'https://169.254.169.254/latest',
  'https://localhost/',
  'https://localhost./',
  'https://a.localhost/',
  'https://intranet/',
  'https://db.internal/',
  'https://ok@evil.example/',
  'https://ok:pw@evil.example/',
  'https://evil.example#@ok.example/',
  'https:\\\\evil.example',
  'https://evil.example\\@ok.example',
  'https://evil.example/\r\nX: y',
  ' https://evil.example',
  'https://evil.example/\t',
  'https://１２７.０.０.１/',
  'https://127。0。0。1/',
  'not a url',
  '',
])('%j is not accepted', (text) => {
  expect(acceptableUrl(text)).toBeNull();
});

test('an ordinary address is accepted as it is', () => {
  expect(acceptableUrl('https://hooks.shop.example:8443/in?x=1')?.href).toBe('https://hooks.shop.example:8443/in?x=1');
});

test('where loopback is allowed, an answer comes with its status and at most 64 kB of its body, and no redirect is followed', async () => {
  const guarded = createGuardedFetch({ allowLoopback: true, timeoutMs: 20_000 });
  expect(await guarded.post(`http://127.0.0.1:${port}/`, {}, '{}')).toMatchObject({ kind: 'answer', status: 200, body: Buffer.from('ok') });
  expect(await guarded.post(`http://localhost:${port}/`, {}, '{}')).toMatchObject({ kind: 'answer', status: 200 });
  const large = await guarded.post(`http://127.0.0.1:${port}/large`, {}, '{}');
  expect(large.kind === 'answer' && large.body.length).toBe(64 * 1024);
  const bomb = await guarded.post(`http://127.0.0.1:${port}/bomb`, {}, '{}');
  expect(bomb.kind === 'answer' && bomb.body.length).toBeLessThanOrEqual(64 * 1024);
  expect(await guarded.post(`http://127.0.0.1:${port}/redirect`, {}, '{}')).toMatchObject({ kind: 'answer', status: 302 });
  expect(heard).not.toContain('/inside');
  await guarded.close();
});

test('silence ends with the time limit, and so does an answer without an end', async () => {
  const guarded = createGuardedFetch({ allowLoopback: true, timeoutMs: 300 });
  expect(await guarded.post(`http://127.0.0.1:${port}/silent`, {}, '{}')).toEqual({ kind: 'timed_out' });
  expect(await guarded.post(`http://127.0.0.1:${port}/endless`, {}, '{}')).toMatchObject({ kind: 'answer', status: 200 });
  await guarded.close();
});

test('what the guard refuses looks like what is closed, and nothing inside hears of it', async () => {
  const guarded = createGuardedFetch({ timeoutMs: 2_000, resolve: async () => ['127.0.0.1'] });
  const open = createGuardedFetch({ allowLoopback: true, timeoutMs: 2_000 });
  const closed = await open.post('http://127.0.0.1:9/', {}, '{}');
  for (const url of [`https://127.0.0.1:${port}/`, `https://rebound.example:${port}/`, `http://127.0.0.1:${port}/`])
    expect(await guarded.post(url, {}, '{}')).toEqual(closed);
  expect(closed).toEqual({ kind: 'unreachable' });
  expect([connections, heard]).toEqual([0, []]);
  await Promise.all([guarded.close(), open.close()]);
});

test('a name that changes its mind between two questions is asked once, and a name with one private address is refused whole', async () => {
  // Looked up, never connected to: tests call no address but this machine's.
  const answers = [['93.184.216.34'], ['127.0.0.1'], ['127.0.0.1']];
  let asked = 0;
  const lookup = guardedLookup({ resolve: async () => answers[Math.min(asked++, 2)]! });
  const look = (): Promise<unknown> =>
    new Promise((done) => lookup('rebinding.example', { all: true }, (error, found) => done(error ?? found)));
  expect(await look()).toEqual([{ address: '93.184.216.34', family: 4 }]);
  expect(asked).toBe(1);
  expect(await look()).toBeInstanceOf(Error);
  const mixed = createGuardedFetch({ timeoutMs: 400, resolve: async () => ['93.184.216.34', '::1'] });
  expect(await mixed.post(`https://mixed.example:${port}/`, {}, '{}')).toEqual({ kind: 'unreachable' });
  const mapped = createGuardedFetch({ timeoutMs: 400, resolve: async () => ['::ffff:127.0.0.1'] });
  expect(await mapped.post(`https://mapped.example:${port}/`, {}, '{}')).toEqual({ kind: 'unreachable' });
  expect(connections).toBe(0);
  await Promise.all([mixed.close(), mapped.close()]);
});
