/** Which spellings are one person, which are refused, and what each level of proof opens. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../kernel/refusal.ts';
import { canonicalDomain, canonicalIdentity } from './canonical.ts';
import { atLeast, betterProof, mayJoinByItself, mayQuoteInNotice, mayRevealHistory, proofOfSender, proofs } from './proof.ts';

const email = (value: string) => canonicalIdentity('email', value);

describe('an email address', () => {
  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    [' ada@example.com\t', 'ada@example.com'],
    ['ada+shop@example.com', 'ada+shop@example.com'],
    ["o'brien@example.ie", "o'brien@example.ie"],
    ['a&b#c=d@example.com', 'a&b#c=d@example.com'],
    ['info@Bücher.example', 'info@xn--bcher-kva.example'],
    ['info@XN--BCHER-KVA.example', 'info@xn--bcher-kva.example'],
    ['Jürgen@bücher.example', 'jürgen@xn--bcher-kva.example'],
    ['Ju\u0308rgen@example.de', 'jürgen@example.de'],
    ['用户@例子.example', '用户@xn--fsqu00a.example'],
    ['root@localhost', 'root@localhost'],
  ])('%s is %s', (written, canonical) => {
    expect(email(written)).toBe(canonical);
  });

  it.each([
    ['nothing', ''],
    ['no at sign', 'example.com'],
    ['two at signs', 'a@evil@ok.example'],
    ['quoted local part', '"a@evil"@ok.example'],
    ['quoted without need', '"ada"@ok.example'],
    ['a comment after the domain', 'a@evil.example(ok.example)'],
    ['a smuggled parameter in a comment', 'attacker(&email=victim@x.example&)@evil.example'],
    ['a display name', 'Ada <ada@ok.example>'],
    ['two addresses', '<a@ok.example> <b@evil.example>'],
    ['a list', 'a@ok.example,b@evil.example'],
    ['a semicolon list', 'a@ok.example;b'],
    ['a source route', '@relay.example:a@ok.example'],
    ['percent routing', 'victim%ok.example@relay.example'],
    ['bang routing', 'relay!victim@ok.example'],
    ['percent encoding in the domain', 'a@%65vil.example'],
    ['a trailing dot', 'a@ok.example.'],
    ['a null byte', 'a\0@ok.example'],
    ['a null byte in the domain', 'a@ok.example\0.evil.example'],
    ['a line break', 'a@ok.example\r\nBcc: b@evil.example'],
    ['a space inside', 'a b@ok.example'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['a number as domain', 'a@127.1'],
    ['a hexadecimal number', 'a@0x7f000001'],
    ['a full-width at sign', 'a＠ok.example'],
    ['full-width letters', 'ａda@ok.example'],
    ['a full-width dot', 'a@ok。example'],
    ['a ligature', 'o\ufb03ce@ok.example'],
    ['a zero-width space', 'a\u200bda@ok.example'],
    ['a direction override', 'a\u202eda@ok.example'],
    ['a soft hyphen in the domain', 'a@o\u00adk.example'],
    ['a lone surrogate', 'a\ud800@ok.example'],
    ['dots in a row', 'a..b@ok.example'],
    ['a dot first', '.a@ok.example'],
    ['an empty label', 'a@ok..example'],
    ['a hyphen first', 'a@-ok.example'],
    ['an underscore in the domain', 'a@o_k.example'],
    ['a port', 'a@ok.example:25'],
    ['a path', 'a@ok.example/evil'],
    ['broken punycode', 'a@xn--\u00fc.example'],
    ['a local part too long', `${'a'.repeat(65)}@ok.example`],
    ['a domain too long', `a@${'a.'.repeat(130)}example`],
    ['ten thousand characters', `${'a'.repeat(10_000)}@ok.example`],
  ])('with %s is refused', (_what, written) => {
    expect(email(written)).toMatchObject({ refused: 'email_invalid' });
  });
});

describe('other identities', () => {
  it.each([
    ['+49 (30) 123-4567', '+49301234567'],
    ['+1.212.555.0100', '+12125550100'],
    ['+44 20\u20117946 0018', '+442079460018'],
  ])('the number %s is %s', (written, canonical) => {
    expect(canonicalIdentity('phone', written)).toBe(canonical);
  });

  it.each(['030 1234567', '0049 30 1234567', '+0 123 4567', '+49 30 1234567 ext 5', '+491', '+1234567890123456', '', '+٤٩٣٠١٢٣٤٥٦٧'])(
    'the number “%s” is refused',
    (written) => {
      expect(canonicalIdentity('phone', written)).toMatchObject({ refused: 'phone_invalid' });
    },
  );

  it('ids of a site are kept to the letter, and never trimmed into somebody else’s', () => {
    expect(canonicalIdentity('site', 'User-17')).toBe('User-17');
    for (const value of ['', ' User-17', 'User-17\n', 'a\0b', 'a\u200bb', 'a\ud800', 'x'.repeat(256)])
      expect(canonicalIdentity('site', value)).toMatchObject({ refused: 'identity_invalid' });
    expect(canonicalIdentity('No Scheme', 'x')).toMatchObject({ refused: 'identity_invalid' });
  });

  it('a visitor id has our own shape', () => {
    expect(canonicalIdentity('visitor', '01980000-0000-7000-8000-000000000001')).toBe('01980000-0000-7000-8000-000000000001');
    for (const value of ['short', 'a'.repeat(129), 'visitor id with spaces', '../../etc/passwd-and-more'])
      expect(canonicalIdentity('visitor', value)).toMatchObject({ refused: 'identity_invalid' });
  });
});

describe('any text at all', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.emailAddress(),
    fc.tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
    fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 10 }))
      .map(([local, domain]) => `${local}@${domain}`),
    fc
      .array(fc.constantFrom('a', 'İ', 'ß', 'Σ', 'ı', '@', '.', '"', '(', ')', '<', '>', '%', '\0', 'xn--', 'é', 'e\u0301', '٣'), {
        maxLength: 14,
      })
      .map((parts) => parts.join('')),
  );

  it.each(['email', 'phone', 'site', 'visitor', 'telegram'])('as %s is refused or stays what it became', (scheme) => {
    fc.assert(
      fc.property(hostile, (value) => {
        const once = canonicalIdentity(scheme, value);
        if (!isRefusal(once)) expect(canonicalIdentity(scheme, once)).toBe(once);
      }),
      { numRuns: 400 },
    );
  });

  it('an accepted address has one @, an ASCII domain, and nothing a header or URL could trip over', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const canonical = email(value);
        if (isRefusal(canonical)) return;
        expect(canonical).toMatch(/^[^\s"(),:;<>@[\\\]%!\p{Cc}\p{Cf}]+@[a-z0-9.-]+$/u);
        expect(canonicalDomain(canonical.slice(canonical.indexOf('@') + 1))).not.toBeNull();
        expect(decodeURIComponent(encodeURIComponent(canonical))).toBe(canonical);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('proof', () => {
  it('a claim reveals nothing, a channel its own messages, a site’s signature everything', () => {
    expect(proofs.map((proof) => mayRevealHistory(proof, 'own'))).toEqual([false, true, true, true]);
    expect(proofs.map((proof) => mayRevealHistory(proof, 'all'))).toEqual([false, false, true, true]);
    expect(proofs.map(mayQuoteInNotice)).toEqual([false, true, true, true]);
  });

  it('customers join by themselves only when both sides are proved', () => {
    expect(mayJoinByItself('verified', 'site')).toBe(true);
    expect(mayJoinByItself('verified', 'channel')).toBe(false);
    expect(mayJoinByItself('claimed', 'verified')).toBe(false);
  });

  it('is never lost by a weaker message', () => {
    for (const one of proofs)
      for (const other of proofs) expect(atLeast(betterProof(one, other), one) && atLeast(betterProof(one, other), other)).toBe(true);
  });

  it.each([
    ['email', 'claimed', 'claimed'],
    ['email', 'verified', 'channel'],
    ['email', 'anonymous', 'claimed'],
    ['visitor', 'anonymous', 'channel'],
    ['external', 'verified', 'site'],
    ['site', 'claimed', 'claimed'],
  ] as const)('%s that the channel calls %s is %s', (scheme, reported, proof) => {
    expect(proofOfSender(scheme, reported)).toBe(proof);
  });
});
