/** Attacks 1–4, 6, 8, 9: after sanitising nothing runs, nothing loads, nothing lies about its direction, and a second pass changes nothing. */
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { hostileHtml } from './hostile-html.fixture.ts';
import { htmlToPlain } from './html-to-plain.ts';
import { hasMailCorpus, mimeCases } from './mail-corpus.fixture.ts';
import { readMail } from './read-mail.ts';
import { sanitiseHtml } from './sanitise-html.ts';

const inertAttributes = new Set([
  'alt',
  'title',
  'dir',
  'lang',
  'align',
  'valign',
  'style',
  'width',
  'height',
  'border',
  'cellpadding',
  'cellspacing',
  'bgcolor',
  'colspan',
  'rowspan',
  'nowrap',
  'scope',
  'span',
  'start',
  'type',
  'reversed',
  'value',
  'datetime',
  'color',
  'face',
  'size',
  'data-quoted',
  'data-cid',
  'rel',
  'target',
]);
const livingTags =
  /^(?:script|style|iframe|object|embed|applet|svg|math|form|input|button|link|meta|base|video|audio|source|template|noscript|xmp|plaintext|frameset|frame|portal|textarea|select|title|marquee|body|html|head|slot|dialog|x-custom)$/;

/** What could still act in this HTML, read by an independent parser; empty when it is inert. */
function living(html: string): string[] {
  const found: string[] = [];
  const attribute = (tag: string, name: string, value: string) => {
    if (name === 'href' && tag === 'a' && /^(?:https?:\/\/[^/]|mailto:|tel:)/.test(value)) return;
    if (name === 'data-remote-src' && tag === 'img' && /^https?:\/\/[^/]/.test(value)) return;
    if (name === 'style' && !/url|expression|@|\\|position|display|opacity|content|behavior|binding|var\(|image-set/i.test(value)) return;
    if (name !== 'style' && inertAttributes.has(name)) return;
    found.push(`${tag} ${name}=${value.slice(0, 60)}`);
  };
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (livingTags.test(tag)) found.push(`<${tag}>`);
      for (const [name, value] of Object.entries(attributes)) attribute(tag, name, value);
    },
    oncomment: () => found.push('comment'),
    onprocessinginstruction: () => found.push('instruction'),
  });
  parser.write(html);
  parser.end();
  if (html.includes('\0') || /[\u202a-\u202e\u2066-\u2069]/.test(html)) found.push('control character');
  return found;
}

describe('hostile HTML', () => {
  it('comes in hundreds of forms, and of none is anything left that acts; sanitising twice is sanitising once', () => {
    const vectors = hostileHtml();
    expect(vectors.length).toBeGreaterThanOrEqual(300);
    for (const vector of vectors) {
      const safe = sanitiseHtml(vector);
      expect(living(safe), vector.slice(0, 200)).toEqual([]);
      expect(sanitiseHtml(safe), vector.slice(0, 200)).toBe(safe);
    }
    process.stdout.write(`hostile HTML: ${vectors.length} vectors inert\n`);
  }, 60_000);

  it('also glued together at random', () => {
    const vectors = hostileHtml().filter((vector) => vector.length < 300);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...vectors), fc.string({ unit: fc.constantFrom(...Array.from('<>/"\'=&;!- ap\u0000\u202e')) })), {
          maxLength: 6,
        }),
        (pieces) => {
          const safe = sanitiseHtml(pieces.join(''));
          expect(living(safe)).toEqual([]);
          expect(sanitiseHtml(safe)).toBe(safe);
        },
      ),
      { numRuns: 1_000 },
    );
  }, 60_000);

  it('a tag begun inside a tag is read the same the second time', () => {
    const safe = sanitiseHtml("<p><a<script>window.hit(1)</script><p style='border-image:url(https://evil.example/a)'>x</p>");
    expect(sanitiseHtml(safe)).toBe(safe);
    expect(safe).toContain('window.hit(1)');
    expect(living(safe)).toEqual([]);
  });

  it('is caught by this very test when it is not sanitised', () => {
    const caught = hostileHtml().filter((vector) => living(vector).length > 0);
    expect(caught.length).toBeGreaterThan(300);
  });
});

