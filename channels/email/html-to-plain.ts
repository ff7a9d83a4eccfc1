/**
 * What does an HTML mail say in words? Plain text for search, for notices and for mails without a text part. Bounded in input, depth
 * and number of elements; it loads nothing and is no sanitiser.
 */
import { convert } from 'html-to-text';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from '../contract/bounded-text.ts';

/** Plain text with links as `words [address]`; cut at the text limit. */
export function htmlToPlain(html: string): string {
  const text = convert(boundedText(html, limits.htmlChars), {
    wordwrap: false,
    limits: {
      maxInputLength: limits.htmlChars,
      maxDepth: limits.htmlDepth,
      maxChildNodes: limits.htmlChildCount,
      maxBaseElements: limits.htmlBaseCount,
    },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'title', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, noAnchorUrl: true } },
      { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'table', format: 'dataTableless' },
    ],
    formatters: {
      dataTableless: (element, walk, builder) => {
        builder.openBlock({ leadingLineBreaks: 1 });
        walk(element.children, builder);
        builder.closeBlock({ trailingLineBreaks: 1 });
      },
    },
  });
  return boundedText(text, limits.textChars);
}
