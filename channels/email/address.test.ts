/** Attacks 10–12, 22, 23: one parser, one answer, or none. */
import fc from 'fast-check';
import addressparser from 'nodemailer/lib/addressparser';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, oneLine, readFrom, readMailboxes } from './address.ts';

describe('a mail address', () => {
  it.each([
    ['Maria@Example.COM', 'maria@example.com'],
    ['maria.lopez+shop@example.com', 'maria.lopez+shop@example.com'],
    ['maria@bücher.example', 'maria@xn--bcher-kva.example'],
    ['maria@XN--bcher-kva.example', 'maria@xn--bcher-kva.example'],
    ["o'neil@example.com", "o'neil@example.com"],
  ])('%s is known as %s', (given, canonical) => {
    expect(canonicalAddress(given)).toBe(canonical);
  });

  it.each([
    '"a@evil"@ok.example',
    'a@evil(ok)',
    'a@evil@ok.example',
    'a@ok.example.',
    'a@ok..example',
    '.a@ok.example',
    'a..b@ok.example',
    'a@',
    '@ok.example',
    'a b@ok.example',
    'a@ok.example\u0000',
    'a@ok.example\r\nBcc: b@evil.example',
    '@relay.example:a@ok.example',
    'attacker(&email=victim@x&)@evil.example',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@evil%2eexample',
    'a@ok.example/x',
    '=?utf-8?q?a?=@ok.example',
    'a\u202e@ok.example',
    'a@-ok.example',
    `${'a'.repeat(65)}@ok.example`,
    `a@${'b.'.repeat(200)}example`,
    'a@0x7f.1',
    '',
  ])('%j is none', (given) => {
    expect(canonicalAddress(given)).toBeNull();
  });

  it('in canonical form stays as it is, and nodemailer reads it the same way', () => {
    const parts = fc.string({
      unit: fc.constantFrom(...Array.from('abAB09._+-%&#\'"()<>@,;: =?ü\u0000\u202e')),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(parts, parts, (local, domain) => {
        const canonical = canonicalAddress(`${local}@${domain}`);
        if (canonical === null) return;
        expect(canonicalAddress(canonical)).toBe(canonical);
        expect(readMailboxes(canonical).mailboxes.map((mailbox) => mailbox.address)).toEqual([canonical]);
        expect(addressparser(canonical).map((entry) => ('address' in entry ? entry.address : null))).toEqual([canonical]);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a list of recipients', () => {
  it('gives each mailbox with its decoded name', () => {
    expect(
      readMailboxes('=?utf-8?q?Mar=C3=ADa_L=C3=B3pez?= <maria@example.com>, "Lopez, Juan" <juan@example.com>, ana@example.com (Ana)'),
    ).toEqual({
      mailboxes: [
        { address: 'maria@example.com', name: 'María López' },
        { address: 'juan@example.com', name: 'Lopez, Juan' },
        { address: 'ana@example.com', name: 'Ana' },
      ],
      complete: true,
    });
  });

  it('never takes an address out of a name', () => {
    expect(readMailboxes('"victim@bank.example" <maria@example.com>').mailboxes).toEqual([
      { address: 'maria@example.com', name: 'victim@bank.example' },
    ]);
    expect(readMailboxes('"a <x@evil.example>, b" <maria@example.com>').mailboxes.map((mailbox) => mailbox.address)).toEqual([
      'maria@example.com',
    ]);
    expect(readMailboxes('=?utf-8?q?=3Cx=40evil.example=3E?= <maria@example.com>').mailboxes.map((mailbox) => mailbox.address)).toEqual([
      'maria@example.com',
    ]);
  });

  it('says that a group, an open quote or nonsense is not all of it', () => {
    for (const value of [
      'Team: a@ok.example, b@ok.example;',
      '"open <a@ok.example>',
      '<a@ok.example> <b@evil.example>',
      '<a@ok.example',
      'a@ok.example>',
      '(a@ok.example',
    ])
      expect(readMailboxes(value).complete, value).toBe(false);
  });

  it('ends for five thousand recipients and for endless brackets', () => {
    expect(readMailboxes(Array.from({ length: 5_000 }, (_, i) => `a${i}@ok.example`).join(', ')).complete).toBe(false);
    for (const piece of ['<', '(', '"', '<a@', 'a ', ',', '\\']) expect(readMailboxes(piece.repeat(30_000)).mailboxes).toEqual([]);
  }, 10_000);
});

describe('the sender of a mail', () => {
  it('is the one mailbox of the one From', () => {
    expect(readFrom(['Maria <maria@example.com>'])).toEqual({ mailbox: { address: 'maria@example.com', name: 'Maria' }, problem: null });
  });

  it.each([
    ['missing', []],
    ['severalHeaders', ['maria@example.com', 'mallory@evil.example']],
    ['severalMailboxes', ['maria@example.com, mallory@evil.example']],
    ['unreadable', ['"a@evil.example"@ok.example']],
    ['unreadable', ['<maria@example.com> <mallory@evil.example>']],
    ['unreadable', ['Team: maria@example.com;']],
  ])('is nobody when it is %s', (problem, values) => {
    expect(readFrom(values)).toEqual({ mailbox: null, problem });
  });
});

it('a name stays on one line, without direction tricks', () => {
  expect(oneLine('Maria\r\nBcc: x@evil.example\u2028\u202eexe\u0000', 200)).toBe('Maria Bcc: x@evil.example exe');
});
