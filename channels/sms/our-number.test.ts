/** How is a number at Twilio connected, looked after and let go, and how are the files that come to it fetched? Against a REST API on this machine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import type { SmsAccount } from './sms-account.ts';
import { fetchBytes } from './sms-description.ts';
import { sms } from './sms.ts';
import { accountAt, door, quiet } from './talk.fixture.ts';
import { openTwilioFake, restError, type TwilioFake } from './twilio-fake.fixture.ts';
import { numberSid, ourPhone, sidOf } from './twilio-forms.fixture.ts';

let fake: TwilioFake;
let account: SmsAccount;
beforeAll(async () => {
  fake = await openTwilioFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.calls.length = 0;
  fake.storage.url = null;
});

const { identify, connect, disconnect, health } = sms.lifecycle;
const webhook = { url: door, secret: 'unused' };
const otherToken = () => ({ ...account, authTokens: ['9'.repeat(32)] });

describe('our number', () => {
  it('is found by its digits, and what Twilio calls it is kept', async () => {
    expect(await identify!({ ...account, numberSid: '' }, quiet)).toEqual({
      ok: true,
      id: numberSid,
      name: ourPhone,
      facts: { numberSid, phoneNumber: ourPhone },
    });
    expect(fake.calls).toMatchObject([{ method: 'GET', path: 'IncomingPhoneNumbers.json', query: { PhoneNumber: ourPhone } }]);
  });
  it('is refused with the reason', async () => {
    expect(await identify!(otherToken(), quiet)).toMatchObject({ reason: 'credentials' });
    expect(await identify!({ ...account, phoneNumber: '+15005550006' }, quiet)).toMatchObject({ reason: 'refused' });
    // Twilio finds ours by a part of it too.
    expect(await identify!({ ...account, phoneNumber: ourPhone.slice(0, -1) }, quiet)).toMatchObject({
      reason: 'refused',
      detail: 'This number does not belong to the Twilio account.',
    });
    fake.number.capabilities.sms = false;
    expect(await identify!(account, quiet)).toMatchObject({ reason: 'refused', detail: 'This number cannot receive SMS.' });
    fake.number.capabilities.sms = true;
    fake.answerNext(
      'number',
      restError(20_005, 403, 'Account not active'),
      restError(20_500, 500, 'x'),
      restError(20_429, 429, 'x'),
      'cut',
    );
    expect(await identify!(account, quiet)).toMatchObject({ reason: 'refused', detail: 'Account not active' });
    for (const _way of ['500', '429', 'cut']) expect(await identify!(account, quiet)).toMatchObject({ reason: 'unreachable' });
  });
  it('calls us from then on; twice is once, and whatever was called before is called no longer', async () => {
    fake.number.sms_application_sid = `AP${'1'.repeat(32)}`;
    expect((await health(account, quiet)).problems).toEqual([
      'An application at Twilio answers for this number in our stead',
      'Twilio calls somebody else for this number',
    ]);
    expect([await connect!(account, webhook, quiet), await connect!(account, webhook, quiet)]).toEqual([{ ok: true }, { ok: true }]);
    expect(fake.number).toMatchObject({ sms_url: door, sms_method: 'POST', sms_application_sid: '' });
    expect(await health(account, quiet)).toEqual({ ok: true, problems: [] });
    fake.answerNext('number', restError(21_502, 400, 'SmsUrl is not valid'));
    expect(await connect!(account, webhook, quiet)).toEqual({ ok: false, reason: 'refused', detail: 'SmsUrl is not valid' });
    expect(await connect!({ ...account, numberSid: '' }, webhook, quiet)).toMatchObject({ reason: 'refused' });
  });
  it('what is wrong with it later is said', async () => {
    fake.number.sms_method = 'GET';
    fake.number.capabilities.sms = false;
    expect((await health(account, quiet)).problems).toEqual(['The number cannot receive SMS', 'Twilio does not call us by POST']);
    fake.number.sms_method = 'POST';
    fake.number.capabilities.sms = true;
    expect((await health(otherToken(), quiet)).problems).toEqual(['Twilio does not accept the auth token any more']);
    fake.answerNext('number', restError(20_404, 404, 'x'), 'cut', restError(20_006, 403, 'Access denied'), { status: 200, body: {} });
    expect((await health(account, quiet)).problems).toEqual(['The number does not belong to the Twilio account any more']);
    expect((await health(account, quiet)).problems).toEqual(['Twilio does not answer']);
    expect((await health(account, quiet)).problems).toEqual(['Twilio refuses to say anything: Access denied']);
    expect((await health(account, quiet)).problems).toEqual(['Twilio does not answer']);
  });
  it('is let go only where it still calls us', async () => {
    await disconnect!({ ...account, numberSid: '' }, quiet);
    fake.number.sms_url = 'https://other.example/';
    await disconnect!(account, quiet);
    expect(fake.number.sms_url).toBe('https://other.example/');
    fake.number.sms_url = door;
    await disconnect!(account, quiet);
    expect(fake.number.sms_url).toBe('');
    expect((await health(account, quiet)).problems).toEqual(['Twilio calls nobody for this number']);
  });
});

describe('a file of an MMS', () => {
  const media = sidOf('ME', 1);
  const ref = `Messages/${sidOf('MM', 1)}/Media/${media}`;
  const fetched = (deps: ChannelDeps = quiet, of = account) => sms.inbound.fetchFile!(ref, of, deps);

  it('is asked for with our credentials, and fetched from where Twilio keeps it without', async () => {
    fake.files.set(media, new Uint8Array([9, 8]));
    expect(await fetched()).toEqual({ ok: true, bytes: Buffer.from([9, 8]), mime: null });
    expect(fake.calls).toMatchObject([{ method: 'GET', path: ref }]);
  });
  it('is taken as it comes where Twilio sends nobody on', async () => {
    fake.answerNext('media', { status: 200, body: 'bytes' });
    expect(await fetched()).toMatchObject({ ok: true, bytes: Buffer.from('bytes') });
  });
  it.each([
    ['https://mms.twiliocdn.com/a?Signature=x', true],
    ['https://media.twiliocdn.com/a', true],
    ['https://media.us1.twilio.com/a', true],
    ['https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/a', true],
    ['https://s3-external-1.amazonaws.com/somebody-elses/a', false],
    ['https://bucket.s3.amazonaws.com/media.twiliocdn.com/a', false],
    ['http://mms.twiliocdn.com/a', false],
    ['https://mms.twiliocdn.com:8443/a', false],
    ['https://user:word@mms.twiliocdn.com/a', false],
    ['https://twiliocdn.com.evil.example/a', false],
    ['https://eviltwiliocdn.com/a', false],
    ['http://169.254.169.254/latest/meta-data', false],
    ['http://127.0.0.1:1/a', false],
    ['file:///etc/passwd', false],
    ['https://', false],
    ['', false],
  ])('sent on to %s: we go there: %s', async (location, goes) => {
    const asked: [string, string | null, RequestInit['redirect']][] = [];
    const answers = [new Response(null, { status: 302, headers: { location } }), new Response('bytes')];
    const result = await fetched({
      ...quiet,
      fetch: async (url, init) => {
        asked.push([String(url instanceof Request ? url.url : url), new Headers(init?.headers).get('authorization'), init?.redirect]);
        return answers.shift()!;
      },
    });
    expect(result).toMatchObject(goes ? { ok: true } : { ok: false, passing: false, reason: 'Twilio keeps the file where we do not go' });
    expect(asked[0]).toEqual([`${fake.url}/2010-04-01/Accounts/${account.accountSid}/${ref}`, expect.stringMatching(/^Basic /), 'manual']);
    expect(asked.slice(1)).toEqual(goes ? [[location, null, 'manual']] : []);
  });
  it('is not followed a second time', async () => {
    fake.answerNext('storage', { status: 302, body: '', headers: { location: `${fake.url}/storage/${media}` } });
    expect(await fetched()).toMatchObject({ ok: false, passing: false });
  });
  it('may come later where Twilio is away, has it not everywhere yet or does not know the token yet', async () => {
    fake.answerNext('media', restError(20_404, 404, 'x'), restError(20_429, 429, 'x'), restError(20_500, 503, 'x'), 'cut');
    for (const _way of ['404', '429', '503', 'cut']) expect(await fetched()).toMatchObject({ ok: false, passing: true });
    expect(await fetched(quiet, otherToken())).toMatchObject({ ok: false, passing: true });
    fake.answerNext('storage', 'cut', { status: 410, body: 'gone' });
    expect(await fetched()).toMatchObject({ ok: false, passing: true });
    expect(await fetched()).toMatchObject({ ok: false, passing: false });
  });
  it('is fetched up to what a file may have, and asked for by nothing but its name', async () => {
    fake.files.set(media, new Uint8Array(fetchBytes + 1));
    expect(await fetched()).toMatchObject({ ok: false, passing: false, reason: 'larger than a file may be here' });
    fake.calls.length = 0;
    for (const bad of ['', '../Calls.json', 'https://evil.example/', `${ref}/../../../../Keys.json`, `${ref}\n`])
      expect(await sms.inbound.fetchFile!(bad, account, quiet)).toMatchObject({ ok: false, passing: false });
    expect(fake.calls).toEqual([]);
  });
});
