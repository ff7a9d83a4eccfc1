/** What a bounce, a delay notice or a complaint says, and that no doubt ever makes an address a dead one. */
import { describe, expect, it } from 'vitest';
import { isDeadAddress } from '../contract/delivery-report.ts';
import { automationMarksOf } from './automatic-mail.ts';
import { expectedReports } from './bounces.fixture.ts';
import { readDeliveryReport } from './delivery-report.ts';
import { bounceMails, hasMailCorpus } from './mail-corpus.fixture.ts';
import { readMail } from './read-mail.ts';
import { judgeFailure } from './report-reason.ts';

const arrival = { mailFrom: null, ownAddresses: [], replyDomain: 'reply.flora.example' };

async function report(raw: string | Uint8Array, mailFrom: string | null = null) {
  const mail = await readMail(typeof raw === 'string' ? new TextEncoder().encode(raw) : raw);
  const marks = automationMarksOf(mail, { ...arrival, mailFrom });
  return { marks, report: readDeliveryReport(mail, ['b+x1@reply.flora.example'], marks.report) };
}

const dsn = (fields: string) =>
  `From: MAILER-DAEMON@mx.example\r\nTo: b+x1@reply.flora.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n${fields}\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <1@reply.flora.example>\r\nTo: maria@example.com\r\n--b--\r\n`;

it('a complaint whose field is a long hostile line is read all the same', async () => {
  const raw = `From: fbl@isp.example\r\nTo: b+x1@reply.flora.example\r\nSubject: x\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nSpam.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nOriginal-Rcpt-To: ${'>'.repeat(20_000)}\u2028x\r\nRemoval-Recipient: <maria@example.com>\r\n--b--\r\n`;
  expect((await report(raw)).report).toMatchObject({ kind: 'complaint', recipients: [{ address: 'maria@example.com' }] });
});

describe('a standard report', () => {
  it('names recipient, status, reason, our mail and where it came to', async () => {
    const fields =
      'Final-Recipient: rfc822; Maria@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  No such user here\r\n';
    expect((await report(dsn(fields))).report).toEqual({
      kind: 'failed',
      recipients: [
        {
          address: 'maria@example.com',
          status: '5.1.1',
          permanence: 'permanent',
          reason: 'noSuchAddress',
          diagnostic: '550 5.1.1 No such user here',
        },
      ],
      aboutMessageId: '<1@reply.flora.example>',
      deliveredTo: ['b+x1@reply.flora.example'],
    });
  });

  it('of a delay is temporary, whatever its code', async () => {
    const said = (await report(dsn('Final-Recipient: rfc822; maria@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n'))).report;
    expect(said).toMatchObject({ kind: 'delayed', recipients: [{ permanence: 'temporary' }] });
  });

  it('of a delivery is no failure', async () => {
    const said = (await report(dsn('Final-Recipient: rfc822; maria@example.com\r\nAction: relayed\r\nStatus: 2.0.0\r\n'))).report;
    expect(said?.kind).toBe('delivered');
  });

  it('with ten thousand recipients is bounded', async () => {
    const said = (await report(dsn('Final-Recipient: rfc822; maria@example.com\r\nAction: failed\r\n\r\n'.repeat(10_000)))).report;
    expect(said?.recipients.length).toBe(100);
  });
});

