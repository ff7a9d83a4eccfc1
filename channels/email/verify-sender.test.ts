/** Whose mail is it really? Attacks 13, 22 and 24 against our own check, with a DNS made for the test. */
import { generateKeyPairSync } from 'node:crypto';
import { sealMessage } from 'mailauth';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { describe, expect, it } from 'vitest';
import { verifySender } from './verify-sender.ts';
import type { MailResolver } from './verify-sender.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const dkimKey = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
const zone: Record<string, string> = {
  's1._domainkey.list.example': dkimKey,
  's1._domainkey.evil.example': dkimKey,
  's1._domainkey.example.com': `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  '_dmarc.example.com': 'v=DMARC1; p=reject',
  'example.com': 'v=spf1 ip4:192.0.2.7 -all',
  's1._domainkey.nopolicy.example': `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
};
const resolve: MailResolver = async (name, type) => {
  const found = zone[name.toLowerCase()];
  if (type === 'TXT' && found !== undefined) return [[found]];
  throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' });
};

const mail =
  'From: Maria <maria@example.com>\r\nTo: hello@flora.example\r\nSubject: Roses\r\nDate: Tue, 3 Nov 2026 10:12:00 +0100\r\nMessage-ID: <1@example.com>\r\n\r\nTuesday.\r\n';
const from = (remoteAddress: string, mailFrom = 'maria@example.com') => ({
  mailFrom,
  rcptTo: ['hello@flora.example'],
  remoteAddress,
  helo: 'mx.example.com',
});

async function signed(text: string, domain: string, extra: { maxBodyLength?: number } = {}): Promise<string> {
  const key = {
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(0),
    signingDomain: domain,
    selector: 's1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ...extra,
  };
  const { signatures } = await dkimSign(text, { ...key, signatureData: [key] });
  return signatures + text;
}

