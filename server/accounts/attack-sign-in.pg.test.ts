/** Can somebody get in, or learn who is here, by guessing, flooding or confusing the way in? */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, testWeb, tokenOf, type TestWeb, type Visitor } from './test-web.ts';

let web: TestWeb;
let shop: Awaited<ReturnType<TestWeb['workspace']>>;
beforeAll(async () => {
  web = await testWeb();
  shop = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
});
afterAll(() => web.close());
const mia = 'mia@lantern.example';
let attackers = 0;
const attacker = (): Visitor => web.visitor(`203.0.${Math.floor(attackers / 200)}.${((attackers += 1) % 200) + 1}`);

test('attack 65: anything but text where text belongs is a bad request', async () => {
  expect((await web.visitor().signIn(mia, goodPassword)).status).toBe(200);
  const odd: unknown[] = [null, 1, true, {}, [], [mia], { $ne: '' }, { toString: 'x' }];
  for (const value of odd) {
    expect((await attacker().post('/api/auth/sign-in/email', { email: value, password: goodPassword })).status).toBe(400);
    expect((await attacker().post('/api/auth/sign-in/email', { email: mia, password: value })).status).toBe(400);
    expect((await attacker().post('/api/auth/two-factor/verify-totp', { code: value })).status).toBe(400);
    expect((await attacker().post('/api/auth/two-factor/verify-backup-code', { code: value })).status).toBe(400);
    expect((await attacker().post('/api/auth/link', { email: value })).status).toBe(400);
    expect((await attacker().post('/api/v1/invitations/accept', { token: value })).status).toBe(400);
    expect((await attacker().post('/api/auth/passkeys/sign-in', { response: value })).status).toBe(400);
    expect((await shop.owner.post('/api/auth/change-password', { newPassword: value, currentPassword: goodPassword })).status).toBe(400);
  }
  expect(
    (await attacker().post('/api/auth/sign-in/email', { email: mia, password: goodPassword, callbackURL: 'https://evil.example' })).status,
  ).toBe(400);
  expect((await attacker().get('/api/auth/callback/oidc-x?state=a&state=b')).status).toBe(400);
  const raw = await web.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `email=${mia}&password=x`,
  });
  expect(raw.statusCode).toBe(415);
});

test('attack 71: every sign-in gives a new session, ends the one brought along, and each is listed and revocable', async () => {
  const browser = web.visitor();
  browser.cookies.set('meanwhile.session_token', 'chosen-by-somebody-else.c2lnbmF0dXJl');
  await browser.signIn(mia, goodPassword);
  const first = browser.sessionCookie!;
  expect(first).not.toContain('chosen-by-somebody-else');
  await browser.signIn(mia, goodPassword);
  const second = browser.sessionCookie!;
  expect(second).not.toBe(first);
  const old = web.visitor();
  old.cookies.set('meanwhile.session_token', first);
  expect((await old.get('/api/v1/me')).status).toBe(401);
  expect((await browser.get('/api/v1/me')).status).toBe(200);

  const phone = web.visitor();
  await phone.signIn(mia, goodPassword);
  const { items } = (await browser.get('/api/auth/sessions')).body as { items: { id: string; current: boolean }[] };
  expect(items.filter((one) => one.current)).toHaveLength(1);
  expect(JSON.stringify(items)).not.toContain(decodeURIComponent(second).split('.')[0]);
  const stranger = await web.workspace('Elsewhere', { name: 'Eve', email: 'eve@elsewhere.example' });
  const ofPhone = (await phone.get('/api/auth/sessions')).body.items.find((one: { current: boolean }) => one.current) as { id: string };
  expect((await stranger.owner.delete(`/api/auth/sessions/${ofPhone.id}`)).status).toBe(404);
  expect((await phone.get('/api/v1/me')).status).toBe(200);
  expect((await browser.delete(`/api/auth/sessions/${ofPhone.id}`)).status).toBe(200);
  expect((await phone.get('/api/v1/me')).status).toBe(401);

  await phone.signIn(mia, goodPassword);
  const changed = await browser.post('/api/auth/change-password', { currentPassword: goodPassword, newPassword: goodPassword });
  expect(changed.status).toBe(200);
  expect(browser.sessionCookie).not.toBe(second);
  old.cookies.set('meanwhile.session_token', second);
  expect((await old.get('/api/v1/me')).status).toBe(401);
  expect((await phone.get('/api/v1/me')).status).toBe(401);
  expect((await browser.get('/api/v1/me')).status).toBe(200);
  await phone.signIn(mia, goodPassword);
  await browser.post('/api/auth/sign-out-everywhere');
  expect((await phone.get('/api/v1/me')).status).toBe(401);
  const last = browser.sessionCookie!;
  await browser.post('/api/auth/sign-out');
  old.cookies.set('meanwhile.session_token', last);
  expect((await old.get('/api/v1/me')).status).toBe(401);
});