describe('an honest mail keeps', () => {
  it('its words, lists, tables, colours and links', () => {
    const html =
      '<table border="1"><tr><td style="color:#c00;padding:4px 8px">Roses</td></tr></table><ul><li><b>red</b></li></ul><a href="https://example.com/a?b=c&amp;d=e">here</a>';
    expect(sanitiseHtml(html)).toBe(
      '<table border="1"><tr><td style="color:#c00;padding:4px 8px">Roses</td></tr></table><ul><li><b>red</b></li></ul><a href="https://example.com/a?b=c&amp;d=e" rel="noopener noreferrer" target="_blank">here</a>',
    );
  });

  it.each(['mailto:maria@example.com', 'tel:+3491234567', 'http://example.com/'])('its link %s', (href) => {
    expect(sanitiseHtml(`<a href="${href}">x</a>`)).toBe(`<a href="${href}" rel="noopener noreferrer" target="_blank">x</a>`);
  });

  it('the words of a link without characters that take no room, elsewhere with them', () => {
    expect(sanitiseHtml('ab\u200bc <a href="https://example.com/">ex<b>am\u200b</b>\ufeffple.com</a>')).toBe(
      'ab\u200bc <a href="https://example.com/" rel="noopener noreferrer" target="_blank">ex<b>am</b>ple.com</a>',
    );
  });

  it('its pictures as parts of the mail', () => {
    expect(sanitiseHtml('<img src="cid:rose@flora" alt="rose" width="10">')).toBe('<img alt="rose" width="10" data-cid="rose@flora" />');
  });

  it.each([
    ['https://evil.example/a.png', 'https://evil.example/a.png'],
    ['//evil.example/a.png', 'https://evil.example/a.png'],
    ['\\\\evil.example\\a.png', 'https://evil.example/a.png'],
    ['https:/evil.example/a.png', 'https://evil.example/a.png'],
    ['http:evil.example/a.png', 'http://evil.example/a.png'],
    ['\n//evil.example/a.png', 'https://evil.example/a.png'],
  ])('the remote picture %j as an offer, not as a load', (src, offered) => {
    expect(sanitiseHtml(`<img src="${src}">`)).toBe(`<img data-remote-src="${offered}" />`);
  });

  it.each([
    '<table background="//evil.example/a"><tr><td>x</td></tr></table>',
    '<body background="https://evil.example/a">x</body>',
    '<video poster="//evil.example/a">x</video>',
    '<input type=image src="https:/evil.example/a">x',
    '<img srcset="//evil.example/a 2x">x',
    '<p style="background:u\\72l(\'//evil.example/a\')">x</p>',
    '<style>p{background:url(//evil.example/a)}</style>x',
    '<style>@import "//evil.example/a";</style>x',
    '<link rel=prefetch href="//evil.example/a">x',
    '<object data="//evil.example/a">x</object>',
  ])('what %s would have loaded, as one offer', (html) => {
    const safe = sanitiseHtml(html);
    expect(safe).toMatch(/<img data-remote-src="https:\/\/evil\.example\/a" \/>$/);
    expect(safe.match(/evil/g)).toHaveLength(1);
    expect(sanitiseHtml(safe)).toBe(safe);
  });

  it.each([
    '<table background="x.png"></table>',
    '<p style="background:url(data:image/png;base64,AAAA)">x</p>',
    '<a href="//evil.example/a">x</a>',
  ])('no offer where nothing would have been loaded: %s', (html) => expect(sanitiseHtml(html)).not.toContain('data-remote-src'));

  it.each(['/api/../logout', 'x.png', '../x', '', '?a', 'data:image/png;base64,AAAA'])('no picture from our own place: %j', (src) => {
    expect(sanitiseHtml(`<img src="${src}">`)).toBe('<img />');
  });

  it('the marks of a quotation, as our own', () => {
    expect(sanitiseHtml('<div class="gmail_quote gmail_quote_container">old</div>')).toBe('<div data-quoted="self">old</div>');
    expect(sanitiseHtml('<div id="divRplyFwdMsg">From</div>')).toBe('<div data-quoted="rest">From</div>');
    expect(sanitiseHtml('<blockquote type="cite">old</blockquote>')).toBe('<blockquote data-quoted="self">old</blockquote>');
  });

  it('every word, however deep', () => {
    expect(sanitiseHtml(`${'<div>'.repeat(1_000)}Tuesday${'</div>'.repeat(1_000)}`)).toContain('Tuesday');
    expect(sanitiseHtml('<custom-tag>Tuesday</custom-tag><object>Wednesday</object>')).toBe('TuesdayWednesday');
  });
});

describe.skipIf(!hasMailCorpus)('the HTML mails of the shared test data (skipped: no ../shared/fixtures)', () => {
  it('become inert, stay so, and have words', async () => {
    const mails = await Promise.all(mimeCases().map(({ raw }) => readMail(raw)));
    const htmls = mails.map((mail) => mail.html).filter((html) => html !== null);
    expect(htmls.length).toBeGreaterThan(5);
    for (const html of htmls) {
      const safe = sanitiseHtml(html);
      expect(living(safe)).toEqual([]);
      expect(sanitiseHtml(safe)).toBe(safe);
      expect(typeof htmlToPlain(html)).toBe('string');
    }
  }, 30_000);
});

describe('HTML in plain words', () => {
  it('keeps lines, lists and where a link leads', () => {
    expect(
      htmlToPlain('<p>Hello</p><ul><li>red</li></ul><p><a href="https://example.com">shop</a><img src="https://evil.example/a"></p>'),
    ).toBe('Hello\n\n * red\n\nshop [https://example.com]');
  });

  it('ends for every hostile form', () => {
    for (const vector of hostileHtml()) expect(htmlToPlain(vector).length).toBeLessThan(100_000);
  }, 30_000);
});