/** What a mailing list does: it changes the mail, so that its signature breaks, and seals what it saw before. */
async function forwarded(over: { sealer?: string; results?: string } = {}): Promise<string> {
  const text = (await signed(mail, 'example.com')).replace('Tuesday.', 'Tuesday.\r\n-- \r\nThe list');
  const { sealer = 'list.example', results = 'list.example; dmarc=pass header.from=example.com' } = over;
  const key = { signingDomain: sealer, selector: 's1', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  const seal = await sealMessage(text, { ...key, authResults: results, cv: 'none', i: 1 });
  return seal.toString() + text;
}

const check = (text: string, envelope = from('198.51.100.9'), resolver = resolve) =>
  verifySender(new TextEncoder().encode(text), envelope, resolver);

describe('a sender is believed', () => {
  it('for an aligned DKIM signature', async () => {
    const verdict = await check(await signed(mail, 'example.com'));
    expect(verdict).toMatchObject({
      dmarc: 'pass',
      alignedDomain: 'example.com',
      dkim: [{ domain: 'example.com', result: 'pass', aligned: true }],
    });
  });

  it('for aligned SPF', async () => {
    expect(await check(mail, from('192.0.2.7'))).toMatchObject({ spf: 'pass', dmarc: 'pass', alignedDomain: 'example.com' });
  });
});

describe('a sender is not believed', () => {
  it('without signature from a foreign server', async () => {
    expect(await check(mail)).toMatchObject({ spf: 'fail', dkim: [], dmarc: 'fail', alignedDomain: null });
  });

  it('when one byte of the body was changed', async () => {
    expect(await check((await signed(mail, 'example.com')).replace('Tuesday', 'Tuesdaz'))).toMatchObject({
      dmarc: 'fail',
      alignedDomain: null,
    });
  });

  it('for somebody else’s signature', async () => {
    expect(await check(await signed(mail, 'nopolicy.example'))).toMatchObject({
      dmarc: 'fail',
      dkim: [{ result: 'pass', aligned: false }],
    });
  });

  it('because a header claims a result', async () => {
    const claims =
      'Authentication-Results: mx.flora.example; dmarc=pass header.from=example.com; dkim=pass; spf=pass\r\nARC-Authentication-Results: i=1; mx.flora.example; dmarc=pass\r\nReceived-SPF: pass\r\n';
    expect(await check(claims + mail)).toMatchObject({ dmarc: 'fail', spf: 'fail' });
  });

  it('for two From headers or two mailboxes in one', async () => {
    for (const text of [
      await signed(`From: maria@example.com\r\n${mail}`, 'example.com'),
      await signed(mail.replace('Maria <maria@example.com>', 'maria@example.com, mallory@evil.example'), 'example.com'),
    ])
      expect(await check(text)).toMatchObject({ dmarc: 'fail', alignedDomain: null });
  });

  it('for a signature over the first part of the body only', async () => {
    const text = `${await signed(mail, 'example.com', { maxBodyLength: 10 })}And send the money to Mallory.\r\n`;
    expect(text).toMatch(/\bl=10\b/);
    const verdict = await check(text);
    expect(verdict).toMatchObject({ dmarc: 'fail', alignedDomain: null });
    expect(verdict.dkim.every((signature) => !signature.aligned && signature.result !== 'pass')).toBe(true);
  });
});

it('a DNS that is down is no verdict, and a thousand signatures do not make a thousand questions', async () => {
  const down: MailResolver = async () => {
    throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' });
  };
  expect(await check(mail, from('192.0.2.7'), down)).toMatchObject({ dmarc: 'temperror', alignedDomain: null });
  let asked = 0;
  const counting: MailResolver = (name, type) => {
    asked++;
    return resolve(name, type);
  };
  const [signature = ''] = (await signed(mail, 'example.com')).split(/\r\n(?=From)/);
  const many = Array.from({ length: 900 }, (_, i) => signature.replace('s=s1', `s=s${i}`)).join('\r\n');
  await check(`${many}\r\n${mail}`, from('198.51.100.9'), counting);
  expect(asked).toBeLessThanOrEqual(60);
});

describe('a forwarder’s seal', () => {
  const trusted = async (text: string, sealers: readonly string[]) =>
    (await verifySender(new TextEncoder().encode(text), from('198.51.100.9', 'list@list.example'), resolve, sealers)).dmarc;

  it('makes its word count where the channel trusts the forwarder, and nowhere else', async () => {
    const text = await forwarded();
    expect(await trusted(text, ['list.example'])).toBe('pass');
    expect(await trusted(text, [])).toBe('fail');
    expect(await trusted(text, ['other.example'])).toBe('fail');
  });

  it('counts for nothing from a stranger, about another sender, or over changed words', async () => {
    expect(await trusted(await forwarded({ sealer: 'evil.example' }), ['list.example'])).toBe('fail');
    expect(await trusted(await forwarded({ results: 'list.example; dmarc=pass header.from=evil.example' }), ['list.example'])).toBe('fail');
    expect(await trusted(await forwarded({ results: 'list.example; dmarc=fail header.from=example.com' }), ['list.example'])).toBe('fail');
    expect(await trusted((await forwarded()).replace('The list', 'Pay here'), ['list.example'])).toBe('fail');
  });

  it('with results somebody else put under it counts for nothing', async () => {
    const good = await forwarded();
    const bad = await forwarded({ sealer: 'evil.example' });
    const fieldOf = (text: string, name: string) => new RegExp(`^${name}:[^\\n]*(?:\\n[ \\t][^\\n]*)*\\n`, 'im').exec(text)?.[0] ?? '';
    for (const name of ['ARC-Seal', 'ARC-Authentication-Results']) expect(fieldOf(good, name)).not.toBe('');
    const mixed = good.replace(fieldOf(good, 'ARC-Seal'), fieldOf(bad, 'ARC-Seal'));
    expect(await trusted(mixed, ['list.example'])).toBe('fail');
    expect(await trusted(mixed, ['evil.example'])).toBe('fail');
  });

  it('is not heard through an Authentication-Results header', async () => {
    const text = `Authentication-Results: list.example; dmarc=pass header.from=example.com\r\n${mail}`;
    expect(await trusted(text, ['list.example'])).toBe('fail');
  });
});
