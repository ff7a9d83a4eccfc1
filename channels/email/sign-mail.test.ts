/** Does whoever receives our mail believe its signature, as our own check of senders would? And not after a change. */
import { beforeAll, describe, expect, it, test } from 'vitest';
import { composeMail } from './compose-mail.ts';
import { makeKeyPair, recordOf, signMail } from './sign-mail.ts';
import { findRecord } from './signing-record.ts';
import { verifySender } from './verify-sender.ts';
import type { KeyPair } from './sign-mail.ts';
import type { MailResolver } from './verify-sender.ts';

const dateAt = Date.UTC(2026, 10, 24, 10);
let pair: KeyPair;
const key = () => ({ domain: 'lantern.example', selector: 'mw1', privateKey: pair.privateKey, publicKey: pair.publicKey });
beforeAll(async () => {
  pair = await makeKeyPair();
});

/** The DNS of lantern.example with these TXT records, each cut into strings of 255 as a server would. */
function zone(records: Record<string, string>): MailResolver {
  return async (name, type) => {
    const value = type === 'TXT' ? records[name] : undefined;
    if (value === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return [value.match(/.{1,255}/g) ?? []];
  };
}
const published = () => ({ [recordOf(key()).name]: recordOf(key()).value, '_dmarc.lantern.example': 'v=DMARC1; p=reject' });

async function signed(): Promise<Uint8Array> {
  const { raw } = await composeMail({
    from: { address: 'help@lantern.example', name: 'Lantern Books' },
    to: { address: 'ada@post.example', name: null },
    replyTo: 'reply+x@lantern.example',
    messageId: '<m.1@lantern.example>',
    references: [],
    subject: 'Ihre Bücher',
    text: 'Grüße aus dem Laden.\n.\nMia',
    html: '<p>Grüße aus dem <b>Laden</b>.</p>',
    files: [],
    origin: 'agent',
    returnPath: 'bounce+x@lantern.example',
    loopId: 'lantern.example',
    dateAt,
  });
  return signMail(raw, key(), dateAt);
}
const verdict = (raw: Uint8Array, dns: MailResolver) =>
  verifySender(raw, { mailFrom: 'bounce@elsewhere.example', rcptTo: [], remoteAddress: '192.0.2.1', helo: 'mx.example' }, dns);

test('a signed mail passes DKIM and DMARC at the receiver, who finds the record in the DNS', async () => {
  expect(await verdict(await signed(), zone(published()))).toMatchObject({
    dkim: [{ domain: 'lantern.example', result: 'pass', aligned: true }],
    dmarc: 'pass',
    alignedDomain: 'lantern.example',
  });
});

test('the same mail with another name under it is believed by nobody', async () => {
  const changed = Buffer.from(
    Buffer.from(await signed())
      .toString('latin1')
      .replace('Mia', 'Eve'),
    'latin1',
  );
  expect(await verdict(changed, zone(published()))).toMatchObject({ dkim: [{ result: 'none' }], dmarc: 'fail', alignedDomain: null });
});

test('without the record in the DNS the signature proves nothing', async () => {
  const { dkim } = await verdict(await signed(), zone({}));
  expect(dkim.map((one) => one.result)).not.toContain('pass');
});

test('a key that is none lets no mail go out unsigned', async () => {
  const { raw } = { raw: await signed() };
  await expect(signMail(raw, { ...key(), privateKey: 'no key' }, dateAt)).rejects.toThrow('could not be signed');
});

describe('the record in the DNS', () => {
  it.each([
    ['found', () => zone(published())],
    ['found', () => zone({ [recordOf(key()).name]: `v=DKIM1;p=${pair.publicKey.replace(/(.{60})/g, '$1 ')}` })],
    ['missing', () => zone({})],
    ['missing', () => zone({ [recordOf(key()).name]: 'hello' })],
    ['different', () => zone({ [recordOf(key()).name]: 'v=DKIM1; k=rsa; p=AAAA' })],
    ['different', () => zone({ [recordOf(key()).name]: 'v=DKIM1; p=' })],
    ['unknown', (): MailResolver => () => Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' }))],
  ])('is %s', async (state, dns) => {
    expect(await findRecord(key(), dns())).toBe(state);
  });
});
