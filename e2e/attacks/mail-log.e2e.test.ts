/** Attack 125: what does the log tell an outsider who reads it? A whole conversation at the most talkative level, then the log is searched for everything it must not hold. */
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { createLog } from '@meanwhile/server/platform/log.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { expectNoCanaryCrossed, messageWith, openAttackShop, rawMail, signed, visit, type AttackShop } from './set-up.ts';

let shop: AttackShop;
let written = '';
const log = createLog(
  'trace',
  new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  }),
);
beforeAll(async () => {
  shop = await openAttackShop({ log });
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const card = '4111 1111 1111 1111';
const password = 'a quiet lantern by the sea 9';
const ansi = '\u001b[31mred\u001b[0m\r\n{"level":60,"msg":"forged line"}';
const address = 'gina125@post.example';

test('attack 125: no words, addresses, card numbers, tokens or passwords of anybody are in the log, and every line is one object', async () => {
  // It does hold what it is for.
  log.info({ channelId: shop.messengerId }, 'the test begins');
  expect(written).toContain('the test begins');

  const spoken = `gina-canary-125 ${card} ${ansi}`;
  const raw = await signed(
    rawMail({
      from: `"Gina gina-name-125" <${address}>`,
      subject: 'gina-subject-125',
      text: spoken,
      headers: [`X-Evil: ${ansi.replaceAll(/[\r\n]/g, '')}`],
    }),
  );
  await shop.mail(raw, { from: address });
  const mailed = await messageWith(shop.lantern, 'gina-canary-125');
  expect((await shop.api('POST', '/messages', { caseId: mailed.caseId, text: `answer-canary-125 ${card}` })).status).toBe(201);
  await until('the answer left', async () => shop.sink.mails.some((mail) => mail.raw.includes('answer-canary-125')));
  const visitor = await visit(shop, shop.messengerId);
  const file = (await (await visitor.upload('file-canary-125.txt', `inside ${card}`, 'text/plain')).json()) as { id: string };
  await visitor.say(spoken.replace('gina', 'typed'), { attachmentIds: [file.id] });
  await messageWith(shop.lantern, 'typed-canary-125');

  // Everything that is likely to be logged: refusals, faults, wrong passwords, bent tokens, unreadable bodies, mail nobody vouches for.
  await shop.mail(rawMail({ from: address, text: spoken }), { from: `bounce-canary-125@evil.example` });
  await shop.mail(rawMail({ from: address }), { to: [`nobody-canary-125@lantern.example`] });
  await fetch(`${shop.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: shop.url },
    body: JSON.stringify({ email: address, password }),
  });
  await fetch(`${shop.url}/api/auth/link/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: shop.url },
    body: JSON.stringify({ token: 'link-canary-125' }),
  });
  for (const token of [`${shop.token}x`, visitor.token])
    await fetch(`${shop.url}/api/v1/messages?cursor=${encodeURIComponent('query-canary-125\r\n{"level":60}')}`, {
      headers: { authorization: `Bearer ${token}`, 'user-agent': `agent-canary-125 ${'\u001b'.replace('\u001b', '')}` },
    });
  await fetch(`${shop.url}/m/${shop.messengerId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"identity":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqd3QtY2FuYXJ5LTEyNSJ9.c2lnbmF0dXJlLWNhbmFyeQ","text":"${password}"}`,
  });
  await fetch(`${shop.url}/m/${shop.messengerId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"identity":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqd3QtY2FuYXJ5LTEyNSJ9.c2lnbmF0dXJlLWNhbmFyeQ"}`,
  });
  await fetch(`${shop.url}/path-canary-125/${encodeURIComponent(ansi)}`);
  await shop.api('POST', '/messages', { caseId: randomUUID(), text: spoken });
  await shop.api('POST', '/messages', `not an object ${spoken}`);
  // A fault of ours with words in it: the database says the value it could not take.
  log.error(
    {
      err: Object.assign(new Error(`invalid input: "${address}" ${card} ${shop.token}`), {
        code: '22P02',
        detail: spoken,
        parameters: [password],
        client: { password },
      }),
    },
    ansi,
  );
  log.warn({ token: shop.token, password, nested: { secret: password, cookie: visitor.token } }, `Bearer ${visitor.token}`);
  await until('the log is written', async () => written.includes('22P02'));

  const lines = written.trimEnd().split('\n');
  for (const line of lines) {
    const parsed = JSON.parse(line) as { level: number; msg?: string };
    expect(typeof parsed).toBe('object');
    expect(line.includes('\u001b')).toBe(false);
  }
  expect(lines.filter((line) => (JSON.parse(line) as { msg?: string }).msg === 'forged line')).toEqual([]);
  const forbidden: Record<string, string> = {
    'words of a customer': 'canary-125',
    'a name': 'gina-name-125',
    'a subject': 'gina-subject-125',
    'an address': address,
    'another address': '@post.example',
    'a card number': '4111',
    'a password': password,
    'an API token': shop.token,
    'half an API token': shop.token.slice(0, 20),
    'the other API token': shop.harbour.token,
    'a visitor token': visitor.token,
    'a site token': 'eyJhbGciOi',
    'the canary of a workspace': shop.lantern.canary,
    'the other canary': shop.harbour.canary,
  };
  for (const [what, text] of Object.entries(forbidden)) expect([what, lines.filter((line) => line.includes(text))]).toEqual([what, []]);
});
