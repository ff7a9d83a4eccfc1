/**
 * What of a stranger's HTML may an agent's or a customer's browser see? An allow-list, applied on storing and again on showing:
 * no scripts, no style sheets, nothing that loads by itself. Remote images become offers (`data-remote-src`), parts of the mail
 * `data-cid`, known quotations `data-quoted`. A second pass changes nothing.
 */
import sanitizeHtml from 'sanitize-html';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from '../contract/bounded-text.ts';
import { remoteAddress, remoteContent } from './remote-content.ts';

const linkSchemes = ['http:', 'https:', 'mailto:', 'tel:'];
const maxUrlChars = limits.htmlUrlChars;
/** Direction overrides and isolates; NUL is gone by then. */
const directionTricks = /[\u061c\u202a-\u202e\u2066-\u2069]/gu;
/** Take no room: in the words of a link they only make one address look like another. Joiners stay, some scripts need them. */
const widthless = /[\u200b\u2060-\u2064\ufeff]/gu;

/** An absolute link with an allowed scheme, in the browser's own spelling, or null. Relative links would point at us. */
export function safeLink(href: string): string | null {
  if (href.length > maxUrlChars) return null;
  const url = URL.parse(href.trim());
  if (url === null || !linkSchemes.includes(url.protocol)) return null;
  return url.href.length > maxUrlChars ? null : url.href;
}

