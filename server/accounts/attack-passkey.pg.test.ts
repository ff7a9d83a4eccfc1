/** Can a passkey be used by another site, another time, or by a copy? */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testAuthenticator, type Bending } from './test-authenticator.ts';
import { testWeb, type Answer, type TestWeb, type Visitor } from './test-web.ts';

let web: TestWeb;
let shop: Awaited<ReturnType<TestWeb['workspace']>>;
beforeAll(async () => {
  web = await testWeb();
  shop = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
});
afterAll(() => web.close());

type Device = ReturnType<typeof testAuthenticator>;
async function make(visitor: Visitor, device: Device, bending: Bending = {}): Promise<Answer> {
  const { body } = await visitor.post('/api/auth/passkeys/options/register');
  return visitor.post('/api/auth/passkeys/register', { name: 'Laptop', response: device.make(body.challenge, bending) });
}
async function signIn(
  device: Device,
  bending: Bending = {},
  visitor = web.visitor(),
): Promise<{ answer: Answer; inside: boolean; visitor: Visitor }> {
  const { body } = await visitor.post('/api/auth/passkeys/options/sign-in');
  const answer = await visitor.post('/api/auth/passkeys/sign-in', { response: device.use(body.challenge, bending) });
  return { answer, visitor, inside: (await visitor.get('/api/v1/me')).status === 200 };
}

test('attack 82: a passkey made here signs its owner in, and is gone once it is taken away', async () => {
  const device = testAuthenticator();
  expect((await make(shop.owner, device)).status).toBe(200);
  const { inside, visitor } = await signIn(device);
  expect(inside).toBe(true);
  expect((await visitor.get('/api/v1/me')).body.user.email).toBe('mia@lantern.example');
  const list = (await visitor.get('/api/auth/passkeys')).body.items;
  expect(list).toMatchObject([{ id: device.id, name: 'Laptop' }]);
  expect(list[0].lastUsedAt).not.toBeNull();
  expect((await visitor.delete(`/api/auth/passkeys/${device.id}`)).status).toBe(200);
  expect((await signIn(device)).inside).toBe(false);
});

test('attack 82: another origin, another party, another kind of answer, no device lock or a forged signature are refused', async () => {
  const device = testAuthenticator();
  for (const bending of [
    { origin: 'https://evil.example' },
    { origin: 'http://localhost.evil.example' },
    { rpId: 'evil.example' },
    { type: 'webauthn.get' },
    { userVerified: false },
    { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' },
  ]) {
    expect([bending, (await make(shop.owner, device, bending)).status]).toEqual([bending, 401]);
  }
  expect((await make(shop.owner, device)).status).toBe(200);
  for (const bending of [
    { origin: 'https://evil.example' },
    { origin: 'http://localhost.evil.example' },
    { rpId: 'evil.example' },
    { type: 'webauthn.create' },
    { userVerified: false },
    { forged: true },
    { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' },
  ]) {
    const { answer, inside } = await signIn(device, bending);
    expect([bending, answer.status, inside]).toEqual([bending, 401, false]);
  }
  expect((await signIn(device)).inside).toBe(true);
});

test('attack 82: a counter that does not grow is a copy, and is refused', async () => {
  const device = testAuthenticator();
  expect((await make(shop.owner, device, { counter: 10 })).status).toBe(200);
  expect((await signIn(device, { counter: 11 })).inside).toBe(true);
  for (const counter of [11, 10, 1, 0]) expect((await signIn(device, { counter })).inside).toBe(false);
  expect((await signIn(device, { counter: 12 })).inside).toBe(true);
  const uncounted = testAuthenticator();
  expect((await make(shop.owner, uncounted, { counter: 0 })).status).toBe(200);
  expect((await signIn(uncounted, { counter: 0 })).inside).toBe(true);
  expect((await signIn(uncounted, { counter: 0 })).inside).toBe(true);
});

test('attack 82: a challenge is answered once, in time, by the browser that got it', async () => {
  const device = testAuthenticator();
  expect((await make(shop.owner, device)).status).toBe(200);
  const visitor = web.visitor();
  const { body } = await visitor.post('/api/auth/passkeys/options/sign-in');
  const handle = [...visitor.cookies];
  const answer = device.use(body.challenge);
  expect((await web.visitor().post('/api/auth/passkeys/sign-in', { response: answer })).status).toBe(401);
  expect((await visitor.post('/api/auth/passkeys/sign-in', { response: answer })).status).toBe(200);
  const replayer = web.visitor();
  for (const [name, value] of handle) replayer.cookies.set(name, value);
  expect((await replayer.post('/api/auth/passkeys/sign-in', { response: answer })).status).toBe(401);
  for (const [name, value] of handle) replayer.cookies.set(name, value);
  expect((await replayer.post('/api/auth/passkeys/sign-in', { response: device.use(body.challenge) })).status).toBe(401);
  const late = web.visitor();
  const asked = await late.post('/api/auth/passkeys/options/sign-in');
  web.base.clock.advance(6 * minuteMs);
  expect((await late.post('/api/auth/passkeys/sign-in', { response: device.use(asked.body.challenge) })).status).toBe(401);
  web.base.clock.run();
});

test('attack 82: a challenge for making one does not sign in, nor one person’s serve another', async () => {
  const device = testAuthenticator();
  const other = await web.workspace('Ink Works', { name: 'Bo', email: 'bo@ink.example' });
  const mine = await shop.owner.post('/api/auth/passkeys/options/register');
  const handle = [...shop.owner.cookies].find(([name]) => name.endsWith('passkey'))!;
  other.owner.cookies.set(...handle);
  expect(
    (await other.owner.post('/api/auth/passkeys/register', { name: 'Theirs', response: device.make(mine.body.challenge) })).status,
  ).toBe(401);
  expect((await make(shop.owner, device)).status).toBe(200);
  const again = await shop.owner.post('/api/auth/passkeys/options/register');
  const stranger = web.visitor();
  stranger.cookies.set(...[...shop.owner.cookies].find(([name]) => name.endsWith('passkey'))!);
  expect((await stranger.post('/api/auth/passkeys/sign-in', { response: device.use(again.body.challenge) })).status).toBe(401);
  // The same passkey cannot be claimed by a second account, nor one account take another's away.
  expect((await make(other.owner, device)).status).toBe(401);
  expect((await other.owner.delete(`/api/auth/passkeys/${device.id}`)).status).toBe(404);
  const { visitor } = await signIn(device);
  expect((await visitor.get('/api/v1/me')).body.user.email).toBe('mia@lantern.example');
  expect((await visitor.get('/api/v1/me', { 'meanwhile-workspace': other.id })).status).toBe(404);
  expect((await web.visitor().post('/api/auth/passkeys/options/register')).status).toBe(401);
});
