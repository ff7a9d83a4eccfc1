/** Can somebody write as another visitor, write twice, or ask for too much? Attacks 41, 42, 45, 46 and 65 at the messenger's door and the API's. */
import { createHmac, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRateLimits } from '@meanwhile/server/platform/http/rate-limits.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { expectNoCanaryCrossed, inside, messagesOf, messageWith, openAttackShop, visit, type AttackShop } from './set-up.ts';

const secret = randomBytes(32).toString('hex');
const harbourSecret = randomBytes(32).toString('hex');
let shop: AttackShop;
beforeAll(async () => {
  shop = await openAttackShop();
  const set = (place: AttackShop['lantern'], identityKey: string) =>
    place.call('PATCH', `/channels/${place.messengerId}`, { secrets: { identityKey } });
  expect((await set(shop.lantern, secret)).status).toBe(200);
  expect((await set(shop.harbour, harbourSecret)).status).toBe(200);
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const claims = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  sub: 'customer-7',
  name: 'Vera',
  email: 'vera@post.example',
  aud: shop.messengerId,
  iat: now(),
  exp: now() + 600,
  ...over,
});
const now = (): number => Math.floor(Date.now() / 1_000);
const jwt = (payload: Record<string, unknown>, key = secret, alg = 'HS256'): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(bytes(key));
const session = (identity: string, channel = shop.messengerId): Promise<Response> =>
  fetch(`${shop.url}/m/${channel}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identity }),
  });
const counts = async (): Promise<string> =>
  JSON.stringify(
    await inside(
      shop,
      shop.lantern.id,
      'select (select count(*) from tenant.inbound where workspace_id = $1) as inbound, (select count(*) from tenant.customer where workspace_id = $1) as customers, (select count(*) from tenant.identity where workspace_id = $1) as identities',
    ),
  );

test('attack 45: a forged, expired or foreign site token names nobody', async () => {
  const fair = await session(await jwt(claims()));
  expect(fair.status).toBe(200);
  expect(await fair.json()).toMatchObject({ proof: 'site', name: 'Vera' });
  const before = await counts();
  const [header, payload, signature] = (await jwt(claims())).split('.') as [string, string, string];
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { privateKey } = generateKeyPairSync('ed25519');
  const bent: Record<string, string> = {
    'another secret': await jwt(claims(), randomBytes(32).toString('hex')),
    'the other workspace’s secret': await jwt(claims(), harbourSecret),
    'for the other workspace’s channel': await jwt(claims({ aud: shop.harbour.messengerId })),
    'for nobody': await jwt(claims({ aud: undefined })),
    expired: await jwt(claims({ iat: now() - 7_200, exp: now() - 3_600 })),
    'not yet valid': await jwt(claims({ nbf: now() + 3_600 })),
    'for ever': await jwt(claims({ exp: undefined })),
    'for years': await jwt(claims({ exp: now() + 10 * 365 * 86_400 })),
    'without a subject': await jwt(claims({ sub: undefined })),
    'no algorithm': new UnsecuredJWT(claims()).encode(),
    'a longer hash than agreed': await jwt(claims(), secret, 'HS512'),
    'SHA-1': `${part({ alg: 'HS1' })}.${payload}.${createHmac('sha1', secret)
      .update(`${part({ alg: 'HS1' })}.${payload}`)
      .digest('base64url')}`,
    'a key of the attacker’s own in the header': await new SignJWT(claims())
      .setProtectedHeader({ alg: 'EdDSA', jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } })
      .sign(privateKey),
    'other words under the same signature': `${header}.${part(claims({ sub: 'customer-8' }))}.${signature}`,
    'a cut signature': `${header}.${payload}.${signature.slice(0, -4)}`,
    'no signature': `${header}.${payload}.`,
    twice: `${header}.${payload}.${signature}.${signature}`,
    words: 'not a token',
  };
  for (const [name, token] of Object.entries(bent)) {
    const answer = await session(token);
    expect([name, answer.status]).toEqual([name, 401]);
    expect(await answer.json()).toMatchObject({ code: 'identity_refused' });
  }
  // At the other workspace's door this site's token is a stranger's.
  expect((await session(await jwt(claims()), shop.harbour.messengerId)).status).toBe(401);
  expect(await counts()).toBe(before);
});

test('attack 45: a bent, old or foreign visitor token writes nothing and reads nothing', async () => {
  const visitor = await visit(shop, shop.messengerId);
  expect((await visitor.say('fair45')).status).toBe(201);
  await messageWith(shop.lantern, 'fair45');
  const foreign = await visit(shop, shop.harbour.messengerId);
  const before = await counts();
  const last = visitor.token.lastIndexOf('.');
  const middle = visitor.token.lastIndexOf('.', last - 1);
  const [payload, keyId, mac] = [visitor.token.slice(0, middle), visitor.token.slice(middle + 1, last), visitor.token.slice(last + 1)];
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
  const rewritten = (at: number, value: unknown): string =>
    `${Buffer.from(JSON.stringify(content.with(at, value))).toString('base64url')}.${keyId}.${mac}`;
  const bent = [
    rewritten(1, 'f'.repeat(32)),
    rewritten(2, 'customer-7'),
    rewritten(4, Date.now() * 2),
    rewritten(0, shop.harbour.messengerId),
    foreign.token,
    `${payload}.${keyId}.`,
    `${payload}.${keyId}.${mac.slice(0, -1)}`,
    `${payload}.none.${mac}`,
    payload,
    '..',
    '',
    `${payload}.${keyId}.${mac.replace(/^./, (one) => (one === 'A' ? 'B' : 'A'))}`,
  ];
  for (const token of bent) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const base = `${shop.url}/m/${shop.messengerId}`;
    const tries = [
      fetch(`${base}/messages`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ clientId: randomUUID(), text: 'forged45', attachmentIds: [] }),
      }),
      fetch(`${base}/messages`, { headers }),
      fetch(`${base}/contact`, { method: 'PUT', headers, body: JSON.stringify({ email: 'eve@evil.example' }) }),
    ];
    for (const answer of await Promise.all(tries)) expect([token.slice(0, 20), answer.status]).toEqual([token.slice(0, 20), 401]);
  }
  // A session asked for with a bent token is a new stranger, not the visitor.
  const renewed = await visit(shop, shop.messengerId, { token: rewritten(1, content[1]) + 'x' });
  expect(await renewed.history()).toMatchObject({ messages: [] });
  // A year later the token is old; the clock of the shop decides.
  const { clock } = shop.server.platform;
  const nowAt = clock.nowAt.bind(clock);
  Object.assign(clock, { nowAt: () => nowAt() + 31 * 86_400_000 });
  const late = await visitor.say('late45');
  Object.assign(clock, { nowAt });
  expect(late.status).toBe(401);
  expect(await counts()).toBe(before);
});

test('attack 46: the same message a hundred times at once is one, and a replayed request of the API is its first answer', async () => {
  const visitor = await visit(shop, shop.messengerId);
  const clientId = randomUUID();
  const answers = await Promise.all(Array.from({ length: 100 }, () => visitor.say('once46', { clientId })));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 201]));
  expect(answers.filter((answer) => answer.status === 201).length).toBe(1);
  expect(new Set(await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id))).size).toBe(1);
  const { caseId } = await messageWith(shop.lantern, 'once46');
  await until(
    'nothing waits',
    async () => (await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound' limit 1`)).rowCount === 0,
  );
  expect((await messagesOf(shop.lantern)).filter((message) => message.text === 'once46').length).toBe(1);
  // Days later it still is; and another visitor's same id is another message.
  expect((await visitor.say('once46', { clientId })).status).toBe(200);
  const other = await visit(shop, shop.messengerId);
  expect((await other.say('other46', { clientId })).status).toBe(201);
  await messageWith(shop.lantern, 'other46');
  const send = (text: string) => shop.api('POST', '/messages', { caseId, text }, { 'idempotency-key': 'answer-46' });
  const replies = await Promise.all(Array.from({ length: 20 }, () => send('answer46')));
  expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
  expect((await send('other words')).status).toBe(422);
  expect((await messagesOf(shop.lantern)).filter((message) => message.text === 'answer46').length).toBe(1);
});

