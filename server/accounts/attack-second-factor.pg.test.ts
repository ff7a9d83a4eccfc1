/** Can the second factor be guessed, replayed or walked around? The clock runs here: codes of an authenticator are about this very half minute. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeAt } from './second-factor.ts';
import { goodPassword, testWeb, tokenOf, type TestWeb, type Visitor } from './test-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

const step = (): number => Math.floor(Date.now() / 30_000);
let shops = 0;

/** A person with an authenticator, signed in with it. The code of the step before was spent on setting it up. */
async function guarded(): Promise<{ email: string; visitor: Visitor; secret: Buffer; recovery: string[]; before: string }> {
  const email = `mia${(shops += 1)}@lantern.example`;
  const { owner } = await web.workspace(`Lantern ${shops}`, { name: 'Mia', email });
  const before = owner.sessionCookie!;
  expect((await owner.post('/api/auth/two-factor/enable', { password: 'not the password' })).status).toBe(401);
  const enabled = await owner.post('/api/auth/two-factor/enable', { password: goodPassword });
  expect(enabled.status).toBe(200);
  const secret = fromBase32(new URL(enabled.body.totpURI).searchParams.get('secret')!);
  expect((await owner.post('/api/auth/two-factor/verify-totp', { code: codeAt(secret, step() - 1) })).status).toBe(200);
  expect((await owner.get('/api/v1/me')).body.user.secondFactor).toBe(true);
  return { email, visitor: owner, secret, recovery: enabled.body.backupCodes, before };
}
async function atSecondStep(email: string, ip?: string): Promise<Visitor> {
  const visitor = web.visitor(ip);
  expect((await visitor.signIn(email, goodPassword)).body).toEqual({ twoFactorRedirect: true });
  return visitor;
}
const enter = (visitor: Visitor, code: string) => visitor.post('/api/auth/two-factor/verify-totp', { code });
const wrong = (secret: Buffer): string =>
  ['000000', '111111', '222222', '333333', '444444'].find((code) => ![-2, -1, 0, 1, 2].some((n) => codeAt(secret, step() + n) === code))!;

test('attack 71: setting up a second factor and passing it each give a new session', async () => {
  const mia = await guarded();
  expect(mia.visitor.sessionCookie).not.toBe(mia.before);
  const old = web.visitor();
  old.cookies.set('meanwhile.session_token', mia.before);
  expect((await old.get('/api/v1/me')).status).toBe(401);
});

test('attack 73: a code counts once, for its owner and for a listener', async () => {
  const mia = await guarded();
  const code = codeAt(mia.secret, step());
  const first = await atSecondStep(mia.email);
  expect((await enter(first, code)).status).toBe(200);
  expect((await first.get('/api/v1/me')).status).toBe(200);
  const listener = await atSecondStep(mia.email);
  expect((await enter(listener, code)).status).toBe(401);
  expect((await listener.get('/api/v1/me')).status).toBe(401);
  expect((await enter(listener, codeAt(mia.secret, step() + 1))).status).toBe(200);
});

test('attack 73: of a hundred right codes at once exactly one signs in', async () => {
  const mia = await guarded();
  const visitor = await atSecondStep(mia.email);
  const code = codeAt(mia.secret, step());
  const twins = Array.from({ length: 100 }, (_, n) => {
    const twin = web.visitor(`192.0.2.${n + 1}`);
    for (const [name, value] of visitor.cookies) twin.cookies.set(name, value);
    return twin;
  });
  const answers = await Promise.all(twins.map((twin) => enter(twin, code)));
  expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
  const inside = await Promise.all(twins.map(async (twin) => (await twin.get('/api/v1/me')).status));
  expect(inside.filter((status) => status === 200)).toHaveLength(1);
});

test('attack 73: of a hundred wrong codes at once a handful is compared, and the owner still gets in from home', async () => {
  const mia = await guarded();
  const home = mia.visitor.ip;
  const knowsPassword = await atSecondStep(mia.email, '203.0.113.9');
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => {
      const twin = web.visitor(`203.0.${n}.9`);
      for (const [name, value] of knowsPassword.cookies) twin.cookies.set(name, value);
      return enter(twin, wrong(mia.secret));
    }),
  );
  expect(answers.filter((one) => one.status === 200)).toEqual([]);
  expect(answers.filter((one) => one.status === 401).length).toBeLessThanOrEqual(15);
  expect(answers.filter((one) => one.status === 429).length).toBeGreaterThanOrEqual(85);
  expect((await enter(knowsPassword, codeAt(mia.secret, step()))).status).not.toBe(200);
  const athome = await atSecondStep(mia.email, home);
  expect((await enter(athome, codeAt(mia.secret, step() + 1))).status).toBe(200);
});

