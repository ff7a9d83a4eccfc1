/** Who does a site's signed token make of a visitor? Attack 86: unsigned, foreign, old, bent and replayed tokens, a claim left out, and what a mere claim reveals. */
import { createHmac, generateKeyPairSync, randomBytes, sign as signWith } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { expectNoCanaryCrossed, messageWith, openAttackShop, visit, type AttackShop } from './set-up.ts';
import { isReady, openSocket } from './socket.ts';

let shop: AttackShop;
const [key, foreignKey] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
const now = (): number => Math.floor(Date.now() / 1_000);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(claims: Record<string, unknown>, over: { key?: string; header?: Record<string, unknown>; hash?: string } = {}): string {
  const body = `${part({ alg: 'HS256', typ: 'JWT', ...over.header })}.${part({ aud: shop.messengerId, iat: now(), exp: now() + 300, ...claims })}`;
  return `${body}.${createHmac(over.hash ?? 'sha256', over.key ?? key)
    .update(body)
    .digest('base64url')}`;
}
async function session(body: Record<string, unknown>, channelId = shop.messengerId): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${shop.url}/m/${channelId}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}
const historyOf = async (token: string): Promise<any[]> =>
  (
    (await (await fetch(`${shop.url}/m/${shop.messengerId}/messages`, { headers: { authorization: `Bearer ${token}` } })).json()) as {
      messages: any[];
    }
  ).messages;
