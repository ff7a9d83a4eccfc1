/** A conversation on paper and in an archive: can a hostile message, name or file make anything of it but text? */
import { describe, expect, it } from 'vitest';
import { archiveNames } from './export-names.ts';
import { exportPage, type ExportedConversation } from './export-page.ts';

const hostile = [
  '<iframe src="file:///etc/passwd"></iframe>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '"><img src=x onerror=alert(1)>',
  "</style><script>alert('x')</script>",
  '</title><meta http-equiv=refresh content="0;url=php://input">',
  '<svg onload=alert(1)>',
  'background:url(https://evil.example/p)',
];
const conversation = (text: string): ExportedConversation =>
  ({
    case: { number: 7, subject: text },
    customer: { name: text, identities: [{ scheme: 'email', value: text }] },
    messages: [
      {
        id: 'm',
        author: { kind: 'customer', name: text },
        text,
        html: text,
        receivedAt: '2026-11-24T10:00:00Z',
        attachments: [{ id: 'f', name: text }],
      },
    ],
    notes: [{ author: { name: text }, text, createdAt: '2026-11-24T10:05:00Z' }],
    commitments: [{ messageId: 'm', words: text }],
    zone: 'Europe/Berlin',
    brand: text,
    fileOf: new Map(),
  }) as unknown as ExportedConversation;

describe('attack 52: what a customer writes stays text on paper', () => {
  it.each(hostile)('%s', (text) => {
    const page = exportPage(conversation(text), 'en', Date.UTC(2026, 10, 24));
    const tags = [...page.matchAll(/<([a-z!/][a-z0-9]*)/gi)].map((hit) => hit[1]!.toLowerCase());
    const ours = 'doctype html head meta title style body main h1 p br article b ul li'.split(' ');
    expect(new Set(tags.map((tag) => tag.replace(/^[!/]/, '')))).toEqual(new Set(ours));
    expect(page.match(/<meta/g)).toHaveLength(3);
    expect(page.match(/<style/g)).toHaveLength(1);
    for (const [tag] of page.matchAll(/<[a-z][^>]*>/gi)) expect(tag).not.toMatch(/\b(?:src|href|on\w+)\s*=/i);
  });

  it('is an ordinary page for an ordinary conversation, in the order in which things were said', () => {
    const page = exportPage(conversation('Where is it & when?'), 'de', Date.UTC(2026, 10, 24));
    expect(page).toContain('Fall 7');
    expect(page).toContain('Where is it &amp; when?');
    expect(page.indexOf('Kundin oder Kunde')).toBeLessThan(page.indexOf('interne Notiz'));
  });
});

describe('files lie in the archive under names of ours', () => {
  it.each([
    ['../../etc/passwd', 'files/1-_.._etc_passwd'],
    ['C:\\Windows\\win.ini', 'files/1-C__Windows_win.ini'],
    ['con.txt', 'files/1-file.txt'],
    ['', 'files/1-file'],
    ['bill\u202egpj.exe', 'files/1-bill_gpj.exe'],
    ['Rechnung Grüße.pdf', 'files/1-Rechnung Grüße.pdf'],
    [`${'a'.repeat(300)}.pdf`, `files/1-${'a'.repeat(96)}.pdf`],
  ])('%s', (name, expected) => expect(archiveNames([{ id: 'x', name }]).get('x')).toBe(expected));

  it('two of one name are two', () => {
    const names = archiveNames([
      { id: 'a', name: 'photo.png' },
      { id: 'b', name: 'photo.png' },
    ]);
    expect([...names.values()]).toEqual(['files/1-photo.png', 'files/2-photo.png']);
  });
});
