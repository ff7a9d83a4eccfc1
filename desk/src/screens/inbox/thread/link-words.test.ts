import { expect, it } from 'vitest';
import { linkPieces, shortened, shortLink, shownLink } from './link-words.ts';

it('leaves an address people can read as it is', () => {
  expect(shortLink('https://kettle.example/invoice/2231')).toBe('https://kettle.example/invoice/2231');
});

it('shows where a long address leads and not the token in it', () => {
  const link = `https://desk.example/m/0199a5d0#c=${'x'.repeat(300)}`;
  expect(shortLink(link)).toBe('https://desk.example/m/0199a5d0…');
  expect(shortened(`Everything so far: ${link}. Thanks.`)).toBe('Everything so far: https://desk.example/m/0199a5d0…. Thanks.');
});

it('takes the full stop after an address for what it is', () => {
  expect(linkPieces('See https://kettle.example/a. Bye')).toEqual(['See ', 'https://kettle.example/a', '. Bye']);
});

it('attack 9: shows a look-alike address for what it is, and leaves a name in one script as people write it', () => {
  expect(shownLink('https://\u0430pple.example/id')).toBe('https://xn--pple-43d.example/id');
  expect(shortened('Pay at https://\u0430pple.example/id.')).toBe('Pay at https://xn--pple-43d.example/id.');
  for (const fair of ['https://bücher.example/ü', 'https://пример.рф/', 'https://apple.example/\u0430', 'http://'])
    expect(shownLink(fair)).toBe(fair);
});
