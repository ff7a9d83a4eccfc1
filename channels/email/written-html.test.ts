/** Does a formatted answer keep its words, and carry nothing that loads or runs? */
import { expect, test } from 'vitest';
import { readWrittenHtml, saysTheSame } from './written-html.ts';

const picture = '0192aabb-0000-7000-8000-000000000001';

test('a formatted answer keeps its form, its words and its own pictures', () => {
  const read = readWrittenHtml(
    `<p>Dear <b>Ada</b>,</p><ol><li>unplug it</li><li>wait</li></ol><p><a href="https://lantern.example/help">Help</a></p><p><img data-cid="${picture}" alt="The plug"></p>`,
  );
  expect(read.shownIds).toEqual([picture]);
  expect(read.html).toContain('<b>Ada</b>');
  expect(read.html).toContain(`data-cid="${picture}"`);
  expect(read.text).toBe('Dear Ada,\n\n 1. unplug it\n 2. wait\n\nHelp [https://lantern.example/help]');
  expect(readWrittenHtml(read.html)).toEqual(read);
});

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['a handler', '<b onclick="x()">bold</b>'],
  ['a remote picture', '<img src="https://track.example/p.gif">'],
  ['an embedded picture', '<img src="data:image/png;base64,AAAA">'],
  ['a picture that is no attachment', '<img data-cid="somebody@else">'],
  ['a form', '<form action="https://x.example"><input name="pin"></form>'],
  ['a style sheet', '<style>p{background:url(https://x.example)}</style>'],
])('%s does not go out', (_, evil) => {
  const { html } = readWrittenHtml(`<p>Hello</p>${evil}`);
  expect(html).toMatch(/^<p>Hello<\/p>(?:<b>bold<\/b>)?$/);
});

test.each([
  [
    'Dear Ada,\n1. unplug it\n2. wait\nHelp',
    '<p>Dear Ada,</p><ol><li>unplug it</li><li>wait</li></ol><a href="https://x.example">Help</a>',
    true,
  ],
  ['• one\n• two', '<ul><li>one</li><li>two</li></ul>', true],
  ['It costs 5 euros', '<p>It costs <b>5</b> euros</p>', true],
  ['It costs 5 euros', '<p>It costs 50 euros</p>', false],
  ['Yes', '<p>No</p>', false],
])('whether “%s” is what the HTML says', (text, html, same) => {
  expect(saysTheSame(text, readWrittenHtml(html).text)).toBe(same);
});
