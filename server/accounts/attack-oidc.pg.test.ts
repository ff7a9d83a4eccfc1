/** Can somebody come in through the identity provider as another, or be sent elsewhere? */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerIdOf } from './oidc.ts';
import { returnPath } from './return-path.ts';
import { codeAt } from './second-factor.ts';
import { testIdentityProvider, type Claims, type Tamper, type TestIdentityProvider } from './test-identity-provider.ts';
import { goodPassword, testWeb, tokenOf, type Answer, type TestWeb, type Visitor } from './test-web.ts';

let idp: TestIdentityProvider;
let web: TestWeb;
let shop: Awaited<ReturnType<TestWeb['workspace']>>;
let provider: string;
beforeAll(async () => {
  idp = await testIdentityProvider();
  provider = providerIdOf(idp.settings);
  web = await testWeb({ accounts: { oidc: idp.settings } });
  shop = await web.workspace('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
});
afterAll(async () => {
  await web.close();
  await idp.close();
});

async function begin(visitor: Visitor, path = '/api/auth/sign-in/social'): Promise<{ url: string; state: string }> {
  const { status, body } = await visitor.post(path, { provider, callbackURL: '/inbox/next' });
  expect(status).toBe(200);
  return { url: body.url, state: new URL(body.url).searchParams.get('state')! };
}
const comeBack = (visitor: Visitor, query: Record<string, string>): Promise<Answer> =>
  visitor.get(`/api/auth/callback/${provider}?${new URLSearchParams(query).toString()}`);
async function through(
  claims: Claims,
  tamper: Tamper = {},
  visitor = web.visitor(),
): Promise<{ visitor: Visitor; location: string; inside: boolean }> {
  const { url, state } = await begin(visitor);
  const answer = await comeBack(visitor, { code: idp.approve(url, claims, tamper), state, iss: idp.issuer });
  expect(answer.status).toBe(302);
  return { visitor, location: String(answer.headers.location), inside: (await visitor.get('/api/v1/me')).status === 200 };
}
let guests = 0;
async function invited(): Promise<{ email: string; sub: string; token: string }> {
  guests += 1;
  const email = `guest${guests}@lantern.example`;
  const { body } = await shop.owner.post('/api/v1/invitations', { email, role: 'agent' });
  return { email, sub: `subject-${guests}`, token: tokenOf(body.link) };
}
/** Somebody who came by the provider once and joined. */
async function colleague(): Promise<{ email: string; sub: string }> {
  const guest = await invited();
  const { visitor, inside } = await through({ sub: guest.sub, email: guest.email, email_verified: true, name: 'Guest' });
  expect(inside).toBe(true);
  expect((await visitor.post('/api/v1/invitations/accept', { token: guest.token })).status).toBe(200);
  return guest;
}

test('attack 79: an invited person whose address the provider verified comes in, and is found by issuer and subject ever after', async () => {
  const guest = await colleague();
  const again = await through({ sub: guest.sub, email: 'renamed@elsewhere.example', email_verified: true });
  expect((await again.visitor.get('/api/v1/me')).body).toMatchObject({ role: 'agent', user: { email: guest.email } });
});

test('attack 79: without an invitation, or without a verified address, nobody comes in', async () => {
  expect((await through({ sub: 'stranger', email: 'stranger@lantern.example', email_verified: true })).inside).toBe(false);
  for (const unverified of [false, undefined, 'false'] as const) {
    const guest = await invited();
    const { inside, location } = await through({
      sub: guest.sub,
      email: guest.email,
      ...(unverified === undefined ? {} : { email_verified: unverified }),
    });
    expect(inside).toBe(false);
    expect(location).toMatch(/^\/sign-in\?error=/);
    expect((await through({ sub: guest.sub, email: guest.email, email_verified: true })).inside).toBe(true);
  }
});

test('attack 79: an address that has an account is never linked to another subject, whatever its letters', async () => {
  for (const email of ['mia@lantern.example', 'MIA@lantern.example', 'mia@LANTERN.example']) {
    expect((await through({ sub: `other-${email}`, email, email_verified: true })).inside).toBe(false);
  }
  const dotless = await through({ sub: 'dotless', email: 'm\u0131a@lantern.example', email_verified: true });
  expect(dotless.inside).toBe(false);
  expect((await shop.owner.get('/api/v1/me')).body.user.email).toBe('mia@lantern.example');
});

test('attack 79: the same subject at another issuer is somebody else', async () => {
  const guest = await colleague();
  const second = await testIdentityProvider();
  const elsewhere = providerIdOf(second.settings);
  expect(elsewhere).not.toBe(provider);
  expect((await web.visitor().post('/api/auth/sign-in/social', { provider: elsewhere })).status).toBe(404);
  const visitor = web.visitor();
  const { url, state } = await begin(visitor);
  const code = second.approve(url, { sub: guest.sub, email: guest.email, email_verified: true });
  expect((await comeBack(visitor, { code, state, iss: second.issuer })).headers.location).toMatch(/error=/);
  expect((await visitor.get('/api/v1/me')).status).toBe(401);
  await second.close();
});

test('attack 79: a signed-in person connects the provider knowingly, and only with their own address', async () => {
  const link = async (claims: Claims): Promise<void> => {
    const { url, state } = await begin(shop.owner, '/api/auth/link-social');
    await comeBack(shop.owner, { code: idp.approve(url, claims), state, iss: idp.issuer });
  };
  await link({ sub: 'mia-elsewhere', email: 'someone@elsewhere.example', email_verified: true });
  expect((await through({ sub: 'mia-elsewhere', email: 'someone@elsewhere.example', email_verified: true })).inside).toBe(false);
  await link({ sub: 'mia-at-idp', email: 'mia@lantern.example', email_verified: true });
  expect(
    (await (await through({ sub: 'mia-at-idp', email: 'mia@lantern.example', email_verified: true })).visitor.get('/api/v1/me')).body,
  ).toMatchObject({ role: 'owner' });
  expect((await web.visitor().post('/api/auth/link-social', { provider })).status).toBe(401);
});

test('attack 80: a token for somebody else, from somebody else, too old, unsigned or signed by another key is refused', async () => {
  const guest = await colleague();
  const claims = { sub: guest.sub, email: guest.email, email_verified: true };
  const tampers: Tamper[] = [
    { audience: 'another-client' },
    { issuer: 'https://evil.example' },
    { expiresInS: -600 },
    { nonce: 'another' },
    { nonce: null },
    { unsigned: true },
    { foreignKey: true },
    { kid: 'unknown', foreignKey: true },
    { kid: '../../etc/passwd', foreignKey: true },
    { symmetric: true },
  ];
  for (const tamper of tampers) {
    const { inside, location } = await through(claims, tamper);
    expect([tamper, inside]).toEqual([tamper, false]);
    expect(location).toMatch(/^\/sign-in\?error=/);
  }
  expect((await through(claims)).inside).toBe(true);
});

test('attack 80: a code works once, with its own state, in the browser that asked for it, from the issuer that was asked', async () => {
  const guest = await colleague();
  const claims = { sub: guest.sub, email: guest.email, email_verified: true };
  const refusedFor = async (visitor: Visitor, query: Record<string, string>): Promise<void> => {
    const answer = await comeBack(visitor, query);
    expect(String(answer.headers.location)).toMatch(/^\/sign-in\?error=/);
    expect((await visitor.get('/api/v1/me')).status).toBe(401);
  };
  const honest = web.visitor();
  const first = await begin(honest);
  const code = idp.approve(first.url, claims);
  expect(new URL(first.url).searchParams.get('code_challenge_method')).toBe('S256');
  expect(new URL(first.url).searchParams.get('nonce')).toMatch(/.{32}/);
  await refusedFor(web.visitor(), { code, state: first.state, iss: idp.issuer });
  expect((await comeBack(honest, { code: idp.approve(first.url, claims), state: first.state, iss: idp.issuer })).headers.location).toBe(
    '/inbox/next',
  );

  const replay = web.visitor();
  const second = await begin(replay);
  await refusedFor(replay, { code, state: first.state, iss: idp.issuer });
  await refusedFor(replay, { code, state: second.state, iss: idp.issuer });
  const bare: Record<string, string>[] = [{ code: 'x' }, { state: 'x', code: 'x' }, { code: 'x', state: '' }];
  for (const query of bare) await refusedFor(web.visitor(), query);

  const mixed = web.visitor();
  const third = await begin(mixed);
  await refusedFor(mixed, { code: idp.approve(third.url, claims), state: third.state, iss: 'https://evil.example' });
  // A code made for another browser's challenge fails PKCE at the provider.
  const injected = web.visitor();
  const victim = await begin(web.visitor());
  const own = await begin(injected);
  await refusedFor(injected, { code: idp.approve(victim.url, claims), state: own.state, iss: idp.issuer });
});

test('attack 74: the provider’s word does not replace a second factor', async () => {
  const guest = await colleague();
  const claims = { sub: guest.sub, email: guest.email, email_verified: true };
  const { visitor } = await through(claims);
  const enabled = await visitor.post('/api/auth/two-factor/enable', {});
  const secret = Buffer.from(fromBase32(new URL(enabled.body.totpURI).searchParams.get('secret')!));
  const now = Math.floor(Date.now() / 30_000);
  expect((await visitor.post('/api/auth/two-factor/verify-totp', { code: codeAt(secret, now) })).status).toBe(200);
  const again = await through(claims);
  expect(again).toMatchObject({ inside: false, location: '/sign-in?step=second' });
  expect((await again.visitor.post('/api/auth/two-factor/verify-totp', { code: codeAt(secret, now + 1) })).status).toBe(200);
  expect((await again.visitor.get('/api/v1/me')).status).toBe(200);
});

test('attack 81: a sign-in leads back to a path of ours and nowhere else', async () => {
  const evil = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\r\nset-cookie: x=1',
    '/%0d%0aset-cookie:x',
    '/%5cevil.example',
    ' /inbox',
    '',
    'inbox',
    '/ok\u0000',
    '/\t/evil.example',
    '/ /evil',
  ];
  for (const target of evil) {
    expect([target, returnPath.safeParse(target).success]).toEqual([target, false]);
    expect((await web.visitor().post('/api/auth/sign-in/social', { provider, callbackURL: target })).status).toBe(400);
    expect((await web.visitor().post('/api/auth/sign-in/social', { provider, errorCallbackURL: target })).status).toBe(400);
  }
  expect(returnPath.safeParse('/inbox/next?view=mine').success).toBe(true);
  expect(
    (
      await web
        .visitor()
        .post('/api/auth/sign-in/email', { email: 'mia@lantern.example', password: goodPassword, callbackURL: '//evil.example' })
    ).status,
  ).toBe(400);
  const asked = await web.visitor().post('/api/auth/sign-in/social', { provider, callbackURL: '/inbox' });
  expect(new URL(asked.body.url).searchParams.get('redirect_uri')).toBe(`http://localhost/api/auth/callback/${provider}`);
});

function fromBase32(text: string): number[] {
  let bits = '';
  for (const letter of text.replace(/=+$/, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  return bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
}
