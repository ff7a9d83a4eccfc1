/** Invitations, mails in mails, signatures and what old programs pack: shown as what they are, and never a reason to trust. */
import { describe, expect, it } from 'vitest';
import { readInvitation } from './read-invitation.ts';
import { readMail } from './read-mail.ts';
import { readTnef } from './tnef.ts';
import { takeUuFiles } from './uuencode.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const head = 'From: Maria <maria@example.com>\r\nTo: hello@flora.example\r\nSubject: Roses\r\nMIME-Version: 1.0\r\n';
const mixed = (...parts: string[]) =>
  bytes(`${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`);

const calendar = (lines: string) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@example.com\r\nSEQUENCE:0\r\n${lines}END:VEVENT\r\nEND:VCALENDAR\r\n`;
const visit = calendar(
  'SUMMARY:Fitting\\, second visit\r\nDTSTART:20261103T090000Z\r\nDTEND:20261103T093000Z\r\nLOCATION:Shop\r\nORGANIZER;CN=Maria:mailto:Maria@example.com\r\nATTENDEE;CN=Flora;PARTSTAT=NEEDS-ACTION:mailto:hello@flora.example\r\n',
);

describe('an invitation', () => {
  it('says what, when, where and who', async () => {
    const mail = await readMail(mixed('\r\nPlease come.', `Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n${visit}`));
    expect(mail.attachments[0]?.about).toEqual({
      kind: 'invitation',
      method: 'request',
      title: 'Fitting, second visit',
      startAt: Date.UTC(2026, 10, 3, 9),
      endAt: Date.UTC(2026, 10, 3, 9, 30),
      startText: '2026-11-03 09:00:00Z',
      isAllDay: false,
      isRecurring: false,
      place: 'Shop',
      organiser: { address: 'maria@example.com', name: 'Maria' },
      attendees: [{ address: 'hello@flora.example', name: 'Flora', answer: 'none' }],
    });
  });

  it('in a zone it does not describe keeps its own words for the time', () => {
    const about = readInvitation(bytes(calendar('DTSTART;TZID=Somewhere/Odd:20261103T090000\r\n')), null);
    expect(about).toMatchObject({ startAt: null, startText: '2026-11-03 09:00:00 Somewhere/Odd' });
  });

  it('for a whole day and with a duration', () => {
    expect(readInvitation(bytes(calendar('DTSTART;VALUE=DATE:20261103\r\nRRULE:FREQ=DAILY\r\n')), null)).toMatchObject({
      isAllDay: true,
      isRecurring: true,
    });
    expect(readInvitation(bytes(calendar('DTSTART:20261103T090000Z\r\nDURATION:PT45M\r\n')), null)?.endAt).toBe(
      Date.UTC(2026, 10, 3, 9, 45),
    );
  });

  it.each([
    'BEGIN:VCALENDAR',
    'no calendar',
    '',
    'BEGIN:VCALENDAR\r\nEND:VCALENDAR',
    `BEGIN:VCALENDAR\r\n${'BEGIN:VEVENT\r\n'.repeat(9_000)}`,
    calendar('DTSTART:99999999T999999Z\r\nDTEND:x\r\nDURATION:y\r\n'),
    calendar(`SUMMARY:${'\\,'.repeat(90_000)}\r\n`),
    calendar('ATTENDEE;CN="x:mailto:a@b.example\r\n'),
  ])('that is broken never stops the mail: %#', (text) => {
    expect(() => readInvitation(bytes(text), 'REQUEST')).not.toThrow();
  });
});

describe('a mail in a mail', () => {
  it('is a file that says from whom and about what', async () => {
    const inner =
      'From: Bob <bob@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Mon, 2 Nov 2026 08:00:00 +0000\r\n\r\nOriginal words.';
    const mail = await readMail(mixed('\r\nSee below.', `Content-Type: message/rfc822\r\n\r\n${inner}`));
    expect(mail.text?.trim()).toBe('See below.');
    expect(mail.attachments).toMatchObject([
      {
        mime: 'message/rfc822',
        about: { kind: 'mail', from: 'Bob <bob@example.org>', subject: 'Grüße', sentAt: Date.UTC(2026, 10, 2, 8), text: 'Original words.' },
      },
    ]);
  });
});

describe('signed and closed mail', () => {
  const one = async (type: string, ...parts: string[]) => {
    const body = parts.map((part) => `--b\r\n${part}\r\n`).join('');
    const mail = await readMail(bytes(`${head}Content-Type: ${type}; boundary=b\r\n\r\n${body}--b--\r\n`));
    return { text: mail.text?.trim() ?? null, about: mail.attachments.map((file) => file.about) };
  };

  it('is read, and its signature is only named', async () => {
    expect(
      await one(
        'multipart/signed; protocol="application/pkcs7-signature"',
        '\r\nHello',
        'Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx',
      ),
    ).toEqual({ text: 'Hello', about: [{ kind: 'signed', by: 'smime' }] });
    expect(
      await one('multipart/signed; protocol="application/pgp-signature"', '\r\nHello', 'Content-Type: application/pgp-signature\r\n\r\nx'),
    ).toEqual({
      text: 'Hello',
      about: [{ kind: 'signed', by: 'pgp' }],
    });
  });

  it('that is encrypted says so', async () => {
    const pgp = await one(
      'multipart/encrypted; protocol="application/pgp-encrypted"',
      'Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1',
      'Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----',
    );
    expect(pgp.about).toEqual([
      { kind: 'encrypted', by: 'pgp' },
      { kind: 'encrypted', by: 'pgp' },
    ]);
    const smime = await readMail(
      bytes(
        `${head}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n`,
      ),
    );
    expect(smime.attachments[0]?.about).toEqual({ kind: 'encrypted', by: 'smime' });
  });

  it('that is wrapped in its signature keeps the file that holds it, and is not taken for encrypted', async () => {
    const type = 'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m';
    const mail = await readMail(bytes(`${head}Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n`));
    expect(mail.attachments).toMatchObject([{ mime: 'application/pkcs7-mime', sizeBytes: 3, about: { kind: 'signed', by: 'smime' } }]);
  });
});

function number(value: number, size: 2 | 4): Buffer {
  const out = Buffer.alloc(size);
  out.writeUIntLE(value >>> 0, 0, size);
  return out;
}

const attribute = (level: number, id: number, data: Buffer) =>
  Buffer.concat([Buffer.from([level]), number(id, 4), number(data.length, 4), data, number(0, 2)]);

function wide(id: number, text: string): Buffer {
  const value = Buffer.from(`${text}\0`, 'utf16le');
  return Buffer.concat([
    number(0x1f, 2),
    number(id, 2),
    number(1, 4),
    number(value.length, 4),
    value,
    Buffer.alloc((4 - (value.length % 4)) % 4),
  ]);
}

const winmail = Buffer.concat([
  number(0x223e9f78, 4),
  number(1, 2),
  attribute(1, 0x00069003, Buffer.concat([number(1, 4), wide(0x1000, 'Words from Outlook')])),
  attribute(2, 0x00069002, Buffer.alloc(14)),
  attribute(2, 0x00018010, Buffer.from('ROSES~1.TXT\0')),
  attribute(2, 0x0006800f, Buffer.from('red roses')),
  attribute(2, 0x00069005, Buffer.concat([number(2, 4), wide(0x3707, 'röses.txt'), wide(0x370e, 'text/plain')])),
]);

describe('winmail.dat', () => {
  const asMail = (dat: Buffer) =>
    readMail(
      mixed(`Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${dat.toString('base64')}`),
    );

  it('becomes the text and the files in it', async () => {
    const mail = await asMail(winmail);
    expect(mail.text).toBe('Words from Outlook');
    expect(mail.attachments).toMatchObject([{ name: 'röses.txt', mime: 'text/plain', sizeBytes: 9 }]);
  });

  it('that holds nothing readable stays a file', async () => {
    expect((await asMail(Buffer.from('not tnef at all'))).attachments).toMatchObject([{ name: 'winmail.dat' }]);
  });

  it('made to be a bomb gives no more than it holds, wherever it is cut and whatever it claims', () => {
    for (let cut = 0; cut < winmail.length; cut++) expect(() => readTnef(winmail.subarray(0, cut))).not.toThrow();
    for (let at = 6; at < winmail.length; at++) {
      const bent = Buffer.from(winmail);
      bent[at] = 0xff;
      const total = readTnef(bent)?.files.reduce((sum, file) => sum + file.bytes.length, 0) ?? 0;
      expect(total).toBeLessThanOrEqual(winmail.length);
    }
    const many = Buffer.concat([winmail, ...Array.from({ length: 20_000 }, () => attribute(2, 0x00069002, Buffer.alloc(0)))]);
    expect(readTnef(many)?.files.length).toBe(1);
  });
});

describe('uuencode in a text', () => {
  const block = "begin 644 roses.txt\n)<F5D(')O<V5S\n`\nend";

  it('becomes a file, and the words around it stay', async () => {
    const mail = await readMail(bytes(`${head}\r\nHello\r\n\r\n${block.replaceAll('\n', '\r\n')}\r\nBye\r\n`));
    expect(mail.text?.split('\n').map((line) => line.trim())).toEqual(['Hello', '', '[roses.txt]', 'Bye', '']);
    const content = mail.attachments[0]?.content;
    expect(content?.kind === 'bytes' && Buffer.from(content.bytes).toString()).toBe('red roses');
  });

  it('that only looks like it is left as it is', () => {
    for (const text of [
      'begin 644 the day\nwith tea\nend',
      'begin 644 x\n)<F5D',
      'we begin 644 times\nend',
      `${'begin 644 x\n'.repeat(20_000)}`,
    ])
      expect(takeUuFiles(text)).toEqual({ text, files: [] });
  });
});
