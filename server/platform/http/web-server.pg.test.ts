/** Is everything a client can get wrong answered as a problem, also what never became a request, and what comes while we stop? */
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { testPlatform, type TestPlatform } from '../test-platform.ts';
import { createWebServer, type WebServer } from './web-server.ts';

let base: TestPlatform;
let web: WebServer;
afterEach(async () => {
  await web.app.close();
  await base.close();
});

async function listening(slow: () => Promise<void> | undefined = () => undefined): Promise<number> {
  base = await testPlatform();
  web = await createWebServer(base.platform);
  web.app.get('/slow', async () => {
    await slow();
    return { late: true };
  });
  await web.app.listen({ port: 0, host: '127.0.0.1' });
  return (web.app.server.address() as AddressInfo).port;
}

function speak(port: number): { socket: Socket; ended: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  return {
    socket,
    ended: new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => resolve(text));
    }),
  };
}

/** What a server writes to a client that speaks like this. */
async function said(port: number, bytes: string): Promise<{ status: number; head: string; problem: { code: string; status: number } }> {
  const { socket, ended } = speak(port);
  socket.write(bytes);
  const [head = '', body = ''] = (await ended).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), problem: JSON.parse(body) };
}

test.each([
  ['a header that is none', 'GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n', 400, 'bad_request'],
  [
    'two lengths at once',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'bad_request',
  ],
  ['headers of 40 kB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ['a path that is none', 'GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400, 'bad_request'],
  ['a method nobody offers', 'PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404, 'not_found'],
])('%s is a problem with a code, and the connection ends', async (_what, bytes, status, code) => {
  const answer = await said(await listening(), bytes);
  expect(answer).toMatchObject({ status, problem: { code, status } });
  expect(answer.head).toContain('content-type: application/problem+json');
  expect(answer.head).toContain('cache-control: no-store');
  expect(answer.head).toContain('x-content-type-options: nosniff');
});

test('stopping finishes what has begun, and tells what comes after it to try again', async () => {
  let begin = (): void => undefined;
  let finish = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const port = await listening(() => (begin(), slow));
  const late = speak(port);
  late.socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n');
  const early = speak(port);
  early.socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await begun;
  const closing = web.app.close();
  await expect.poll(() => web.app.server.listening).toBe(false);
  late.socket.write('\r\n');
  expect(await late.ended).toMatch(/^HTTP\/1\.1 503[^]*retry-after: 1[^]*application\/problem\+json[^]*"code":"overloaded"/);
  finish();
  expect(await early.ended).toContain('{"late":true}');
  await closing;
});
