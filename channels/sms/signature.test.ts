/** Does a call get in by Twilio's signature alone, and by no other sign? One door, two tokens while one is being changed. */
import { describe, expect, it } from 'vitest';
import type { RawInbound } from '../contract/channel-adapter.ts';
import type { SmsAccount } from './sms-account.ts';
import { sms } from './sms.ts';
import { accountAt, door, quiet, rawOf } from './talk.fixture.ts';
import { authToken, encoded, messageForm, signedPost } from './twilio-forms.fixture.ts';

const account = accountAt('https://api.twilio.example');
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('the signature that Twilio makes', () => {
  const body = encoded(messageForm({ Body: 'Grüße,  花 👩‍👩‍👧 + “ok”?\r\n\t&=%  ' }));
  const lets = async (raw: RawInbound, of: SmsAccount = account): Promise<boolean> => (await sms.inbound.verify(raw, of, quiet)).ok;
  const signed = (over: { body?: Uint8Array; url?: string; token?: string } = {}) => {
    const post = signedPost(over.body ?? body, over.url ?? door, over.token);
    return rawOf(post.body, post.headers, over.url ?? door);
  };
  const given = () => signed().headers['x-twilio-signature'] as string;

  it('is accepted over letters of all kinds and unusual blanks', async () => {
    expect(await lets(signed())).toBe(true);
  });
  it('is refused wherever one byte of the body means something else', async () => {
    const fieldsOf = (bytes: Uint8Array) => JSON.stringify([...new URLSearchParams(text(bytes))]);
    let changed = 0;
    for (let at = 0; at < body.length; at += 1) {
      const other = body.map((byte, index) => (index === at ? byte ^ 1 : byte));
      // `%2b` for `%2B` is another byte and the same field, which is what Twilio signs.
      if (fieldsOf(other) === fieldsOf(body)) continue;
      changed += 1;
      expect([at, await lets({ ...signed(), bytes: other })]).toEqual([at, false]);
    }
    expect(changed).toBeGreaterThan(300);
    for (const more of ['?', '&x', '\uFEFF'])
      expect(await lets({ ...signed(), bytes: new TextEncoder().encode(`${more}${text(body)}`) })).toBe(false);
  });
  it.each([
    ['none', {}],
    ['an empty one', { 'x-twilio-signature': '' }],
    ['a shorter one', { 'x-twilio-signature': 'AAAA' }],
    ['one given twice', { 'x-twilio-signature': ['a', 'a'] }],
  ])('%s is refused', async (_what, headers) => {
    expect(await lets(rawOf(body, headers))).toBe(false);
  });
  it('a longer one, the same twice, another token’s and another address’s are refused', async () => {
    const shown = (signature: string | string[]) => rawOf(body, { 'x-twilio-signature': signature });
    for (const one of [`${given()}=`, given().slice(0, -1), [given(), given()], `${given()}, ${given()}`])
      expect(await lets(shown(one))).toBe(false);
    expect(await lets(signed({ token: 'f6'.repeat(16) }))).toBe(false);
    for (const url of [`${door}1`, door.replace('desk', 'evil'), door.replace('https', 'http'), null])
      expect(await lets({ ...signed(), url })).toBe(false);
    // What the call itself names as its host does not count.
    const { headers } = signed({ url: 'https://evil.example/in/sms/0b7c' });
    expect(await lets({ ...signed(), headers: { ...headers, host: 'evil.example' } })).toBe(false);
    expect(await lets(signed(), { ...account, authTokens: [] })).toBe(false);
  });
  it('the older of two tokens is good while they are changed, and no longer after that', async () => {
    expect(await lets(signed(), { ...account, authTokens: ['e5'.repeat(16), authToken] })).toBe(true);
    expect(await lets(signed(), { ...account, authTokens: ['e5'.repeat(16)] })).toBe(false);
  });
  it.each([
    ['https://desk.example/in/sms/1', 'https://desk.example:443/in/sms/1'],
    ['http://desk.example/in/sms/1', 'http://desk.example:80/in/sms/1'],
    ['https://desk.example:8443/in/sms/1?a=1', 'https://desk.example/in/sms/1?a=1'],
    ['https://[2001:db8::1]/in', 'https://[2001:db8::1]:443/in'],
  ])('our door %s may be signed as %s', async (ours, theirs) => {
    expect(await lets({ ...signed({ url: theirs }), url: ours })).toBe(true);
  });
});
