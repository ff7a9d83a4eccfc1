/** What can a client do to the stream by sending too much, or by not reading? Attack 91: forged events, large frames, floods, compressed bombs, and a reader that sleeps. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import {
  expectNoCanaryCrossed,
  messagesOf,
  messageWith,
  openAttackShop,
  visit,
  type AttackShop,
  type Person,
  type Visitor,
} from './set-up.ts';
import { isReady, openSocket, says, type Socket } from './socket.ts';

let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
let caseId: string;
/** Somebody who behaves, beside every attacker. */
let witness: Socket;

beforeAll(async () => {
  shop = await openAttackShop();
  mia = await shop.owner('lantern');
  jonas = await visit(shop, shop.messengerId);
  await jonas.say('jonas-asks');
  caseId = (await messageWith(shop.lantern, 'jonas-asks')).caseId;
  witness = await desk();
});
afterAll(async () => {
  witness.close();
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

async function desk(): Promise<Socket> {
  const made = await openSocket(`${shop.url}/api/v1/stream`, { token: shop.token });
  await made.heard(isReady);
  return made;
}
async function messenger(): Promise<Socket> {
  const made = await openSocket(`${shop.url}/m/${shop.messengerId}/stream`, { token: jonas.token });
  await made.heard(isReady);
  return made;
}
async function expectAllWell(): Promise<void> {
  const word = `all-well-${randomUUID()}`;
  await jonas.say(word);
  await witness.heard(says(word));
  expect(witness.code()).toBeNull();
}
const socketsOpen = (): number =>
  (shop.server.web!.app as unknown as { websocketServer: { clients: Set<unknown> } }).websocketServer.clients.size;

test('attack 91: events that a client says are heard by nobody and kept nowhere', async () => {
  const [forger, customer] = [await desk(), await messenger()];
  const before = (await messagesOf(shop.lantern)).length;
  const message = { id: randomUUID(), seq: 1, from: 'us', text: 'forged-91', at: new Date().toISOString(), attachments: [] };
  const event = {
    id: randomUUID(),
    cursor: '1.1:1:',
    type: 'message.sent',
    at: message.at,
    conversationId: null,
    caseId,
    channelId: null,
    subjectId: null,
    actor: 'system',
    payload: { message },
  };
  const frames = [
    { type: 'events', events: [event], cursor: '1.1:1:' },
    event,
    { type: 'message.sent', payload: { message } },
    { type: 'messages', messages: [message], cursor: '1.1:1:' },
    { type: 'ready', cursor: '1.1:1:', reset: true },
    { type: 'denied' },
    { type: 'hello', token: shop.harbour.token, cursor: null },
    { type: 'input', memberId: randomUUID() },
    { type: 'typing', text: 'forged-91' },
    null,
    7,
    [],
    'text',
  ];
  for (const attacker of [forger, customer]) for (const frame of frames) attacker.send(JSON.stringify(frame));
  await expectAllWell();
  const answered = await shop.api('POST', '/messages', { caseId, text: 'answer-91' });
  expect(answered.status).toBe(201);
  await Promise.all([witness, forger, customer].map((one) => one.heard(says('answer-91'))));
  for (const one of [witness, forger, customer]) {
    expect(one.text()).not.toContain('forged-91');
    expect(one.text()).not.toContain(shop.harbour.canary);
    expect(one.code()).toBeNull();
  }
  expect((await messagesOf(shop.lantern)).length).toBe(before + 2);
  forger.close();
  customer.close();
});

test('attack 91: a frame that is too large, binary, or no frame at all ends the line, and only that line', async () => {
  const full = JSON.stringify({ type: 'input', filling: 'x'.repeat(limits.streamFrameBytes - 100) });
  for (const open of [desk, messenger]) {
    const fits = await open();
    fits.send(full);
    fits.send({ type: 'input' });
    await expectAllWell();
    expect(fits.code()).toBeNull();
    fits.close();
    for (const [frame, code] of [
      ['x'.repeat(limits.streamFrameBytes + 1), 1009],
      ['x'.repeat(8 * 1024 * 1024), 1009],
      [Buffer.from('{"type":"input"}'), 4408],
      ['{"type":', 4400],
      ['', 4400],
    ] as const) {
      const attacker = await open();
      attacker.send(frame);
      expect([code, 1006]).toContain(await attacker.closed());
    }
  }
  const nested = await desk();
  nested.send(`${'['.repeat(8_000)}${']'.repeat(8_000)}`);
  await expectAllWell();
  nested.close();
});

test('attack 91: ten thousand frames at once end the line before they are looked at', async () => {
  for (const open of [desk, messenger]) {
    const attacker = await open();
    for (let sent = 0; sent < 10_000; sent += 1) attacker.send('{"type":"input"}');
    expect([4408, 1006]).toContain(await attacker.closed());
    await expectAllWell();
  }
  await until('the lines are gone', async () => socketsOpen() === 1);
});

test('attack 91: compression is not offered, so a small frame cannot become a large one', async () => {
  const offering = await openSocket(`${shop.url}/api/v1/stream`, { token: shop.token }, {}, { perMessageDeflate: true });
  await offering.heard(isReady);
  expect(offering.raw.extensions).toBe('');
  offering.close();
  const bomb = deflateRawSync(Buffer.from(`{"type":"hello","filling":"${'x'.repeat(64 * 1024 * 1024)}"}`)).subarray(0, 60_000);
  const line = connect(Number(new URL(shop.url).port), 'localhost');
  const heard: Buffer[] = [];
  line.on('data', (chunk) => heard.push(Buffer.from(chunk)));
  line.on('error', () => undefined);
  const closed = new Promise((resolve) => line.once('close', resolve));
  line.write(
    'GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
  );
  await until('the upgrade', async () => Buffer.concat(heard).includes('101 Switching'));
  // FIN, RSV1 (compressed), text; masked with zeros.
  line.write(Buffer.concat([Buffer.from([0xc1, 0xfe, bomb.length >> 8, bomb.length & 255, 0, 0, 0, 0]), bomb]));
  await until('the refusal', async () => Buffer.concat(heard).includes(Buffer.from([0x03, 0xea])) || line.destroyed);
  line.end();
  await closed;
  await expectAllWell();
});

test('attack 91: a reader that sleeps is dropped with a bounded buffer, while the others hear everything', async () => {
  const sleeper = await desk();
  const pipe = (sleeper.raw as unknown as { _socket: { pause(): void; resume(): void } })._socket;
  pipe.pause();
  const clients = (shop.server.web!.app as unknown as { websocketServer: { clients: Set<{ bufferedAmount: number }> } }).websocketServer
    .clients;
  let most = 0;
  let written = 0;
  const text = 'z'.repeat(95_000);
  // The kernel takes some megabytes of its own before anything is held by us.
  while (socketsOpen() > 1 && written < 400) {
    await Promise.all(
      Array.from({ length: 8 }, () =>
        mia.fetch('/api/v1/notes', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          body: JSON.stringify({ caseId, text: `${text}-${(written += 1)}` }),
        }),
      ),
    );
    for (const client of clients) most = Math.max(most, client.bufferedAmount);
    if (most > limits.streamBufferBytes) break;
  }
  await witness.heard(says(`-${written}"`), 60_000);
  // One delivery may go beyond the limit once; after it nothing more is written.
  for (let more = 0; more < 3; more += 1) await expectAllWell();
  for (const client of clients) most = Math.max(most, client.bufferedAmount);
  expect(most).toBeGreaterThan(limits.streamBufferBytes / 4);
  expect(most).toBeLessThan(limits.streamBufferBytes + 16 * 200_000);
  pipe.resume();
  expect(await sleeper.closed(60_000)).toBe(4429);
  const notes = new Set([...witness.text().matchAll(/z-(\d+)"/g)].map((match) => match[1]));
  expect(notes.size).toBe(written);
  await expectAllWell();
});
