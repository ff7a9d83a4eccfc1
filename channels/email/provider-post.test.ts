/** Whose call is it that brings a mail, and which mail? Each provider's rightful call beside the forged ones. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readForm } from './form-bytes.ts';
import { mayBeProvider, readProviderPost, signatureGoodMs, type ProviderPost } from './provider-post.ts';

const receivedAt = Date.UTC(2026, 10, 24, 10, 0);
const seconds = String(receivedAt / 1_000);
const mail =
  'From: Ada <ada@post.example>\r\nTo: help@lantern.example\r\nSubject: Lamp\r\nMessage-ID: <1@post.example>\r\n\r\nGr\xfc\xdfe\r\n';
const raw = Buffer.from(mail, 'latin1');

function form(fields: Readonly<Record<string, string | Buffer>>) {
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.concat([
      Buffer.from(`--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
  );
  return { headers: { 'content-type': 'multipart/form-data; boundary=cut' }, body: Buffer.concat([...parts, Buffer.from('--cut--\r\n')]) };
}

function post(over: Partial<ProviderPost> & Pick<ProviderPost, 'body'>): ProviderPost {
  return { headers: {}, pathSecret: null, receivedAt, ...over };
}

const mailgunKey = 'key-0123456789abcdef';
const signature = (timestamp: string, token: string, key = mailgunKey) =>
  createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex');
function mailgun(over: Readonly<Record<string, string | Buffer>> = {}) {
  const signed = { timestamp: seconds, token: 'once', signature: signature(seconds, 'once') };
  return post(
    form({ recipient: 'help@lantern.example', sender: 'ada@post.example', ...signed, 'body-mime': raw, 'a-new-field': 'x', ...over }),
  );
}

describe('Mailgun', () => {
  it('hands a mail over byte for byte, with the envelope it saw', () => {
    const read = readProviderPost(mailgun(), { mailgunKey });
    expect(read).toMatchObject({ provider: 'mailgun', envelope: { mailFrom: 'ada@post.example', rcptTo: ['help@lantern.example'] } });
    expect(typeof read === 'object' && Buffer.from(read.raw).equals(raw)).toBe(true);
  });
  it('writes it with percent signs too', () => {
    const encoded = [...raw].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const body = Buffer.from(
      `timestamp=${seconds}&token=once&signature=${signature(seconds, 'once')}&recipient=help%40lantern.example&body-mime=${encoded}`,
    );
    const read = readProviderPost(post({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }), { mailgunKey });
    expect(typeof read === 'object' && Buffer.from(read.raw).equals(raw)).toBe(true);
  });
  it('is known by its one-time token: the same for the same signature, whatever mail it is put on', () => {
    const first = readProviderPost(mailgun(), { mailgunKey });
    const other = readProviderPost(mailgun({ 'body-mime': 'From: x@y.example\r\n\r\nother' }), { mailgunKey });
    expect(typeof first === 'object' && first.onceKey).toBeTruthy();
    expect(typeof first === 'object' && typeof other === 'object' && first.onceKey === other.onceKey).toBe(true);
  });
  it.each([
    ['another key', mailgun({ signature: signature(seconds, 'once', 'key-of-somebody-else') })],
    ['another token', mailgun({ token: 'twice' })],
    ['no signature', mailgun({ signature: '' })],
    ['days old', mailgun({ timestamp: '1700000000', signature: signature('1700000000', 'once') })],
    ['a field twice', post({ ...mailgun(), body: Buffer.concat([form({ token: 'x' }).body.subarray(0, -9), mailgun().body as Buffer]) })],
    ['cut off', post({ ...mailgun(), body: (mailgun().body as Buffer).subarray(0, -40) })],
    ['no form at all', post({ headers: { 'content-type': 'text/plain' }, body: raw })],
  ])('is not believed with %s', (_what, call) => {
    expect(readProviderPost(call, { mailgunKey })).toBe('forged');
  });
  it('says so when the route does not post the raw mail', () => {
    expect(readProviderPost(mailgun({ 'body-mime': '' }), { mailgunKey })).toBe('no_mail');
  });
  it('cannot speak where no key of it is set', () => {
    expect(readProviderPost(mailgun(), {})).toBe('forged');
    expect(mayBeProvider(mailgun(), {})).toBe(false);
  });
});

describe('Postmark', () => {
  const inboundSecret = 'a'.repeat(43);
  const body = Buffer.from(JSON.stringify({ RawEmail: mail, OriginalRecipient: 'help@lantern.example', New: 1 }));
  const headers = { 'content-type': 'application/json' };
  const basic = (password: string) => ({ ...headers, authorization: `Basic ${Buffer.from(`meanwhile:${password}`).toString('base64')}` });
  it('is known by the secret in the address or by the password in it, the new and the one before', () => {
    for (const call of [post({ headers, body, pathSecret: inboundSecret }), post({ headers: basic(inboundSecret), body })]) {
      expect(readProviderPost(call, { inboundSecret })).toMatchObject({
        provider: 'postmark',
        envelope: { rcptTo: ['help@lantern.example'] },
      });
      expect(readProviderPost(call, { inboundSecret: 'b'.repeat(43), inboundSecretOld: inboundSecret })).toMatchObject({
        provider: 'postmark',
      });
    }
  });
  it('is refused with another secret before its body is read', () => {
    for (const call of [post({ headers, body, pathSecret: 'guess' }), post({ headers: basic('guess'), body })]) {
      expect(mayBeProvider(call, { inboundSecret })).toBe(false);
      expect(readProviderPost(call, { inboundSecret })).toBe('forged');
    }
  });
  it.each([['{"RawEmail":'], ['[]'], ['{"RawEmail":{}}'], ['null']])('carries no mail where it is %s', (text) => {
    expect(readProviderPost(post({ headers, body: Buffer.from(text), pathSecret: inboundSecret }), { inboundSecret })).toBe('no_mail');
  });
});

describe('SendGrid', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const sendgridKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const inboundSecret = 'a'.repeat(43);
  const call = form({
    email: raw,
    envelope: '{"to":["help@lantern.example"],"from":"ada@post.example"}',
    sender_ip: '192.0.2.7',
    spam_score: '0',
  });
  const signedAs = (body: Buffer, at = seconds) => ({
    ...call.headers,
    'x-twilio-email-event-webhook-timestamp': at,
    'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.concat([Buffer.from(at), body]), pair.privateKey).toString('base64'),
  });
  it('is known by its signature over the whole call', () => {
    const read = readProviderPost(post({ headers: signedAs(call.body), body: call.body }), { sendgridKey });
    expect(read).toMatchObject({
      provider: 'sendgrid',
      onceKey: null,
      envelope: { mailFrom: 'ada@post.example', remoteAddress: '192.0.2.7' },
    });
  });
  it('is not believed with one byte changed, long after, or by the address alone once a key is set', () => {
    const bent = Buffer.from(call.body.toString('latin1').replace('Lamp', 'Lump'), 'latin1');
    const old = String((receivedAt - signatureGoodMs - 1_000) / 1_000);
    expect(readProviderPost(post({ headers: signedAs(call.body), body: bent }), { sendgridKey })).toBe('forged');
    expect(readProviderPost(post({ headers: signedAs(call.body, old), body: call.body }), { sendgridKey })).toBe('forged');
    expect(readProviderPost(post({ ...call, pathSecret: inboundSecret }), { sendgridKey, inboundSecret })).toBe('forged');
  });
  it('is known by the secret in the address where no key is set', () => {
    expect(readProviderPost(post({ ...call, pathSecret: inboundSecret }), { inboundSecret })).toMatchObject({ provider: 'sendgrid' });
  });
});

it('a form is read byte for byte, and one with two values for a name not at all', () => {
  const { headers, body } = form({ mail: raw, empty: '' });
  expect(readForm(headers['content-type'], body)?.get('mail')).toEqual(raw);
  expect(readForm(headers['content-type'], body)?.get('empty')?.byteLength).toBe(0);
  expect(readForm('application/x-www-form-urlencoded', Buffer.from('a=1&a=2'))).toBeNull();
  expect(readForm('multipart/form-data', body)).toBeNull();
});
