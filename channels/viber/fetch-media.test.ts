/** Is a file that somebody sent fetched whole, and from Viber’s own hosts only? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isKeptAtViber } from './fetch-media.ts';
import { accountAt, realDeps as deps } from './talk.fixture.ts';
import type { ViberAccount } from './viber-account.ts';
import { viberChannel } from './viber-channel.ts';
import { fetchBytes } from './viber-description.ts';
import { fakeToken, openViberFake, type ViberFake } from './viber-fake.fixture.ts';
import { viber } from './viber.ts';

let fake: ViberFake;
let account: ViberAccount;
beforeAll(async () => {
  fake = await openViberFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());

const fetchFile = (address: string) => viber.inbound.fetchFile!(address, account, deps);
const there = (path: string): string => `${fake.url}${path}`;

describe('a file', () => {
  it('is fetched whole, up to 25 MB, without showing anything of ours', async () => {
    fake.files.set('/media/a.jpg', new Uint8Array([9, 8]));
    expect(await fetchFile(there('/media/a.jpg?Expires=1&Signature=s'))).toEqual({ ok: true, bytes: Buffer.from([9, 8]), mime: null });
    const { method, headers } = fake.requests.at(-1)!;
    expect([method, JSON.stringify(headers).includes(fakeToken)]).toEqual(['GET', false]);
    fake.files.set('/media/b.jpg', new Uint8Array(fetchBytes + 1));
    expect(await fetchFile(there('/media/b.jpg'))).toEqual({ ok: false, passing: false, reason: 'larger than 25 MB' });
  });
  it.each([
    [403, false, 'Viber does not have it any more'],
    [404, false, 'Viber does not have it any more'],
    [410, false, 'Viber does not have it any more'],
    [400, false, 'Viber did not give the file'],
    [204, false, 'Viber did not give the file'],
    [429, true, 'Viber did not give the file'],
    [503, true, 'Viber did not give the file'],
  ])('is not there with %i: passing %s, %s', async (status, passing, reason) => {
    fake.files.set('/media/c.jpg', status);
    expect(await fetchFile(there('/media/c.jpg'))).toEqual({ ok: false, passing, reason });
  });
  it('is found where Viber sends us, once', async () => {
    fake.files.set('/media/d.jpg', { to: '/media/e.jpg' }).set('/media/e.jpg', new Uint8Array([7]));
    expect(await fetchFile(there('/media/d.jpg'))).toMatchObject({ ok: true, bytes: Buffer.from([7]) });
    fake.files.set('/media/e.jpg', { to: '/media/a.jpg' });
    expect(await fetchFile(there('/media/d.jpg'))).toEqual({
      ok: false,
      passing: false,
      reason: 'Viber keeps the file where we do not go',
    });
  });
  it.each(['https://evil.example/a', 'http://169.254.169.254/', 'http://dl-media.viber.com/a', 'file:///etc/passwd', 'http://[', ''])(
    'sent on to “%s” nothing is asked there',
    async (to) => {
      fake.files.set('/media/f.jpg', { to });
      const before = fake.requests.length;
      expect(await fetchFile(there('/media/f.jpg'))).toMatchObject({ ok: false, passing: false });
      expect(fake.requests.length).toBe(before + 1);
    },
  );
  it('where the connection breaks it may come later, and the address is in no reason', async () => {
    const broken = { ...deps, fetch: () => Promise.reject(new Error(`with ${fakeToken}`)) };
    expect(await viber.inbound.fetchFile!(there('/media/a.jpg'), account, broken)).toEqual({
      ok: false,
      passing: true,
      reason: 'the connection to Viber broke',
    });
  });
});

describe('an address', () => {
  const apiRoot = viberChannel.apiUrl;
  it.each([
    ['https://dl-media.viber.com/5/media/2/short/a.jpg?Expires=1&Signature=a~b__&Key-Pair-Id=c', true],
    ['https://content.cdn.viber.com/a.png', true],
    ['https://chatapi.viber.com/a', true],
    ['http://dl-media.viber.com/a.jpg', false],
    ['https://viber.com.evil.example/a.jpg', false],
    ['https://evilviber.com/a.jpg', false],
    ['https://dl-media.viber.com.:443/a.jpg', false],
    ['https://dl-media.viber.com:8443/a.jpg', false],
    ['https://a:b@dl-media.viber.com/a.jpg', false],
    ['https://dl-media.viber.com@evil.example/a.jpg', false],
    ['https://evil.example/dl-media.viber.com/a.jpg', false],
    ['https://evil.example\\.viber.com/a.jpg', false],
    ['https://127.0.0.1/a.jpg', false],
    ['ftp://dl-media.viber.com/a.jpg', false],
    ['dl-media.viber.com/a.jpg', false],
    ['', false],
    [`https://dl-media.viber.com/${'a'.repeat(2_000)}`, false],
  ])('%s is one of Viber’s: %s', async (address, isTheirs) => {
    expect(isKeptAtViber(address, { apiRoot })).toBe(isTheirs);
    if (isTheirs) return;
    const before = fake.requests.length;
    expect(await fetchFile(address)).toMatchObject({ ok: false, passing: false, reason: 'Viber did not say where the file is' });
    expect(fake.requests.length).toBe(before);
  });
  it('of a stand-in is good where that stands in, and nowhere else', () => {
    expect(isKeptAtViber(there('/media/a.jpg'), account)).toBe(true);
    expect(isKeptAtViber(there('/media/a.jpg'), { apiRoot })).toBe(false);
  });
});
