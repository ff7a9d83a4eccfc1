/** How is a text kept within a bound without breaking a character? */
/** Cuts a text to at most `maxChars` UTF-16 units without leaving half a surrogate pair; also drops NUL and lone surrogates, which PostgreSQL refuses. */
export function boundedText(text: string, maxChars: number): string {
  const cut = text.length > maxChars ? text.slice(0, maxChars) : text;
  return cut.replaceAll('\u0000', '').replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '');
}
