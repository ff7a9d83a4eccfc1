/**
 * Can one computer fill the disk or hold the doors? Attack 40 with the product’s own budgets: fresh sessions from one address, and bodies that
 * come a byte at a time. Everybody else is served meanwhile. Minutes, for a slow body is waited for.
 */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inside, messageWith, openAttackShop, type AttackShop } from './set-up.ts';

let shop: AttackShop;
beforeAll(async () => {
  shop = await openAttackShop({ rateFactor: 1 });
});
afterAll(() => shop.close());

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** As somebody at this address of the machine. */
function send(from: string, path: string, headers: Record<string, string>, body: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(shop.url);
    const asked = request({ host: '127.0.0.1', port, localAddress: from, method: 'POST', path, headers, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode!, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const form = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="plan.bin"\r\n\r\n'),
    bytes,
    Buffer.from('\r\n--b--\r\n'),
  ]);
const room = (rest: string): string => `/m/${shop.messengerId}${rest}`;
async function session(from: string): Promise<string | null> {
  const { status, text } = await send(from, room('/sessions'), json, '{}');
  return status === 200 ? (JSON.parse(text) as { token: string }).token : null;
}
const upload = async (from: string, token: string, bytes: Buffer): Promise<number> =>
  (
    await send(
      from,
      room('/attachments'),
      { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=b' },
      form(bytes),
    )
  ).status;

test('attack 40: new sessions from one address make no new room, neither in files nor in megabytes, and the neighbour has theirs', async () => {
  const [flooder, neighbour] = ['127.0.0.2', '127.0.0.3'];
  const tokens: string[] = [];
  for (let count = 0; count < 100; count += 1) {
    const token = await session(flooder);
    if (token !== null) tokens.push(token);
  }
  expect(tokens.length).toBe(limits.requestsPerMinute.visitor);
  const taken = async (bytes: Buffer, most: number): Promise<number[]> => {
    const answers: number[] = [];
    for (let count = 0; count < most; count += 1) answers.push(await upload(flooder, tokens[count % tokens.length]!, bytes));
    return answers;
  };
  const large = await taken(Buffer.alloc(24 * 1024 * 1024, 1), 25);
  expect(large.filter((status) => status === 201).length).toBe(Math.floor(limits.requestsPerMinute.uploadMegabytes / 24.001));
  expect(new Set(large.slice(large.indexOf(429)))).toEqual(new Set([429]));
  const theirs = (await session(neighbour))!;
  expect(await upload(neighbour, theirs, Buffer.from('my plan'))).toBe(201);
  expect(
    (
      await send(
        neighbour,
        room('/messages'),
        { ...json, authorization: `Bearer ${theirs}` },
        JSON.stringify({ clientId: randomUUID(), text: 'neighbour40 asks' }),
      )
    ).status,
  ).toBe(201);
  await messageWith(shop.lantern, 'neighbour40 asks');

  const other = '127.0.0.4';
  const second = (await session(other))!;
  const fresh = [second, ...(await Promise.all(Array.from({ length: 5 }, () => session(other))))] as string[];
  const small: number[] = [];
  for (let count = 0; count < limits.requestsPerMinute.upload + 20; count += 1)
    small.push(await upload(other, fresh[count % fresh.length]!, Buffer.from(`file ${count}`)));
  expect(small.filter((status) => status === 201).length).toBe(limits.requestsPerMinute.upload);
});

test('attack 40: two hundred bodies that never end hold nobody up, are ended, and leave nothing', async () => {
  const visitor = (await session('127.0.0.5'))!;
  expect(await upload('127.0.0.5', visitor, Buffer.from('a plan'))).toBe(201);
  const { port } = new URL(shop.url);
  const files = async (): Promise<number> =>
    (await inside(shop, shop.lantern.id, 'select 1 from tenant.attachment where workspace_id = $1')).length;
  const before = await files();
  const slow: { socket: Socket; heard: () => string; ended: Promise<void> }[] = [];
  for (let count = 0; count < 200; count += 1) {
    const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: '127.0.0.6' });
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.write(
      `POST ${room('/attachments')} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${visitor}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="slow.bin"\r\n\r\n`,
    );
    slow.push({ socket, heard: () => heard, ended });
  }
  const drip = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('x');
  }, 2_000);
  try {
    expect(await upload('127.0.0.5', visitor, Buffer.from('another plan'))).toBe(201);
    expect(
      (
        await send(
          '127.0.0.5',
          room('/messages'),
          { ...json, authorization: `Bearer ${visitor}` },
          JSON.stringify({ clientId: randomUUID(), text: 'between slow ones' }),
        )
      ).status,
    ).toBe(201);
    await messageWith(shop.lantern, 'between slow ones');
    await Promise.all(slow.map((one) => one.ended));
  } finally {
    clearInterval(drip);
    for (const { socket } of slow) socket.destroy();
  }
  // Each was told off, for its slowness or for being one too many, and none was taken for a file.
  expect(slow.filter((one) => !/^HTTP\/1\.1 (?:408|429)/.test(one.heard())).map((one) => one.heard().slice(0, 60))).toEqual([]);
  expect(slow.some((one) => one.heard().startsWith('HTTP/1.1 408'))).toBe(true);
  expect(await files()).toBe(before + 1);
});