describe('the words of a server', () => {
  it.each([
    ['5.1.1', '550 5.1.1 User unknown', 'permanent', 'noSuchAddress'],
    ['5.1.1', '550 5.1.1 Mailbox full', 'permanent', 'mailboxFull'],
    ['5.7.1', '550 5.7.1 User unknown, or you are on a block list', 'permanent', 'policy'],
    ['5.2.2', '552 5.2.2 over quota', 'permanent', 'mailboxFull'],
    ['4.2.2', '452 4.2.2 The email account is over quota', 'temporary', 'mailboxFull'],
    ['5.0.0', '550 5.1.1 no such user', 'permanent', 'noSuchAddress'],
    [null, '451 4.7.1 Greylisted, try again', 'temporary', 'policy'],
    [null, '552 message size exceeds fixed limit', 'permanent', 'tooBig'],
    [null, 'Connection timed out', 'unknown', 'routing'],
    ['5.4.4', 'Host not found', 'permanent', 'routing'],
    [null, 'Something odd happened at 10.1.1.5', 'unknown', 'other'],
  ])('%s “%s” mean %s, %s', (status, words, permanence, reason) => {
    expect(judgeFailure(status, words)).toMatchObject({ permanence, reason });
  });

  it('are read in bounded time when they are made to be slow', async () => {
    const slow = [
      'user '.repeat(9_000),
      '<'.repeat(50_000),
      'deliver '.repeat(7_000),
      'a@'.repeat(25_000),
      `${'x'.repeat(599)}\r\n`.repeat(90),
    ];
    for (const piece of slow)
      expect((await report(`From: MAILER-DAEMON\r\nSubject: Mail delivery failed\r\n\r\n${piece}\r\n`, '')).marks.report).toBe(true);
  }, 5_000);
});

describe('a report a person forwards or speaks of', () => {
  it('is no report', async () => {
    const part = 'Final-Recipient: rfc822; maria@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n';
    const forwarded = dsn(part)
      .replace('MAILER-DAEMON@mx.example', 'Maria <maria@example.com>')
      .replace('multipart/report; report-type=delivery-status', 'multipart/mixed');
    expect(await report(forwarded, 'maria@example.com')).toMatchObject({ report: null, marks: { report: false } });
  });
});

describe.skipIf(!hasMailCorpus)('the bounces of the shared test data (skipped: no ../shared/fixtures)', () => {
  it('are recognised, with recipient and permanence, and nobody is dead by mistake', async () => {
    const read = new Map(await Promise.all(bounceMails().map(async ({ file, raw }) => [file, await report(raw)] as const)));
    const reports = [...read].filter(([file]) => /^(?:lhost|rhost|rfc3464)-/.test(file));
    const recognised = reports.filter(([, entry]) => entry.marks.report && entry.report !== null).length;
    const addressed = reports.filter(([, entry]) => entry.report?.recipients.some((one) => one.address !== null) === true).length;
    let right = 0;
    for (const expected of expectedReports) {
      const said = read.get(expected.file)?.report;
      expect(said?.kind, expected.file).toBe(expected.kind);
      expect(
        said?.recipients.map((one) => ({
          address: one.address,
          permanence: one.permanence,
          isDead: said !== null && isDeadAddress(said, one),
        })),
        expected.file,
      ).toEqual(expected.recipients);
      if (expected.recipients.some((one) => one.permanence !== 'unknown')) right++;
    }
    const complaints = [...read].filter(([file, entry]) => file.startsWith('arf-') && entry.report?.kind === 'complaint').length;
    const automatic = [...read].filter(
      ([file, entry]) => file.startsWith('rfc3834-') && entry.marks.autoSubmitted && !entry.marks.report,
    ).length;
    process.stdout.write(
      `bounces: recognised ${recognised} of 202, address ${addressed}, permanence ${right}; complaints ${complaints} of 6; automatic replies ${automatic} of 2; together ${recognised + complaints + automatic} of 210\n`,
    );
    expect(read.size).toBe(211);
    expect(recognised).toBeGreaterThanOrEqual(192);
    expect(addressed).toBeGreaterThanOrEqual(182);
    expect(right).toBeGreaterThanOrEqual(160);
    expect(complaints).toBe(6);
    expect(automatic).toBe(2);
    expect(recognised + complaints + automatic).toBeGreaterThanOrEqual(205);
    expect(read.get('is-not-bounce-02.eml')).toMatchObject({ report: null, marks: { report: false, reason: null } });
  });
});
