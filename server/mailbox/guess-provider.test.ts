/** Is the right provider guessed, and does the page say truly what stands in the DNS? */
import { expect, test } from 'vitest';
import { guessProvider } from './guess-provider.ts';

const zone = (records: Record<string, unknown[]>) => async (name: string, type: string) => {
  const found = records[`${type} ${name}`];
  if (found === undefined) throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' });
  return found as string[][];
};

test.each([
  ['a shop at Google', [{ exchange: 'ALT1.ASPMX.L.GOOGLE.COM', priority: 5 }], 'google', 'imap.gmail.com'],
  ['a shop at Microsoft', [{ exchange: 'shop-example.mail.protection.outlook.com', priority: 0 }], 'microsoft', 'outlook.office365.com'],
  ['a shop with a server of its own', [{ exchange: 'mx.shop.example', priority: 10 }], 'own', 'imap.shop.example'],
  ['a name that only looks like Google', [{ exchange: 'google.com.evil.example', priority: 1 }], 'own', 'imap.shop.example'],
])('%s', async (_what, mx, provider, host) => {
  const guess = await guessProvider('help@shop.example', zone({ 'MX shop.example': mx }));
  expect(guess).toMatchObject({ provider, imap: { host, port: 993, security: 'tls' } });
});

test('a domain without mail is told so, and what to publish is said', async () => {
  const guess = await guessProvider('help@shop.example', zone({}));
  expect(guess.provider).toBe('none');
  expect(guess.records.map(({ kind, state }) => [kind, state])).toEqual([
    ['mx', 'missing'],
    ['spf', 'missing'],
    ['dmarc', 'missing'],
  ]);
  expect(guess.records[2]!.wanted).toBe('v=DMARC1; p=none; rua=mailto:help@shop.example');
});

test.each([
  ['names Google', [['v=spf1 include:_spf.google.com ~all']], 'right'],
  ['comes in pieces', [['v=spf1 include:_spf.', 'google.com ~all']], 'right'],
  ['names somebody else only', [['v=spf1 include:other.example -all']], 'different'],
  ['stands there twice, which counts as none', [['v=spf1 include:_spf.google.com ~all'], ['v=spf1 -all']], 'different'],
  ['names a longer name that only begins like it', [['v=spf1 include:_spf.google.com.evil.example ~all']], 'different'],
])('the SPF record of a shop at Google %s', async (_what, texts, state) => {
  const guess = await guessProvider(
    'help@shop.example',
    zone({ 'MX shop.example': [{ exchange: 'aspmx.l.google.com', priority: 1 }], 'TXT shop.example': texts }),
  );
  expect(guess.records.find((record) => record.kind === 'spf')).toMatchObject({ state, wanted: 'v=spf1 include:_spf.google.com ~all' });
});
