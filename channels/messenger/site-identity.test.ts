/** Attack 86: every token a stranger could try, next to the one Anna's shop really signed. */
import { SignJWT, UnsecuredJWT, base64url, exportJWK, generateKeyPair } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifySiteIdentity } from './site-identity.ts';
import type { SiteKey } from './site-identity.ts';

const nowAt = Date.UTC(2026, 10, 24, 9, 0, 0);
const nowS = nowAt / 1_000;
const channel = '01932f00-0000-7000-8000-000000000001';
const otherChannel = '01932f00-0000-7000-8000-000000000002';
const secret = 'anna-flower-shop-secret-0123456789abcdef';
const hsKey: SiteKey = { kid: 'a', alg: 'HS256', secret };
const bytes = (text: string) => new TextEncoder().encode(text);

function claims(over: Record<string, unknown> = {}) {
  return {
    sub: 'customer-17',
    aud: channel,
    exp: nowS + 3_600,
    iat: nowS,
    email: 'maria@example.com',
    email_verified: true,
    name: 'Maria',
    ...over,
  };
}

function signHs(over: Record<string, unknown> = {}, key = secret, header: Record<string, unknown> = {}) {
  return new SignJWT(claims(over)).setProtectedHeader({ alg: 'HS256', kid: 'a', ...header }).sign(bytes(key));
}

const check = (jwt: string, keys: readonly SiteKey[] = [hsKey], audience = channel) => verifySiteIdentity(jwt, { keys, audience, nowAt });

describe('a site vouches for its own customer', () => {
  let edKey: SiteKey;
  let edX = '';
  let signEd: (over?: Record<string, unknown>) => Promise<string>;
  beforeAll(async () => {
    const pair = await generateKeyPair('EdDSA', { extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    edX = publicJwk.x ?? '';
    edKey = { kid: 'ed', alg: 'EdDSA', publicJwk: { ...publicJwk } };
    signEd = (over = {}) => new SignJWT(claims(over)).setProtectedHeader({ alg: 'EdDSA', kid: 'ed' }).sign(pair.privateKey);
  });

  it('believes a token signed with the shared secret', async () => {
    expect(await check(await signHs())).toEqual({
      ok: true,
      identity: {
        subject: 'customer-17',
        email: 'maria@example.com',
        emailVerified: true,
        name: 'Maria',
        said: [],
        expiresAt: (nowS + 3_600) * 1_000,
      },
    });
  });

  it('believes a token signed with the site’s private key', async () => {
    expect(await check(await signEd(), [edKey])).toMatchObject({ ok: true, identity: { subject: 'customer-17' } });
  });

  it('accepts the older of two secrets while one is being replaced', async () => {
    const newer: SiteKey = { kid: 'b', alg: 'HS256', secret: 'another-secret-of-sufficient-length-0987654321' };
    expect(await check(await signHs(), [newer, hsKey])).toMatchObject({ ok: true });
    const unnamed = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(bytes(secret));
    expect(await check(unnamed, [newer, hsKey])).toMatchObject({ ok: true });
  });

  it('does not call an address verified unless the site says so', async () => {
    for (const over of [{ email_verified: undefined }, { email_verified: 'true' }, { email_verified: 1 }])
      expect(await check(await signHs(over))).toMatchObject({ ok: true, identity: { emailVerified: false } });
  });

  it.each([
    ['expired an hour ago', { exp: nowS - 3_600 }, 'expired'],
    ['for another channel or workspace', { aud: otherChannel }, 'wrongAudience'],
    ['without an audience', { aud: undefined }, 'wrongAudience'],
    ['without an expiry', { exp: undefined }, 'noExpiry'],
    ['without a subject', { sub: undefined }, 'noSubject'],
    ['with an empty subject', { sub: '  ' }, 'noSubject'],
    ['with a NUL in its subject', { sub: 'a\u0000b' }, 'noSubject'],
    ['valid for a year', { exp: nowS + 365 * 86_400 }, 'livesTooLong'],
    ['not valid before tomorrow', { nbf: nowS + 86_400 }, 'notYetValid'],
  ])('refuses a token %s', async (_title, over, reason) => {
    expect(await check(await signHs())).toMatchObject({ ok: true });
    expect(await check(await signHs(over))).toEqual({ ok: false, reason });
  });

  it('refuses a token born long ago that was given a long life', async () => {
    expect(await check(await signHs({ iat: nowS - 20 * 86_400, exp: nowS + 60 }))).toEqual({ ok: false, reason: 'livesTooLong' });
  });

  it('refuses no token, nonsense and half a token', async () => {
    const good = await signHs();
    for (const jwt of [
      '',
      '.',
      '..',
      'abc',
      good.slice(0, -4),
      good.split('.').slice(0, 2).join('.') + '.',
      `${good}x`,
      'x'.repeat(10_000),
    ])
      expect((await check(jwt)).ok, JSON.stringify(jwt.slice(0, 20))).toBe(false);
  });

  it('refuses alg none in every spelling', async () => {
    expect((await check(new UnsecuredJWT(claims()).encode())).ok).toBe(false);
    const [, payload] = (await signHs()).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, 0])
      for (const signature of ['', 'AA'])
        expect((await check(`${base64url.encode(JSON.stringify({ alg, kid: 'a' }))}.${payload}.${signature}`)).ok).toBe(false);
  });

  it('refuses a token signed with another shop’s secret', async () => {
    expect(await check(await signHs({}, 'another-shop-secret-0123456789abcdefgh'))).toEqual({ ok: false, reason: 'badSignature' });
  });

  it('refuses one changed byte in the claims', async () => {
    const [header, payload, signature] = (await signHs()).split('.');
    const forged = base64url.encode(new TextDecoder().decode(base64url.decode(payload ?? '')).replace('customer-17', 'customer-18'));
    expect(await check(`${header}.${forged}.${signature}`)).toEqual({ ok: false, reason: 'badSignature' });
  });

  it('refuses the public key used as a shared secret', async () => {
    const confusing = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'ed' }).sign(bytes(edX));
    expect(await check(confusing, [edKey])).toEqual({ ok: false, reason: 'unknownKey' });
    expect((await check(await signEd(), [hsKey])).ok).toBe(false);
  });

  it('refuses a key id it does not know', async () => {
    expect(await check(await signHs({}, secret, { kid: 'stranger' }))).toEqual({ ok: false, reason: 'unknownKey' });
  });

  it('refuses a secret too short to be one', async () => {
    expect(await check(await signHs({}, 'short'), [{ alg: 'HS256', secret: 'short' }])).toEqual({ ok: false, reason: 'unknownKey' });
  });

  it('believes nobody when the channel has no keys', async () => {
    expect(await check(await signHs(), [])).toEqual({ ok: false, reason: 'unknownKey' });
  });
});