const color = [/^#[0-9a-f]{3,8}$/i, /^[a-z]{3,24}$/i, /^(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]{1,40}\)$/i];
const length = [
  /^(?:-?\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|ch|%|in|cm|mm)?|auto|normal|thin|medium|thick)(?:\s+(?:-?\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|%)?|auto)){0,3}$/i,
];
const border = [
  /^(?:[a-z]{3,12}|\d{1,2}(?:\.\d{1,3})?(?:px|pt|em)?|#[0-9a-f]{3,8}|rgba?\([\d\s.,%]{1,40}\))(?:\s+(?:[a-z]{3,12}|\d{1,2}(?:\.\d{1,3})?(?:px|pt|em)?|#[0-9a-f]{3,8}|rgba?\([\d\s.,%]{1,40}\))){0,2}$/i,
];
const word = [/^[a-z-]{2,24}$/i];
const sides = (name: string, allowed: RegExp[]) => ({
  [name]: allowed,
  ...Object.fromEntries(['top', 'right', 'bottom', 'left'].map((side) => [`${name}-${side}`, allowed])),
});

/** Nothing here can load, move content over other content, or hide it. */
const allowedStyles: Record<string, RegExp[]> = {
  color,
  'background-color': color,
  'font-family': [/^[\w\s,'"-]{1,200}$/],
  'font-size': [
    /^(?:[89]|[1-6]\d|[0-6]?\d\.\d{1,2})(?:px|pt)$/i,
    /^(?:0?\.[5-9]\d*|[1-4](?:\.\d{1,3})?)r?em$/i,
    /^(?:[5-9]\d|[1-3]\d\d)%$/,
    /^(?:x?x-)?(?:small|large)$|^(?:medium|smaller|larger)$/i,
  ],
  'font-style': word,
  'font-weight': [/^(?:[1-9]00|[a-z]{4,8})$/i],
  'text-align': word,
  'text-decoration': [/^[a-z-]{3,20}(?:\s[a-z-]{3,20}){0,2}$/i],
  'vertical-align': word,
  'line-height': length,
  'list-style-type': word,
  'white-space': [/^(?:normal|pre|pre-wrap|pre-line|nowrap|break-spaces)$/i],
  'word-break': word,
  'overflow-wrap': word,
  'border-collapse': word,
  width: length,
  'max-width': length,
  ...sides('padding', length),
  ...sides('margin', [
    /^(?:\d{1,3}(?:\.\d{1,4})?(?:px|pt|em|rem|%|in|cm|mm)?|auto)(?:\s+(?:\d{1,3}(?:\.\d{1,4})?(?:px|pt|em|rem|%|in|cm|mm)?|auto)){0,3}$/i,
  ]),
  ...sides('border', border),
};

type Attributes = Record<string, string>;

/** Marks that mail programs put around what they quote; `rest` means this element and all that follows. */
function quotedMark(tagName: string, attributes: Attributes): 'self' | 'rest' | null {
  const given = attributes['data-quoted'];
  if (given === 'self' || given === 'rest') return given;
  const id = attributes['id'] ?? '';
  const classes = (attributes['class'] ?? '').split(/\s+/);
  if (/^(?:(?:x_)*(?:divRplyFwdMsg|appendonsend)|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container)$/.test(id)) return 'rest';
  const known = [
    'gmail_quote',
    'gmail_quote_container',
    'yahoo_quoted',
    'moz-cite-prefix',
    'protonmail_quote',
    'zmail_extra',
    'OutlookMessageHeader',
  ];
  if (classes.some((name) => known.includes(name))) return 'self';
  return tagName === 'blockquote' && attributes['type'] === 'cite' ? 'self' : null;
}

function withoutMarks(attributes: Attributes): Attributes {
  const { id: _id, class: _class, 'data-quoted': _quoted, ...rest } = attributes;
  return rest;
}

function anyTag(tagName: string, attributes: Attributes) {
  const mark = quotedMark(tagName, attributes);
  return { tagName, attribs: { ...withoutMarks(attributes), ...(mark === null ? {} : { 'data-quoted': mark }) } };
}

function link(_tagName: string, attributes: Attributes) {
  const { href, rel: _rel, target: _target, ...rest } = withoutMarks(attributes);
  const safe = href === undefined ? null : safeLink(href);
  if (safe === null) return { tagName: 'a', attribs: rest };
  return { tagName: 'a', attribs: { ...rest, href: safe, rel: 'noopener noreferrer', target: '_blank' } };
}

function image(_tagName: string, attributes: Attributes) {
  const { src = '', 'data-remote-src': offered = '', 'data-cid': givenCid = '', ...rest } = withoutMarks(attributes);
  const cid = /^cid:(.{1,300})$/i.exec(src.trim())?.[1] ?? givenCid;
  const remote = remoteAddress(src) ?? remoteAddress(offered);
  const attribs: Attributes = rest;
  if (/^[\w@.+$-]{1,300}$/.test(cid)) attribs['data-cid'] = cid;
  else if (remote !== null) attribs['data-remote-src'] = remote;
  return { tagName: 'img', attribs };
}

const tags =
  'a abbr address article aside b bdi big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );
const sizes = ['width', 'height'];

const options: sanitizeHtml.IOptions = {
  allowedTags: tags,
  disallowedTagsMode: 'discard',
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'title',
    'template',
    'iframe',
    'noembed',
    'noframes',
    'xmp',
    'math',
    'svg',
    'plaintext',
  ],
  allowedAttributes: {
    '*': ['dir', 'lang', 'align', 'valign', 'style', 'title', 'data-quoted'],
    a: ['href', 'rel', 'target'],
    img: ['alt', 'data-remote-src', 'data-cid', ...sizes],
    font: ['color', 'face', 'size'],
    table: ['border', 'cellpadding', 'cellspacing', 'bgcolor', ...sizes],
    tr: ['bgcolor'],
    td: ['colspan', 'rowspan', 'bgcolor', 'nowrap', ...sizes],
    th: ['colspan', 'rowspan', 'bgcolor', 'scope', ...sizes],
    col: ['span', 'width'],
    colgroup: ['span', 'width'],
    ol: ['start', 'type', 'reversed'],
    ul: ['type'],
    li: ['value'],
    time: ['datetime'],
  },
  allowedStyles: { '*': allowedStyles },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: [] },
  allowProtocolRelative: false,
  enforceHtmlBoundary: false,
  nestingLimit: limits.htmlNestingDepth,
  transformTags: { '*': anyTag, a: link, img: image },
};

/**
 * Safe HTML for any HTML: bounded, balanced, idempotent. Empty text when nothing may stay. Whatever else would have loaded from elsewhere
 * stays as one offer at the end, so that the reader is told.
 */
export function sanitiseHtml(html: string): string {
  let safe = sanitiseOnce(html);
  if (safe.length > steadyChars) return safe;
  for (let pass = 0; pass < passesAtMost; pass += 1) {
    const again = sanitiseOnce(safe);
    if (again === safe) break;
    safe = again;
  }
  return safe;
}

/**
 * Of markup that is broken (`<p><a<script>`, a head between two links) a first pass leaves tags that nest as no second reader would have it. Harmless,
 * so that what is longer, and takes long, is read once.
 */
const steadyChars = 100_000;
const passesAtMost = limits.htmlPasses;

function sanitiseOnce(html: string): string {
  const bounded = boundedText(html, limits.htmlChars);
  const plain = sanitizeHtml(bounded, options)
    .replace(directionTricks, '')
    .replace(/<a[ >].*?<\/a>/gs, (whole) => whole.replace(widthless, ''));
  const safe = boundedText(plain, 2 * limits.htmlChars);
  const remote = safe.includes(' data-remote-src="') ? null : remoteContent(bounded);
  // Nothing is put behind markup that was cut off.
  return remote === null || safe !== plain ? safe : safe + offer(remote);
}

/** In the very spelling that a second pass gives. */
function offer(remote: string): string {
  return sanitizeHtml(`<img data-remote-src="${remote.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`, options);
}
