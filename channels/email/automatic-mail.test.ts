/** The loop rules: no machine's mail is answered by a machine, and no person's mail is taken for a machine's. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAutomatic } from '../contract/normalised-event.ts';
import { automationMarksOf } from './automatic-mail.ts';
import { aroundText, humanMails } from './human-mails.fixture.ts';
import { bounceMails, hasMailCorpus } from './mail-corpus.fixture.ts';
import { readDeliveryReport } from './delivery-report.ts';
import { readMail } from './read-mail.ts';
import { replyChecks } from './replies.fixture.ts';
import { makeMessageId } from './thread-token.ts';

const arrival = { mailFrom: 'maria@example.com', ownAddresses: ['hello@flora.example'], replyDomain: 'reply.flora.example' };

async function marks(extra: string, over: Partial<typeof arrival> = {}, from = 'maria@example.com', to = 'hello@flora.example') {
  return automationMarksOf(await readMail(new TextEncoder().encode(`From: ${from}\r\nTo: ${to}\r\nSubject: Roses\r\n${extra}\r\nHello`)), {
    ...arrival,
    ...over,
  });
}

describe('a person’s mail', () => {
  it('is not automatic', async () => {
    expect(await marks('')).toEqual({ autoSubmitted: false, bulk: false, bot: false, report: false, reason: null });
  });

  it.each([
    'Auto-Submitted: no\r\n',
    'Precedence: first-class\r\n',
    'X-Auto-Response-Suppress: none\r\n',
    'Return-Path: <maria@example.com>\r\n',
  ])('stays so with %j', async (extra) => {
    expect(isAutomatic(await marks(extra))).toBe(false);
  });

  it('stays so for plus addresses, reply addresses and names that only look like robots', async () => {
    expect(isAutomatic(await marks('', {}, undefined, 'hello+roses@flora.example'))).toBe(false);
    expect(isAutomatic(await marks('', {}, undefined, 'reply+abc@reply.flora.example'))).toBe(false);
    expect(isAutomatic(await marks('', {}, 'norah.reply@example.com'))).toBe(false);
  });
});

describe('of more than a hundred people’s mails that speak of bounces and absences', () => {
  const judge = async (mails: readonly string[]) =>
    Promise.all(
      mails.map(async (raw) => {
        const mail = await readMail(new TextEncoder().encode(raw));
        const found = automationMarksOf(mail, arrival);
        return { subject: mail.subject, reason: found.reason, report: readDeliveryReport(mail, [], found.report) };
      }),
    );

  it('none is taken for a machine’s', async () => {
    const judged = await judge(humanMails);
    expect(judged.filter((entry) => entry.reason !== null || entry.report !== null)).toEqual([]);
    process.stdout.write(`people’s mails taken for a machine’s: 0 of ${judged.length}\n`);
    expect(judged.length).toBeGreaterThanOrEqual(100);
  });

  it.skipIf(replyChecks().length === 0)('nor is any reply of the shared test data (skipped: no ../shared/fixtures)', async () => {
    const texts = replyChecks()
      .map((check) => check.text)
      .filter((text) => text.length < 100_000);
    const judged = await judge(texts.map(aroundText));
    expect(judged.filter((entry) => entry.reason !== null || entry.report !== null)).toEqual([]);
    expect(judged.length).toBeGreaterThanOrEqual(170);
  });
});

describe('a machine’s mail is recognised by', () => {
  it.each([
    ['Auto-Submitted', 'Auto-Submitted: auto-replied\r\n', 'autoSubmitted'],
    ['Auto-Submitted among several', 'Auto-Submitted: no\r\nAuto-Submitted: auto-generated\r\n', 'autoSubmitted'],
    ['Precedence', 'Precedence: bulk\r\n', 'precedence'],
    ['X-Auto-Response-Suppress', 'X-Auto-Response-Suppress: DR, OOF\r\n', 'suppressed'],
    ['a mailing list', 'List-Unsubscribe: <mailto:x@example.com>\r\n', 'mailingList'],
    ['a loop header', 'X-Loop: reply.flora.example\r\n', 'loopHeader'],
    ['an old responder', 'X-Autoreply: yes\r\n', 'autoResponder'],
    ['a delivery report', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n', 'deliveryReport'],
    ['an empty return path', 'Return-Path: <>\r\n', 'nullReturnPath'],
    ['too many hops', 'Received: from a by b\r\n'.repeat(60), 'tooManyHops'],
  ])('%s', async (_title, extra, reason) => {
    expect((await marks(extra)).reason).toBe(reason);
  });

  it('an empty envelope sender', async () => {
    expect(await marks('', { mailFrom: '' })).toMatchObject({ reason: 'nullSender' });
  });

  it.each([
    'MAILER-DAEMON@example.com',
    'no-reply@shop.example',
    'noreply+1@shop.example',
    'do-not-reply@shop.example',
    'owner-list@example.com',
    'list-request@example.com',
    'news-bounces@example.com',
    'postmaster@example.com',
    'MAILER-DAEMON',
  ])('its sender %s', async (from) => {
    expect(isAutomatic(await marks('', {}, from))).toBe(true);
  });

  it('not being addressed to us', async () => {
    expect((await marks('', {}, undefined, 'everyone@example.com')).reason).toBe('notAddressedToUs');
  });

  it('being our own mail that came back', async () => {
    const ids = {
      workspaceId: '01932f00-0000-7000-8000-000000000001',
      conversationId: '01932f00-0000-7000-8000-000000000002',
      audienceId: '01932f00-0000-7000-8000-000000000003',
      messageId: '01932f00-0000-7000-8000-000000000004',
    };
    const own = makeMessageId(ids, 'reply.flora.example', { id: 0, secret: createHash('sha256').digest() }, new Uint8Array(8));
    expect((await marks(`Message-ID: ${own}\r\n`)).reason).toBe('ownMessage');
  });
});

describe.skipIf(!hasMailCorpus)('the bounces of the shared test data (skipped: no ../shared/fixtures)', () => {
  it('are all read; only the ordinary mail counts as a person’s', async () => {
    const judged = await Promise.all(
      bounceMails().map(async ({ file, raw }) => {
        const mail = await readMail(raw);
        return {
          file,
          tooComplex: mail.tooComplex,
          marks: automationMarksOf(mail, { mailFrom: null, ownAddresses: [], replyDomain: 'reply.flora.example' }),
        };
      }),
    );
    expect(judged.length).toBe(211);
    expect(judged.filter((entry) => entry.tooComplex !== null)).toEqual([]);
    expect(judged.filter((entry) => !isAutomatic(entry.marks)).map((entry) => entry.file)).toEqual(['is-not-bounce-02.eml']);
    const replies = judged.filter((entry) => entry.file.startsWith('rfc3834-'));
    expect(replies.map((entry) => [entry.marks.autoSubmitted, entry.marks.report])).toEqual([
      [true, false],
      [true, false],
    ]);
    const reports = judged.filter((entry) => /^(?:lhost|rhost|rfc3464)-/.test(entry.file) && entry.marks.report).length;
    process.stdout.write(`delivery reports recognised as such: ${reports} of 202\n`);
    expect(reports).toBeGreaterThanOrEqual(192);
  });
});
