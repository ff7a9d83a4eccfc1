/** Attacks 10 and 11 on what we send: each header once, each recipient meant. */
import addressparser from 'nodemailer/lib/addressparser';
import { describe, expect, it } from 'vitest';
import { composeMail, trimmedReferences } from './compose-mail.ts';
import { readMail } from './read-mail.ts';
import type { MailToCompose } from './compose-mail.ts';

const plain: MailToCompose = {
  from: { address: 'hello@flora.example', name: 'Flora Flowers' },
  to: { address: 'maria@example.com', name: 'María López' },
  replyTo: 'reply+abc@reply.flora.example',
  messageId: '<m.1@reply.flora.example>',
  references: ['<first@example.com>', '<1@example.com>'],
  subject: 'Re: Roses',
  text: 'Tuesday it is.\n.\n..dots',
  html: null,
  files: [],
  origin: 'agent',
  returnPath: null,
  loopId: 'reply.flora.example',
  dateAt: Date.UTC(2026, 10, 3, 9, 12),
};

async function compose(over: Partial<MailToCompose> = {}) {
  const { raw, envelope } = await composeMail({ ...plain, ...over });
  const header = Buffer.from(raw).toString('utf8').split('\r\n\r\n')[0] ?? '';
  return {
    envelope,
    header,
    raw,
    names: header
      .split('\r\n')
      .filter((line) => !/^\s/.test(line))
      .map((line) => line.split(':')[0]?.toLowerCase()),
    mail: await readMail(raw),
  };
}

describe('an answer by mail', () => {
  it('carries our ids and the thread’s, and says who speaks', async () => {
    const { mail, envelope, names } = await compose();
    expect(envelope).toEqual({ from: 'hello@flora.example', to: ['maria@example.com'] });
    expect(mail).toMatchObject({
      from: { address: 'hello@flora.example', name: 'Flora Flowers' },
      to: [{ address: 'maria@example.com', name: 'María López' }],
      replyTo: [{ address: 'reply+abc@reply.flora.example' }],
      messageId: '<m.1@reply.flora.example>',
      inReplyTo: ['<1@example.com>'],
      references: ['<first@example.com>', '<1@example.com>'],
      subject: 'Re: Roses',
      dateAt: plain.dateAt,
    });
    expect(mail.text?.trim()).toBe(plain.text.trim());
    expect(names).not.toContain('auto-submitted');
    expect(names.filter((name) => name === 'x-loop').length).toBe(1);
  });

  it('offers text, HTML, inline images and files', async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const { mail, raw } = await compose({
      html: '<p>See <img data-cid="rose@flora" alt="rose"></p>',
      files: [
        { name: 'rose.png', mime: 'image/png', cid: 'rose@flora', bytes },
        { name: 'Übersicht\r\nX-Evil: 1.pdf', mime: 'application/pdf', cid: null, bytes },
      ],
    });
    expect(mail.html).toContain('src="cid:rose@flora"');
    expect(mail.attachments.map(({ name, mime, cid, inline, sizeBytes }) => ({ name, mime, cid, inline, sizeBytes }))).toEqual([
      { name: 'rose.png', mime: 'image/png', cid: 'rose@flora', inline: true, sizeBytes: 3 },
      { name: 'Übersicht X-Evil: 1.pdf', mime: 'application/pdf', cid: null, inline: false, sizeBytes: 3 },
    ]);
    expect(Buffer.from(raw).toString()).not.toMatch(/^X-Evil/m);
  });

  it('has lines a mail server takes: CRLF only and at most 998 octets', async () => {
    const { raw } = await compose({
      text: 'ü'.repeat(5_000),
      references: Array.from({ length: 300 }, (_, i) => `<${'x'.repeat(200)}${i}@example.com>`),
      subject: '漢'.repeat(300),
    });
    const text = Buffer.from(raw).toString('latin1');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });
});

describe('an automatic mail', () => {
  it('says so and cannot be answered, as an acknowledgement', async () => {
    const { mail, envelope } = await compose({ origin: 'acknowledgement' });
    expect(envelope.from).toBe('');
    expect(mail.headers).toContainEqual({ name: 'auto-submitted', value: 'auto-replied' });
    expect(mail.headers).toContainEqual({ name: 'x-auto-response-suppress', value: 'All' });
    expect(mail.inReplyTo).toEqual(['<1@example.com>']);
    expect(mail.headers.some((entry) => /receipt|disposition-notification/.test(entry.name))).toBe(false);
  });

  it('says so as a notification', async () => {
    expect((await compose({ origin: 'notification' })).mail.headers).toContainEqual({ name: 'auto-submitted', value: 'auto-generated' });
  });
});

const breaks = ['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\u000b', '=?utf-8?q?=0D=0A?='];
describe('a line break in what somebody typed adds no header', () => {
  it.each(breaks)('%j', async (br) => {
    const evil = `a${br}Bcc: evil@evil.example${br}${br}body`;
    const clean = await compose();
    const { names, header, envelope } = await compose({
      subject: evil,
      from: { ...plain.from, name: evil },
      to: { ...plain.to, name: evil },
      loopId: evil,
      references: [`<x${br}Bcc: evil@evil.example>`, '<1@example.com>'],
    });
    expect(new Set(names)).toEqual(new Set(clean.names));
    expect(new Set(names).size).toBe(names.length);
    expect(header).not.toMatch(/^bcc/im);
    expect(envelope.to).toEqual(['maria@example.com']);
  });
});

describe('a name adds no recipient', () => {
  it.each([
    'a <x@evil.example>, b',
    '"quoted" <x@evil.example>',
    'x@evil.example,',
    'Team: x@evil.example;',
    '(comment) x@evil.example',
    '=?utf-8?q?=3Cx=40evil.example=3E?=',
    '\\", <x@evil.example>',
  ])('%j', async (name) => {
    const { envelope, header, mail } = await compose({ to: { address: 'maria@example.com', name } });
    expect(envelope.to).toEqual(['maria@example.com']);
    expect(mail.to.map((mailbox) => mailbox.address)).toEqual(['maria@example.com']);
    const line = /^To: ((?:[^\r]|\r\n[ \t])*)/m.exec(header)?.[1] ?? '';
    expect(addressparser(line, { flatten: true }).map((entry) => entry.address)).toEqual(['maria@example.com']);
  });

  it('and an address that is none is not written to', async () => {
    for (const address of [
      'maria@example.com, x@evil.example',
      'maria@example.com>\r\nRCPT TO:<x@evil.example',
      '"a@evil.example"@example.com',
    ])
      await expect(compose({ to: { address, name: null } }), address).rejects.toThrow(TypeError);
  });
});

it('a long thread keeps its first and its last references', () => {
  const ids = Array.from({ length: 50 }, (_, i) => `<${i}@example.com>`);
  const kept = trimmedReferences([...ids, '', '<>', 'no id', '<a b@c>']);
  expect(kept).toEqual([ids[0], ...ids.slice(31)]);
});