test('attack 73: five wrong codes end the challenge, and the password is asked for again', async () => {
  const mia = await guarded();
  const visitor = await atSecondStep(mia.email);
  for (let n = 0; n < 5; n += 1) expect((await enter(visitor, wrong(mia.secret))).status).toBe(401);
  expect((await enter(visitor, codeAt(mia.secret, step()))).status).toBe(401);
  expect((await visitor.get('/api/v1/me')).status).toBe(401);
});

test('attack 74: without the second step there is no session, and one person’s first step opens nothing of another', async () => {
  const mia = await guarded();
  const visitor = await atSecondStep(mia.email);
  expect(visitor.sessionCookie).toBeUndefined();
  expect((await visitor.get('/api/v1/me')).status).toBe(401);
  expect((await visitor.get('/api/auth/sessions')).status).toBe(401);
  expect((await visitor.post('/api/auth/two-factor/disable', { password: goodPassword })).status).toBe(401);
  const other = await guarded();
  expect((await enter(visitor, codeAt(other.secret, step()))).status).toBe(401);
  expect((await enter(web.visitor(), codeAt(mia.secret, step()))).status).toBe(401);
  expect((await enter(visitor, codeAt(mia.secret, step()))).status).toBe(200);
});

test('attack 74: a recovery code works once, also when sent twice at the same moment', async () => {
  const mia = await guarded();
  const code = mia.recovery[0]!;
  const use = (visitor: Visitor) => visitor.post('/api/auth/two-factor/verify-backup-code', { code });
  const [a, b] = [await atSecondStep(mia.email), await atSecondStep(mia.email)];
  const answers = await Promise.all([use(a), use(b)]);
  expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
  expect((await use(await atSecondStep(mia.email))).status).toBe(401);
  const stored = await behind(`select backup_codes || secret as kept from accounts.second_factor`);
  expect(stored.some((row) => mia.recovery.some((one) => String(row.kept).includes(one)))).toBe(false);
});

test('attack 74: a mailed link asks for the second factor too, and a new password leaves it as it was', async () => {
  const mia = await guarded();
  const visitor = web.visitor();
  await visitor.post('/api/auth/link', { email: mia.email });
  await expect.poll(() => web.mails.some((mail) => mail.to === mia.email)).toBe(true);
  const link = tokenOf(/\S+#t=\S+/.exec(web.mails.findLast((mail) => mail.to === mia.email)!.text)![0]);
  expect((await visitor.post('/api/auth/link/use', { token: link })).body).toEqual({ twoFactorRedirect: true });
  expect((await visitor.get('/api/v1/me')).status).toBe(401);
  expect((await enter(visitor, codeAt(mia.secret, step()))).status).toBe(200);
  expect((await visitor.post('/api/auth/change-password', { newPassword: 'forgotten and replaced' })).status).toBe(200);
  expect((await visitor.get('/api/v1/me')).body.user.secondFactor).toBe(true);
  const again = web.visitor();
  expect((await again.signIn(mia.email, 'forgotten and replaced')).body).toEqual({ twoFactorRedirect: true });
  expect((await again.get('/api/v1/me')).status).toBe(401);
});

test('attack 74: no browser can be declared trusted, and taking the second factor away needs the password', async () => {
  const mia = await guarded();
  const visitor = await atSecondStep(mia.email);
  expect((await visitor.post('/api/auth/two-factor/verify-totp', { code: codeAt(mia.secret, step()), trustDevice: true })).status).toBe(
    400,
  );
  expect((await enter(visitor, codeAt(mia.secret, step()))).status).toBe(200);
  expect((await visitor.post('/api/auth/two-factor/disable', {})).status).toBe(401);
  expect((await visitor.post('/api/auth/two-factor/disable', { password: 'not the password' })).status).toBe(401);
  expect((await visitor.post('/api/auth/two-factor/disable', { password: goodPassword })).status).toBe(200);
  expect((await web.visitor().signIn(mia.email, goodPassword)).body).toEqual({ twoFactorRedirect: false });
});

function fromBase32(text: string): Buffer {
  let bits = '';
  for (const letter of text.replace(/=+$/, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
}

async function behind(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(web.base.adminConfig);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