test('attack 72: guessing is throttled by source and by account, and the owner still gets in from where they always do', async () => {
  const home = web.visitor('192.0.2.77');
  expect((await home.signIn(mia, goodPassword)).status).toBe(200);
  const one = attacker();
  const byOne = [];
  for (let n = 0; n < 14; n += 1) byOne.push((await one.signIn(mia, `guess number ${n}`)).status);
  expect(byOne.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(byOne.slice(10)).toEqual([429, 429, 429, 429]);
  expect((await one.signIn(mia, goodPassword)).status).toBe(429);

  const many = [];
  for (let n = 0; n < 25; n += 1) many.push((await attacker().signIn(mia, `guess number ${n}`)).status);
  expect(many.at(-1)).toBe(429);
  const newPlace = web.visitor('192.0.2.200');
  expect(await newPlace.signIn(mia, goodPassword)).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
  expect(Number((await newPlace.signIn(mia, goodPassword)).headers['retry-after'])).toBeGreaterThan(0);
  // The rightful one: from home at once, from elsewhere by a mailed link at once, or with the password after the wait.
  expect((await home.signIn(mia, goodPassword)).status).toBe(200);
  await newPlace.post('/api/auth/link', { email: mia });
  await expect.poll(() => web.mails.length).toBeGreaterThan(0);
  expect((await newPlace.post('/api/auth/link/use', { token: tokenOf(/\S+#t=\S+/.exec(web.mails.at(-1)!.text)![0]) })).status).toBe(200);
  await newPlace.post('/api/auth/change-password', { newPassword: goodPassword });
  web.base.clock.advance(16 * minuteMs);
  expect((await web.visitor('192.0.2.201').signIn(mia, goodPassword)).status).toBe(200);
  web.base.clock.run();
});

test('attack 72: all addresses of one IPv6 network are one source', async () => {
  const statuses = [];
  for (let n = 0; n < 45; n += 1)
    statuses.push(
      (await web.visitor(`2001:db8:7:1::${(n + 1).toString(16)}`).signIn(`nobody${n}@lantern.example`, 'guess after guess')).status,
    );
  expect(statuses.slice(0, 40).every((status) => status === 401)).toBe(true);
  expect(statuses.slice(40).every((status) => status === 429)).toBe(true);
  expect((await web.visitor('2001:db8:7:2::1').signIn('nobody@lantern.example', 'guess after guess')).status).toBe(401);
});

test('attack 72: of a hundred guesses at once no more are compared than allowed', async () => {
  const busy = await web.workspace('Busy Shop', { name: 'Lea', email: 'lea@busy.example' });
  const source = attacker().ip;
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => web.visitor(source).signIn('lea@busy.example', `guess number ${n}`)),
  );
  expect(answers.filter((one) => one.status === 401)).toHaveLength(10);
  expect(answers.filter((one) => one.status === 429)).toHaveLength(90);
  expect((await busy.owner.get('/api/v1/me')).status).toBe(200);
});

test('attack 75: known and unknown addresses get the same answers and comparable work', async () => {
  const seen = async (email: string): Promise<unknown[]> => {
    const visitor = attacker();
    const answers = [await visitor.signIn(email, 'not this one, surely'), await visitor.post('/api/auth/link', { email })];
    return answers.map(({ status, body }) => ({ status, body: { ...body, instance: '' } }));
  };
  const bare = await web.accounts.createWorkspace({ name: 'Bare', slug: 'bare', owner: { name: 'Una', email: 'una@bare.example' } });
  expect(bare).not.toBeNull();
  const nobody = await seen('nobody@nowhere.example');
  expect(await seen('una@bare.example')).toEqual(nobody);
  await web.workspace('Calm Shop', { name: 'Tom', email: 'tom@calm.example' });
  expect(await seen('tom@calm.example')).toEqual(nobody);
  expect(nobody).toMatchObject([
    { status: 401, body: { code: 'sign_in_failed' } },
    { status: 200, body: { mailIsSetUp: true } },
  ]);
  // Taken in turns, so that a busy machine is busy for both; the fine comparison of 1,000 samples is `attack-timing.long.test.ts`.
  const known: number[] = [];
  const unknown: number[] = [];
  for (let n = 0; n < 16; n += 1) {
    for (const [email, samples] of [
      ['tom@calm.example', known],
      [`nobody${n}@nowhere.example`, unknown],
    ] as const) {
      const before = performance.now();
      expect((await attacker().signIn(email, 'not this one, surely')).status).toBe(401);
      samples.push(performance.now() - before);
    }
  }
  const middle = (samples: number[]): number => samples.toSorted((a, b) => a - b)[8]!;
  expect(middle(unknown) / middle(known)).toBeGreaterThan(0.5);
  expect(middle(unknown) / middle(known)).toBeLessThan(2);
});

test('attack 76: a password is bounded before it is hashed, taken as it is, and not one that everybody tries', async () => {
  const set = (newPassword: string): Promise<{ status: number; body: { detail?: string } }> =>
    shopper.post('/api/auth/change-password', { newPassword, currentPassword: current });
  const shopper = (await web.workspace('Word Shop', { name: 'Ann', email: 'ann@words.example' })).owner;
  let current = goodPassword;
  for (const [weak, why] of [
    ['short', 'too_short'],
    ['Password2026!', 'too_common'],
    ['1234567890', 'too_common'],
    ['qwertyuiop', 'too_common'],
    ['aaaaaaaaaaaa', 'too_common'],
    ['ann@words.example', 'too_common'],
  ] as const) {
    expect(await set(weak)).toMatchObject({ status: 400, body: { detail: why } });
  }
  const long = 'long words are fine '.repeat(6) + 'and more';
  expect(long).toHaveLength(128);
  expect((await set(long)).status).toBe(200);
  current = long;
  expect((await web.visitor().signIn('ann@words.example', long.slice(0, 127))).status).toBe(401);
  expect((await web.visitor().signIn('ann@words.example', long)).status).toBe(200);
  // The exact bytes: the composed and the decomposed letter are two passwords.
  const composed = 'caf\u00e9 by the harbour';
  expect((await set(composed)).status).toBe(200);
  current = composed;
  expect((await web.visitor().signIn('ann@words.example', composed.normalize('NFD'))).status).toBe(401);
  expect((await web.visitor().signIn('ann@words.example', composed)).status).toBe(200);
  const huge = 'x'.repeat(1024 * 1024 - 100);
  expect((await web.visitor().signIn('ann@words.example', huge)).status).toBe(400);
  expect((await web.visitor().signIn('ann@words.example', 'x'.repeat(2 * 1024 * 1024))).status).toBe(413);
});

test('attack 77: secrets of another length or kind are refused, never a fault', async () => {
  const keys = await web.workspace('Key Shop', { name: 'Kai', email: 'kai@keys.example' });
  const made = await keys.owner.post('/api/v1/tokens', { name: 'Warehouse', scopes: ['*'] });
  const token = made.body.token as string;
  expect((await web.visitor().get('/api/v1/me', { authorization: `Bearer ${token}` })).status).toBe(200);
  for (const wrong of [
    token.slice(0, -1),
    `${token}A`,
    token.toUpperCase(),
    'mw_',
    'Bearer',
    `Basic ${token}`,
    `bearer ${token}`,
    `Bearer  ${token}`,
    `Bearer ${token} ${token}`,
    `Bearer ${'A'.repeat(4_000)}`,
  ]) {
    const authorization = wrong.startsWith('Ba') || wrong.startsWith('be') || wrong.startsWith('Be') ? wrong : `Bearer ${wrong}`;
    expect((await web.visitor().get('/api/v1/me', { authorization })).status).toBe(401);
  }
  const browser = web.visitor();
  await browser.signIn('ann@words.example', 'caf\u00e9 by the harbour');
  const cookie = browser.sessionCookie!;
  for (const wrong of ['', 'x', cookie.slice(0, -3), `${cookie}xx`, `${cookie}.${cookie}`, '%', 'a.b', '....']) {
    const other = web.visitor();
    other.cookies.set('meanwhile.session_token', wrong);
    expect((await other.get('/api/v1/me')).status).toBe(401);
  }
});

test('attack 84: headers that claim an address or a host are ignored', async () => {
  const guesser = attacker();
  const statuses = [];
  for (let n = 0; n < 12; n += 1) {
    const spoofed = `10.9.8.${n}`;
    guesser.headers = {
      'x-forwarded-for': spoofed,
      'x-real-ip': spoofed,
      'cf-connecting-ip': spoofed,
      forwarded: `for=${spoofed}`,
      'x-meanwhile-source': spoofed,
      'x-remote-user': mia,
      'x-forwarded-host': 'evil.example',
    };
    statuses.push((await guesser.signIn('pia@lantern.example', `guess number ${n}`)).status);
  }
  expect(statuses.slice(10)).toEqual([429, 429]);
  const browser = web.visitor('192.0.2.77');
  browser.headers = { 'x-forwarded-for': '10.1.1.1', 'x-meanwhile-source': '10.1.1.1', host: 'localhost' };
  await browser.signIn('ann@words.example', 'caf\u00e9 by the harbour');
  expect((await browser.get('/api/auth/sessions')).body.items.find((one: { current: boolean }) => one.current)).toMatchObject({
    ipAddress: '192.0.2.77',
  });
  await browser.post('/api/auth/link', { email: 'ann@words.example' }, { host: 'evil.example', origin: 'http://localhost' });
  await expect.poll(() => web.mails.some((mail) => mail.to === 'ann@words.example')).toBe(true);
  expect(web.mails.findLast((mail) => mail.to === 'ann@words.example')!.text).toContain('http://localhost/sign-in/link#t=');
  expect((await web.visitor().get('/api/v1/me', { 'x-remote-user': mia })).status).toBe(401);
});

test('attack 84: what the proxy of the settings says of an address counts, and what anybody else says, or put in front of it, does not', async () => {
  const behind = await testWeb({ settings: { trustProxy: ['10.0.0.1', '192.168.7.0/24'] } });
  try {
    const { password } = await behind.workspace('Lantern Books', { name: 'Ann', email: 'ann@words.example' });
    const seenFrom = async (ip: string, headers: Record<string, string>): Promise<string> => {
      const browser = behind.visitor(ip);
      browser.headers = headers;
      expect((await browser.signIn('ann@words.example', password)).status).toBe(200);
      return (await browser.get('/api/auth/sessions')).body.items.find((one: { current: boolean }) => one.current).ipAddress;
    };
    const said = { 'x-forwarded-for': '198.51.100.7' };
    expect(await seenFrom('10.0.0.1', said)).toBe('198.51.100.7');
    expect(await seenFrom('192.168.7.9', said)).toBe('198.51.100.7');
    // A neighbour of the proxy, a stranger, and a program on the proxy's own network that is not it.
    for (const other of ['10.0.0.2', '192.0.2.5', '192.168.8.9']) expect(await seenFrom(other, said)).toBe(other);
    // The customer's own header stands to the left of what the proxy saw.
    expect(await seenFrom('10.0.0.1', { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' })).toBe('198.51.100.7');
    expect(await seenFrom('10.0.0.1', { 'x-forwarded-for': '10.0.0.1, 203.0.113.9, 198.51.100.7, 192.168.7.3' })).toBe('198.51.100.7');
    for (const name of ['x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip', 'forwarded'])
      expect(await seenFrom('10.0.0.1', { [name]: name === 'forwarded' ? 'for=203.0.113.9' : '203.0.113.9' })).toBe('10.0.0.1');
    // Guesses are counted by the address the proxy saw: another one behind the same proxy is not locked out with it.
    const guess = async (from: string): Promise<number> => {
      const guesser = behind.visitor('10.0.0.1');
      guesser.headers = { 'x-forwarded-for': from };
      return (await guesser.signIn('nobody@words.example', 'a guess at a password')).status;
    };
    const guesses: number[] = [];
    for (let count = 0; count < 12; count += 1) guesses.push(await guess('198.51.100.66'));
    expect(guesses.slice(10)).toEqual([429, 429]);
    expect(await guess('198.51.100.200')).toBe(401);
  } finally {
    await behind.close();
  }
});
