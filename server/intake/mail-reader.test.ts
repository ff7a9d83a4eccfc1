/** Mails that arrive together are read one after the other, each for itself. */
import { afterEach, expect, it } from 'vitest';
import { createMailReader, ReaderAway, type MailReader } from './mail-reader.ts';
import type { ReadRequest } from './read-mail.worker.ts';

let reader: MailReader;
afterEach(() => reader.close());

const silent = { log: { warn: () => undefined, error: () => undefined } } as unknown as Parameters<typeof createMailReader>[0];

function mail(text: string, over: Partial<ReadRequest> = {}): Omit<ReadRequest, 'id'> {
  const raw = `From: Ada <ada@customer.test>\r\nTo: help@lantern.test\r\nSubject: ${text}\r\nMessage-ID: <${text.length}@customer.test>\r\n\r\n${text}\r\n`;
  const account = { address: 'help@lantern.test', displayName: 'Lantern', aliases: [], replyDomain: 'lantern.test', macKeys: [] };
  const authentication = { spf: null, dkim: null, dmarc: null, arc: null } as unknown as ReadRequest['authentication'];
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
    authentication,
    ...over,
  };
}

it('three mails that come at once are all read while the reader is still starting', { timeout: 120_000 }, async () => {
  reader = createMailReader(silent);
  const answers = await Promise.all(['Where is my lantern?', 'And the second one?', 'Thank you'].map((text) => reader.read(mail(text))));
  expect(answers.map((answer) => answer.event?.text.trim())).toEqual(['Where is my lantern?', 'And the second one?', 'Thank you']);
});

it('a mail that cannot be read says so, and the one behind it is read', { timeout: 120_000 }, async () => {
  reader = createMailReader(silent);
  const [bad, good] = await Promise.all([
    reader.read(mail('nothing', { type: 'pigeon' as ReadRequest['type'] })),
    reader.read(mail('Where is my lantern?')),
  ]);
  expect(bad).toMatchObject({ event: null, error: expect.stringMatching(/./) });
  expect(good.event?.text.trim()).toBe('Where is my lantern?');
});

it('closing the shop blames no mail', async () => {
  reader = createMailReader(silent);
  const waiting = reader.read(mail('Where is my lantern?')).catch((error: unknown) => error);
  await reader.close();
  expect(await waiting).toBeInstanceOf(ReaderAway);
});
