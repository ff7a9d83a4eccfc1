/**
 * What would a mail have loaded from another server besides pictures: backgrounds, posters, style sheets, media? Only to tell the reader
 * that it was left out; what may stay is `sanitise-html.ts`.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { Parser } from 'htmlparser2';

const maxUrlChars = limits.htmlUrlChars;
const maxCssChars = limits.cssChars;

/** Where an address leads, for every spelling a browser accepts; null for our own or no address. */
export function remoteAddress(given: string): string | null {
  if (given.length > maxUrlChars) return null;
  const trimmed = given.replace(/[\t\n\r]/g, '').trim();
  const url = /^[\\/]{2}/.test(trimmed) ? URL.parse(`https:${trimmed.replaceAll('\\', '/')}`) : URL.parse(trimmed);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.href.length > maxUrlChars) return null;
  return url.href;
}

/** Styles may spell any letter by its number: `\75rl(` is `url(`. */
const cssCharacter = (_whole: string, code: string | undefined, plain: string | undefined): string => {
  if (code === undefined) return plain ?? '';
  const point = Number.parseInt(code, 16);
  return point === 0 || point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
};
const cssAddress = /(?:\b(?:url|src|image|image-set)\(|@import)\s*["']?\s*([^"')\s;]{1,4096})/giu;

function remoteInCss(css: string): string | null {
  const read = css.slice(0, maxCssChars).replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/giu, cssCharacter);
  for (const [, address = ''] of read.matchAll(cssAddress)) {
    const remote = remoteAddress(address);
    if (remote !== null) return remote;
  }
  return null;
}

/** Elements that load by `src` and never stay. A picture's own `src` is offered where it stands. */
const loadingTags = ['audio', 'video', 'source', 'track', 'embed', 'input', 'iframe', 'frame'];

function remoteOf(tag: string, attributes: Readonly<Record<string, string>>): string | null {
  const { background, poster, srcset, src, data, href, style } = attributes;
  const addresses = [
    background,
    poster,
    srcset?.trim().split(/[\s,]/)[0],
    loadingTags.includes(tag) ? src : undefined,
    tag === 'object' ? data : undefined,
    tag === 'link' ? href : undefined,
  ];
  for (const address of addresses) {
    const remote = address === undefined ? null : remoteAddress(address);
    if (remote !== null) return remote;
  }
  return style === undefined ? null : remoteInCss(style);
}

/** The first address, in order, that this HTML would have loaded by itself otherwise than by the `src` of a picture; null for none. */
export function remoteContent(html: string): string | null {
  let found: string | null = null;
  let css = '';
  let isStyle = false;
  const parser = new Parser({
    onopentag(tag, attributes) {
      isStyle = tag === 'style';
      found ??= remoteOf(tag, attributes);
    },
    ontext(text) {
      if (isStyle && css.length < maxCssChars) css += text;
    },
    onclosetag() {
      if (isStyle) found ??= remoteInCss(css);
      isStyle = false;
      css = '';
    },
  });
  parser.write(html);
  parser.end();
  return found;
}
