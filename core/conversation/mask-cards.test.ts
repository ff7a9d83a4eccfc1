/** Attack 128: a customer writes down the number of a card. What is kept of it? */
import { describe, expect, it } from 'vitest';
import { maskCards } from './mask-cards.ts';

describe('attack 128: a card number', () => {
  it.each([
    ['4111111111111111', '••••••••••••1111', 'in one'],
    ['My card is 4111 1111 1111 1111, thanks', 'My card is •••• •••• •••• 1111, thanks', 'with blanks'],
    ['5555-5555-5555-4444', '••••-••••-••••-4444', 'with dashes'],
    ['3782 822463 10005', '•••• •••••• •0005', 'in the groups of its issuer'],
    ['4111 1111\r\n> 1111 1111', '•••• ••••\r\n> •••• 1111', 'over two lines of a quoted mail'],
    ['4111.1111.1111.1111', '••••.••••.••••.1111', 'with dots'],
    ['٤١١١ ١١١١ ١١١١ ١١١١', '•••• •••• •••• ١١١١', 'in Arabic digits'],
    ['４１１１１１１１１１１１１１１１', '••••••••••••１１１１', 'in wide digits'],
    ['𝟒𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏', '•••• •••• •••• 𝟏𝟏𝟏𝟏', 'in mathematical digits'],
    ['4\u200b111\u00a01111\u20091111\u00ad1111', '•\u200b•••\u00a0••••\u2009••••\u00ad1111', 'with letters nobody sees'],
    ['order 12 4111 1111 1111 1111 until 12/29', 'order 12 •••• •••• •••• 1111 until 12/29', 'between other figures'],
    ['card-4111111111111111.pdf', 'card-••••••••••••1111.pdf', 'in a file name'],
    ['カード番号は4111111111111111です', 'カード番号は••••••••••••1111です', 'in a script without blanks'],
    ['Visa4111111111111111', 'Visa••••••••••••1111', 'behind the name of its issuer'],
    ['Visa:4111111111111111/6011111111111117', 'Visa:••••••••••••1111/••••••••••••1117', 'twice'],
  ])('“%s” is kept as “%s”: %s', (written, kept) => {
    expect(maskCards(written)).toBe(kept);
    expect(maskCards(kept)).toBe(kept);
  });

  it('is covered in HTML, whatever stands between its digits', () => {
    expect(maskCards('<p>4111&nbsp;<b>1111</b> <span style="width:16px">1111</span> 1111</p>', 'html')).toBe(
      '<p>••••&nbsp;<b>••••</b> <span style="width:16px">••••</span> 1111</p>',
    );
  });

  it('is covered in a link to it, and a link to something else stays a link', () => {
    expect(maskCards('<a href="tel:4111111111111111">4111 1111 1111 1111</a>', 'html')).toBe(
      '<a href="tel:••••••••••••1111">•••• •••• •••• 1111</a>',
    );
    const parcel = '<a href="https://post.example/4111111111111111">Where is it?</a>';
    expect(maskCards(parcel, 'html')).toBe(parcel);
    const list = '<td>40012349</td><td>40012350</td>';
    expect(maskCards(list, 'html')).toBe(list);
  });

  it.each([
    '4111 1111 1111 1112',
    'order 1234567890123456',
    'call +49 4111 111 111 or 0049 30 1234567',
    'DE89 3704 0044 0532 0130 00',
    'DE36 5139 0000 0012 3458 78',
    '4006381333924',
    '40012349\n40012350',
    '4111\n1111\n1111\n1111',
    '0193f6a1-4111-7111-8111-111111111111',
    'a4111111111111111',
    '41111111111111110000000000',
    '2026-11-24 10:00:05, 17.30',
    '',
  ])('“%s” is none', (text) => expect(maskCards(text)).toBe(text));

  it('is what fewer than four in a hundred random order numbers of sixteen digits look like', () => {
    let seed = 7;
    const digit = (): number => (seed = (seed * 48_271) % 2_147_483_647) % 10;
    const numbers = Array.from({ length: 6_000 }, () => Array.from({ length: 16 }, digit).join(''));
    const taken = numbers.filter((number) => maskCards(number) !== number).length;
    expect(taken / numbers.length).toBeLessThan(0.04);
  });

  it('is looked for in as much text as a message may have, made to be slow', () => {
    for (const piece of ['1 ', '4', '4-', '4111 ', '4<b>', '&nbsp;4', '<'])
      for (const as of ['text', 'html'] as const) expect(maskCards(piece.repeat(20_000 / piece.length), as).length).toBeGreaterThan(19_900);
  });
});