const say = (token: string, text: string): Promise<Response> =>
  fetch(`${shop.url}/m/${shop.messengerId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ clientId: crypto.randomUUID(), text }),
  });
const settings = async (change: Record<string, unknown>): Promise<void> => {
  expect((await shop.api('PATCH', `/channels/${shop.messengerId}`, change)).status).toBe(200);
};

beforeAll(async () => {
  shop = await openAttackShop();
  await settings({ secrets: { identityKey: key } });
  expect((await shop.harbour.call('PATCH', `/channels/${shop.harbour.messengerId}`, { secrets: { identityKey: foreignKey } })).status).toBe(
    200,
  );
  // Vera is known twice: by mail, and as customer c-1 of the shop's site.
  await shop.signedMail({ from: 'vera@post.example', text: 'vera86 by mail' });
  await messageWith(shop.lantern, 'vera86 by mail');
  const vera = await until(
    'the key is known',
    async () => (await session({ identity: jwt({ sub: 'c-1', name: 'Vera' }) })).body.token as string | undefined,
  );
  await say(vera, 'vera86 from the shop');
  await messageWith(shop.lantern, 'vera86 from the shop');
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

/** Every token that proves nothing. */
function badTokens(): [string, string][] {
  const good = jwt({ sub: 'c-1' });
  const [head, claims, mac] = good.split('.') as [string, string, string];
  const none = (alg: string, end = ''): string => `${part({ alg, typ: 'JWT' })}.${claims}.${end}`;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const edBody = `${part({ alg: 'EdDSA', jwk: publicKey.export({ format: 'jwk' }) })}.${claims}`;
  return [
    ['alg none', none('none')],
    ['alg None', none('None')],
    ['alg NONE with a signature', none('NONE', mac)],
    ['no alg', `${part({ typ: 'JWT' })}.${claims}.${mac}`],
    ['another hash', jwt({ sub: 'c-1' }, { header: { alg: 'HS512' }, hash: 'sha512' })],
    ['their own key in the header', `${edBody}.${signWith(null, Buffer.from(edBody), privateKey).toString('base64url')}`],
    ['a guessed key', jwt({ sub: 'c-1' }, { key: 'secret' })],
    ['an empty key', jwt({ sub: 'c-1' }, { key: '' })],
    ['the channel’s id as key', jwt({ sub: 'c-1' }, { key: shop.messengerId })],
    ['the key of the other workspace', jwt({ sub: 'c-1' }, { key: foreignKey })],
    ['the other workspace’s token', jwt({ sub: 'c-1', aud: shop.harbour.messengerId }, { key: foreignKey })],
    ['a token for another channel', jwt({ sub: 'c-1', aud: shop.harbour.messengerId })],
    ['no audience', jwt({ sub: 'c-1', aud: undefined })],
    ['expired', jwt({ sub: 'c-1', iat: now() - 900, exp: now() - 600 })],
    ['no expiry', jwt({ sub: 'c-1', exp: undefined })],
    ['good for a year', jwt({ sub: 'c-1', exp: now() + 365 * 86_400 })],
    ['not yet', jwt({ sub: 'c-1', nbf: now() + 3_600 })],
    ['expiry as text', jwt({ sub: 'c-1', exp: '9999999999' })],
    ['no subject', jwt({})],
    ['empty subject', jwt({ sub: '' })],
    ['blank subject', jwt({ sub: '  ' })],
    ['subject as a list', jwt({ sub: ['c-1'] })],
    ['subject as a number', jwt({ sub: 1 })],
    ['claims exchanged', `${head}.${part({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'c-2' })}.${mac}`],
    ['signature cut', `${head}.${claims}.${mac.slice(0, 20)}`],
    ['signature left out', `${head}.${claims}.`],
    ['two parts', `${head}.${claims}`],
    ['a subject like hers with a space', jwt({ sub: 'c-1 ' })],
    ['a subject like hers with an invisible letter', jwt({ sub: 'c-1\u200b' })],
    ['not a token', 'vera@post.example'],
    ['empty', ''],
    ['a kid that is a path', jwt({ sub: 'c-1' }, { key: '', header: { kid: '../../../../dev/null' } })],
    ['crit', jwt({ sub: 'c-1' }, { header: { crit: ['x'], x: 1 } })],
    ['the address instead of a token', JSON.stringify({ email: 'vera@post.example' })],
  ];
}

test('attack 86: only the site’s own fresh token for this channel makes a visitor its customer', async () => {
  const vera = await session({ identity: jwt({ sub: 'c-1' }) });
  expect(vera).toMatchObject({ status: 200, body: { proof: 'site' } });
  expect((await historyOf(vera.body.token)).map((message) => message.text)).toContain('vera86 from the shop');
  const problems = new Set<string>();
  for (const [what, identity] of badTokens()) {
    const refused = await session({ identity });
    expect(refused.status, what).toBe(401);
    problems.add(JSON.stringify({ ...refused.body, instance: '' }));
    expect(JSON.stringify(refused.body), what).not.toMatch(/vera|token"|expired|audience|signature/i);
    // Nor does it help to bring a visit of one's own.
    const eve = await visit(shop, shop.messengerId);
    expect((await session({ token: eve.token, identity })).status, what).toBe(401);
  }
  expect(problems.size).toBe(1);
  const [head, , mac] = vera.body.token.split('.') as [string, string, string];
  const [channel, visitorId, , name, ...rest] = JSON.parse(Buffer.from(head, 'base64url').toString()) as unknown[];
  const forged = [
    `${part([channel, visitorId, 'c-2', name, ...rest])}.e2e00001.${mac}`,
    `${head}.e2e00002.${mac}`,
    `${head}..${mac}`,
    head,
  ];
  for (const token of forged)
    expect((await fetch(`${shop.url}/m/${shop.messengerId}/messages`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
});

test('attack 86: in open mode a claim is shown as one, joins nothing and reveals nothing', async () => {
  const claims86 = [
    ['c-7', { email: 'vera@post.example' }],
    ['c-8', { email: 'vera@post.example', email_verified: false }],
    ['c-9', { email: 'vera@post.example', email_verified: 'true' }],
    ['c-10', { email: 'VERA@Post.example', email_verified: true }],
    ['C-1', { name: 'Vera' }],
  ] as const;
  for (const [index, [sub, claims]] of claims86.entries()) {
    const text = `claim86 no ${index}.`;
    const claimed = await session({ identity: jwt({ sub, ...claims }) });
    expect(claimed.status, sub).toBe(200);
    expect(await historyOf(claimed.body.token), sub).toEqual([]);
    await say(claimed.body.token, text);
    const placed = await messageWith(shop.lantern, text);
    const texts = (await shop.api('GET', `/messages?conversationId=${placed.conversationId}`)).body.items.map(
      (message: { text: string }) => message.text,
    );
    expect(texts, sub).toEqual([text]);
    expect(JSON.stringify(await historyOf(claimed.body.token)), sub).not.toContain('vera86');
  }
  // What Vera mails next is still hers alone.
  await shop.signedMail({ from: 'vera@post.example', text: 'vera86 once more' });
  const again = await messageWith(shop.lantern, 'vera86 once more');
  const first = await messageWith(shop.lantern, 'vera86 by mail');
  expect(again.conversationId).toBe(first.conversationId);
});

test('attack 86: where the site must vouch, leaving the token out opens nothing: no visit, no history, no message, no stream, no form', async () => {
  const anonymous = await visit(shop, shop.messengerId);
  expect((await anonymous.say('anonymous86 before')).status).toBe(201);
  const line = await openSocket(`${shop.url}/m/${shop.messengerId}/stream`, { token: anonymous.token });
  await line.heard(isReady);
  const page = await (await fetch(`${shop.url}/m/${shop.messengerId}`)).text();
  const formToken = /name="formToken" value="([^"]+)"/.exec(page)![1]!;
  await settings({ settings: { identityRequired: true } });
  await until('the channel asks for proof', async () => (await session({})).status === 401);
  expect((await session({ identity: jwt({ sub: 'c-1' }) })).status).toBe(200);

  for (const body of [{}, { token: anonymous.token }, { locale: 'de' }, { code: 'x' }, { token: anonymous.token, code: 'x' }])
    expect((await session(body)).status, JSON.stringify(body)).toBe(401);
  for (const [what, identity] of badTokens()) expect((await session({ token: anonymous.token, identity })).status, what).toBe(401);
  const bearer = { authorization: `Bearer ${anonymous.token}` };
  expect((await anonymous.say('anonymous86 after')).status).toBe(401);
  expect((await fetch(`${shop.url}/m/${shop.messengerId}/messages`, { headers: bearer })).status).toBe(401);
  expect((await anonymous.upload('a.txt', 'a', 'text/plain')).status).toBe(401);
  expect(
    (
      await fetch(`${shop.url}/m/${shop.messengerId}/contact`, {
        method: 'PUT',
        headers: { ...bearer, 'content-type': 'application/json' },
        body: '{"email":"eve@post.example"}',
      })
    ).status,
  ).toBe(401);
  expect(await (await openSocket(`${shop.url}/m/${shop.messengerId}/stream`, { token: anonymous.token })).closed()).toBe(4401);
  // A line opened before ends as well.
  expect(await line.closed()).toBe(4403);
  const form = new URLSearchParams({ formToken, website: '', text: 'anonymous86 by form' });
  expect((await fetch(`${shop.url}/m/${shop.messengerId}/form`, { method: 'POST', body: form })).status).toBe(401);
  const proved = (await session({ identity: jwt({ sub: 'c-1' }) })).body.token;
  expect((await say(proved, 'vera86 proved')).status).toBe(201);
  await messageWith(shop.lantern, 'vera86 proved');
  expect(
    (await shop.api('GET', '/messages?limit=200')).body.items.filter((message: { text: string }) =>
      /anonymous86 (?:after|by form)/.test(message.text),
    ),
  ).toEqual([]);
});
