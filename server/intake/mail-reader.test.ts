/** Mails that arrive together are read one after the other, each for itself; one that ends its reader fails alone. */
import { afterEach, expect, it } from 'vitest';
import { createMailReader, ReaderAway, ReaderLost, type MailReader, type ReaderDeps } from './mail-reader.ts';
import type { ReadRequest } from './read-request.ts';

let reader: MailReader;
afterEach(() => reader.close());

const noDns: ReaderDeps = {
  resolveDns: async (name) => {
    throw Object.assign(new Error(`nothing for ${name}`), { code: 'ENOTFOUND' });
  },
};
const silent = { log: { warn: () => undefined, error: () => undefined } } as unknown as Parameters<typeof createMailReader>[0];

function mail(text: string, over: Partial<ReadRequest> = {}, header = ''): Omit<ReadRequest, 'id'> {
  const raw = `${header}From: Ada <ada@customer.test>\r\nTo: help@lantern.test\r\nSubject: ${text}\r\nMessage-ID: <${text.length}@customer.test>\r\n\r\n${text}\r\n`;
  const account = { address: 'help@lantern.test', displayName: 'Lantern', aliases: [], replyDomain: 'lantern.test', macKeys: [] };
  const envelope = {
    mailFrom: 'ada@customer.test',
    rcptTo: ['help@lantern.test'],
    remoteAddress: '127.0.0.1',
    helo: 'customer.test',
  } as ReadRequest['envelope'];
  return {
    type: 'email',
    bytes: Buffer.from(raw),
    receivedAt: Date.parse('2026-11-24T12:00Z'),
    accountKey: 'lantern',
    account,
    envelope,
    ...over,
  };
}

it('three mails that come at once are all read while the reader is still starting', { timeout: 120_000 }, async () => {
  reader = createMailReader(silent, noDns);
  const answers = await Promise.all(['Where is my lantern?', 'And the second one?', 'Thank you'].map((text) => reader.read(mail(text))));
  expect(answers.map((answer) => answer.event?.text.trim())).toEqual(['Where is my lantern?', 'And the second one?', 'Thank you']);
});

it('a mail that cannot be read says so, and the one behind it is read', { timeout: 120_000 }, async () => {
  reader = createMailReader(silent, noDns);
  const [bad, good] = await Promise.all([
    reader.read(mail('nothing', { type: 'pigeon' as ReadRequest['type'] })),
    reader.read(mail('Where is my lantern?')),
  ]);
  expect(bad).toMatchObject({ event: null, error: expect.stringMatching(/./) });
  expect(good.event?.text.trim()).toBe('Where is my lantern?');
});

it('closing the shop blames no mail', async () => {
  reader = createMailReader(silent, noDns);
  const waiting = reader.read(mail('Where is my lantern?')).catch((error: unknown) => error);
  await reader.close();
  expect(await waiting).toBeInstanceOf(ReaderAway);
});

it('the sender is checked in the thread, with answers from the DNS of the server', { timeout: 120_000 }, async () => {
  const asked: string[] = [];
  reader = createMailReader(silent, {
    resolveDns: async (name, type) => {
      asked.push(`${type} ${name}`);
      if (name === '_dmarc.customer.test') return [['v=DMARC1; p=reject']];
      if (name === 'customer.test' && type === 'TXT') return [['v=spf1 ip4:127.0.0.1 -all']];
      throw Object.assign(new Error(`nothing for ${name}`), { code: 'ENOTFOUND' });
    },
  });
  const answer = await reader.read(mail('Where is my lantern?'));
  expect(asked).toEqual(expect.arrayContaining(['TXT customer.test', 'TXT _dmarc.customer.test']));
  expect(answer.event?.authentication).toMatchObject({ spf: 'pass', dmarc: 'pass' });
  expect(answer.event?.sender).toMatchObject({ value: 'ada@customer.test', proof: 'verified' });
  const away = new Error('the resolver is ill');
  reader = createMailReader(silent, { resolveDns: () => Promise.reject(away) });
  expect((await reader.read(mail('And now?'))).event?.sender.proof).toBe('claimed');
});

it.each(['kill', 'hang', 'memory'])('a mail that does this to its reader fails alone: %s', { timeout: 120_000 }, async (harm) => {
  const entry = new URL('./poison-reader.fixture.ts', import.meta.url);
  reader = createMailReader(silent, { ...noDns, reader: { entry, readMs: 3_000 } });
  const [before, poison, behind] = await Promise.allSettled([
    reader.read(mail('Where is my lantern?')),
    reader.read(mail('Good day', {}, `X-Poison: ${harm}\r\n`)),
    reader.read(mail('And the second one?')),
  ]);
  expect(before).toMatchObject({ status: 'fulfilled', value: { event: { text: 'Where is my lantern?' } } });
  expect(poison).toMatchObject({ status: 'rejected', reason: expect.any(ReaderLost) });
  expect(behind).toMatchObject({ status: 'fulfilled', value: { event: { text: 'And the second one?' } } });
});