test('attack 41: a million different names, languages and zones are not remembered', async () => {
  const entry = (query: string): Promise<Response> => fetch(`${shop.url}/m/${shop.messengerId}/entry?${query}`);
  expect((await entry('locale=de&zone=Europe/Berlin')).status).toBe(200);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const limits = createRateLimits();
  limits.spend('read', 'warm');
  const before = heap();
  for (let source = 0; source < 1_000_000; source += 1) limits.spend('read', `source ${source}`);
  expect(heap() - before).toBeLessThan(40 * 1024 * 1024);
  const languages = ['de', 'fr', 'nl', 'en', 'es'];
  const asked: number[] = [];
  for (let count = 0; count < 500; count += 1)
    asked.push(
      (
        await entry(
          `locale=${languages[count % 5]}-${String.fromCharCode(65 + (count % 26))}${String.fromCharCode(65 + (Math.floor(count / 26) % 26))}&zone=Etc/GMT${count % 2 === 0 ? '-' : '%2B'}${count % 12}`,
        )
      ).status,
    );
  expect(asked.filter((status) => status !== 200)).toEqual([]);
  expect(heap() - before).toBeLessThan(80 * 1024 * 1024);
  // What is no zone or language is read as the shop's own, and does not spoil the visitor's messages.
  const visitor = await visit(shop, shop.messengerId);
  await visitor.say('first41');
  await messageWith(shop.lantern, 'first41');
  const again = await visit(shop, shop.messengerId, { token: visitor.token, zone: 'Mars/Olympus', locale: 'x-not-a-language' });
  expect((await again.say('second41')).status).toBe(201);
  await messageWith(shop.lantern, 'second41');
  expect((await entry('locale=%00%00&zone=Mars/Olympus')).status).toBeLessThan(500);
});

