/** Does a letter say the same in both parts, with its signature once and nothing that loads? */
import { expect, test } from 'vitest';
import { letterOf, plainToHtml, signatureOf } from './letter.ts';
import { visibleText } from './visible-text.ts';

const facts = { agent: 'Mia', brand: 'Lantern & Sons' };
const mailbox = signatureOf({ text: '', html: '<p>{agent} · <b>{brand}</b></p><img src="https://x.example/logo.png">' }, facts);
const agent = signatureOf({ text: 'Mia Sommer\nMondays to Thursdays', html: null }, facts);
const parts = {
  text: 'It comes on Tuesday.\n\nBest,\nMia',
  html: null,
  locale: 'de',
  signatures: [agent, mailbox],
  logo: null,
  quotations: [
    { attribution: 'Am Montag schrieb Ada:', text: 'Where is it?\n> earlier', html: null },
    {
      attribution: 'Am Sonntag schrieb Mia:',
      text: 'Sent.',
      html: '<p>Sent<img data-cid="0192aabb-0000-7000-8000-000000000001">.</p><script>x</script>',
    },
  ],
};

test('answer, signatures and history stand in this order in both parts', () => {
  const { text, html } = letterOf(parts);
  expect(text).toBe(
    'It comes on Tuesday.\n\nBest,\nMia\n\n-- \nMia Sommer\nMondays to Thursdays\n\nMia · Lantern & Sons\n\nAm Montag schrieb Ada:\n> Where is it?\n>> earlier\n\nAm Sonntag schrieb Mia:\n> Sent.',
  );
  const order = ['It comes', 'Mia Sommer', '<b>Lantern &amp; Sons</b>', 'Am Montag schrieb Ada:', 'Where is it?', 'Am Sonntag', 'Sent.'];
  expect(order.map((word) => html.indexOf(word))).toEqual(
    [...order.keys()].map((at) => html.indexOf(order[at]!)).toSorted((a, b) => a - b),
  );
  expect(html).not.toMatch(/<script|<img|https:/);
  expect(html).toContain('<html lang="de">');
});

test('our own reader of mails finds the answer in front of what it quotes', () => {
  expect(
    visibleText(
      letterOf({
        ...parts,
        locale: 'en',
        signatures: [],
        quotations: [{ ...parts.quotations[0]!, attribution: 'On Monday, 23 November 2026 at 10:00, Ada wrote:' }],
      }).text,
    ).visible.trim(),
  ).toBe('It comes on Tuesday.\n\nBest,\nMia');
});

test('a signature that stands there already is not added', () => {
  const { text } = letterOf({ ...parts, text: `Yes.\n\n${agent.text}`, signatures: [agent], quotations: [] });
  expect(text).toBe(`Yes.\n\n${agent.text}`);
});

test('what a writer types is text, never markup', () => {
  expect(plainToHtml('a < b & "c"\n  indented\n\n<script>x</script>')).toBe(
    '<p>a &lt; b &amp; &quot;c&quot;<br>&nbsp;&nbsp;indented</p>\n<p>&lt;script&gt;x&lt;/script&gt;</p>',
  );
  expect(signatureOf({ text: '', html: '<p>{agent}</p>' }, { agent: '<img src=x>' }).html).toBe('<p>&lt;img src=x&gt;</p>');
});

test('a logo stands below what was written and above what was said before, with its name where pictures are not loaded, and not in the plain text', () => {
  const logo = { url: 'https://help.lantern.example/logo/a.b.c', name: 'Lantern & Sons' };
  const { text, html } = letterOf({ ...parts, logo });
  expect(text).toBe(letterOf(parts).text);
  expect(html.match(/<img [^<>]*>/g)).toEqual([
    '<img src="https://help.lantern.example/logo/a.b.c" alt="Lantern &amp; Sons" height="32" style="height:32px;width:auto">',
  ]);
  expect(html.indexOf('<img')).toBeGreaterThan(html.indexOf('<b>Lantern &amp; Sons</b>'));
  expect(html.indexOf('<img')).toBeLessThan(html.indexOf('Am Montag schrieb Ada:'));
});