test('attack 42: bottomless JSON, endless lists and huge pages are refused, and no statement runs for ever', async () => {
  expect((await shop.api('POST', '/topics', { name: 'Returns' })).status).toBeLessThan(300);
  const post = (path: string, body: string): Promise<Response> =>
    fetch(`${shop.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body,
    });
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const deepObject = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  for (const body of [
    deep,
    deepObject,
    `{"name":${deep}}`,
    `{"name":"x","more":${deepObject}}`,
    '{"name":',
    '{"name":"\\ud800"}{',
    'null',
    '1e999999',
  ]) {
    const answer = await post('/api/v1/topics', body);
    expect([body.slice(0, 30), answer.status]).toEqual([body.slice(0, 30), 400]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  }
  expect((await post('/api/v1/topics', JSON.stringify({ name: 'x'.repeat(2_000_000) }))).status).toBe(413);
  const { caseId } = await messageWith(shop.lantern, shop.lantern.canary);
  expect(
    (
      await post(
        '/api/v1/messages',
        JSON.stringify({ caseId, text: 'x', attachmentIds: Array.from({ length: 20_000 }, () => randomUUID()) }),
      )
    ).status,
  ).toBe(400);
  expect((await post(`/m/${shop.messengerId}/sessions`, deep)).status).toBe(400);
  for (const query of [
    'limit=1000000000',
    'limit=-1',
    'limit=0',
    'limit=1e9',
    'limit=NaN',
    `cursor=${'a'.repeat(401)}`,
    'sort=text',
    'limit=10&limit=20',
    'unknown=1',
  ]) {
    expect([query, (await shop.api('GET', `/messages?${query}`)).status]).toEqual([query, 400]);
  }
  expect((await shop.api('GET', '/messages?limit=200')).status).toBe(200);
  // Refused for its length by the route, or by the door for an address too long; a hundred thousand words never get as far as either.
  expect((await shop.api('GET', `/search?q=${encodeURIComponent('lamp '.repeat(30))}`)).status).toBe(200);
  for (const [words, expected] of [
    [200, 400],
    [2_000, 400],
    [100_000, 431],
  ] as const)
    expect([words, (await shop.api('GET', `/search?q=${encodeURIComponent('a '.repeat(words))}`)).status]).toEqual([words, expected]);
  const { platform } = shop.server;
  for (const pool of [platform.pool, platform.workPool, platform.streamPool]) {
    const shown = await pool.query<{ statement: string; lock: string; idle: string }>(
      `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    expect(shown.rows).toEqual([{ statement: '15s', lock: '5s', idle: '30s' }]);
  }
  const client = await platform.pool.connect();
  await client.query('begin; set local statement_timeout = 200');
  await expect(client.query('select pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
  await client.query('rollback');
  client.release();
});

test('whatever is acknowledged becomes a message: the longest text, every control character, as many files as may go along', async () => {
  const visitor = await visit(shop, shop.messengerId);
  const head = { authorization: `Bearer ${visitor.token}`, 'content-type': 'application/json' };
  const send = (text: string, attachmentIds: string[] = []): Promise<Response> =>
    fetch(`${shop.url}/m/${shop.messengerId}/messages`, {
      method: 'POST',
      headers: head,
      body: JSON.stringify({ clientId: randomUUID(), text, attachmentIds }),
    });
  const longest = 'longest45 '.padEnd(limits.messageTextChars, '\u0001');
  expect((await send(longest)).status).toBe(201);
  expect((await messageWith(shop.lantern, 'longest45')).text).toHaveLength(limits.messageTextChars);
  expect((await send('x'.repeat(limits.messageTextChars + 1))).status).toBe(400);
  const many = Array.from({ length: limits.attachmentsPerMessage }, () => randomUUID());
  expect((await send('many files 45', many)).status).toBe(201);
  await messageWith(shop.lantern, 'many files 45');
  expect((await send('too many 45', [...many, randomUUID()])).status).toBe(400);
  for (const nothing of ['', '  '])
    expect([nothing, await (await send(nothing)).json()]).toMatchObject([nothing, { code: 'text_missing' }]);
});

test('a customer with a long number and name at the site stays who they are after a reload', async () => {
  const fair = await session(await jwt(claims({ sub: 'ж'.repeat(200), name: '山'.repeat(200), email: undefined })));
  expect(fair.status).toBe(200);
  const { token, visitorId } = (await fair.json()) as { token: string; visitorId: string };
  const again = await fetch(`${shop.url}/m/${shop.messengerId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  expect(again.status).toBe(200);
  expect(await again.json()).toMatchObject({ visitorId, proof: 'site' });
});

test('a page of history before no instant there is, is refused', async () => {
  const visitor = await visit(shop, shop.messengerId);
  const before = (value: string): Promise<Response> =>
    fetch(`${shop.url}/m/${shop.messengerId}/messages?before=${value}`, { headers: { authorization: `Bearer ${visitor.token}` } });
  expect((await before('8640000000000000')).status).toBe(200);
  for (const value of ['8640000000000001', '9007199254740991', '-1', '1e400'])
    expect([value, (await before(value)).status]).toEqual([value, 400]);
});

test('the form without scripts, sent twice before it was answered, is one message of one customer; another person with the same page is another', async () => {
  const form = `${shop.url}/m/${shop.messengerId}`;
  const html = await (await fetch(form)).text();
  const formToken = /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '';
  expect(formToken).not.toBe('');
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  const send = (text: string): Promise<Response> =>
    fetch(`${form}/form`, { method: 'POST', body: new URLSearchParams({ formToken, text, email: '', website: '' }) });
  const customers = async () => (JSON.parse(await counts()) as [{ customers: string }])[0].customers;
  const before = Number(await customers());
  const both = await Promise.all([send('twice form 46'), send('twice form 46')]);
  expect(both.map((answer) => answer.status)).toEqual([200, 200]);
  await messageWith(shop.lantern, 'twice form 46');
  expect(Number(await customers())).toBe(before + 1);
  const other = await send('another form 46');
  expect(other.status).toBe(200);
  await messageWith(shop.lantern, 'another form 46');
  expect(await other.text()).not.toContain('twice form 46');
  expect(Number(await customers())).toBe(before + 2);
});

test('attack 65: whose device names a time zone that does not exist is told a time all the same, in the shop’s', async () => {
  const lena = await visit(shop, shop.messengerId);
  expect((await lena.say('Is the teapot glazed?')).status).toBe(201);
  const { caseId } = await messageWith(shop.lantern, 'Is the teapot glazed?');
  for (const zone of ['Nowhere/Land', 'a\u0000b', '\uDFFFa']) {
    const session = await fetch(`${shop.url}/m/${shop.messengerId}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: lena.token, zone }),
    });
    expect(session.status).toBeLessThan(500);
  }
  // Answered, they are told a time again with their next words.
  expect((await shop.lantern.call('POST', '/messages', { caseId, text: 'Inside and out.', undoMs: 0 })).status).toBe(201);
  expect((await lena.say('And its lid?')).status).toBe(201);
  expect(await messageWith(shop.lantern, 'And its lid?')).toMatchObject({ caseId });
});
