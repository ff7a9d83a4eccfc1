/**
 * Where does a link of a card lead for this customer? A template with words in braces, each replaced by an id, encoded so that no id can
 * change where the link leads. It computes nothing and looks nothing up.
 */

/** What may stand in a template. `externalId` is the customer's number in the shop's own system, as its site signed it. */
export const cardBlanks = ['customerId', 'externalId', 'email', 'phone', 'caseNumber'] as const;
export type CardBlank = (typeof cardBlanks)[number];
export type CardIds = Readonly<Record<CardBlank, string | null>>;

export type TemplateTrouble = 'not_https' | 'unknown_blank' | 'no_blank' | 'blank_in_host';

const inBraces = /\{([^{}]*)\}/g;
const isBlank = (name: string): name is CardBlank => cardBlanks.some((one) => one === name);
/** Of a segment that is nothing but this, every browser makes another path. */
const isDots = (value: string): boolean => value === '.' || value === '..';

/** Null: the template can be used. Only https, no sign-in in it, and blanks nowhere but in path, query and fragment. */
export function templateTrouble(template: string): TemplateTrouble | null {
  const names = [...template.matchAll(inBraces)].map((hit) => hit[1]!);
  if (names.some((name) => !isBlank(name)) || /[{}]/.test(template.replaceAll(inBraces, ''))) return 'unknown_blank';
  if (names.length === 0) return 'no_blank';
  // Parsers differ about these, so they are refused before one reads them.
  if (!/^https:\/\//i.test(template) || /[\\\s\p{Cc}]/u.test(template)) return 'not_https';
  const start = template.replace(/^https:\/\/([^/?#]*).*$/i, '$1');
  if (start === '') return 'not_https';
  if (/[{}]/.test(start)) return 'blank_in_host';
  const filled = template.replaceAll(inBraces, 'x');
  if (!URL.canParse(filled)) return 'not_https';
  const { username, password } = new URL(filled);
  return username === '' && password === '' ? null : 'not_https';
}

/** The link, or which ids it needs that are not known. Throws for a template that cannot be used: it should not have been kept. */
export function fillLink(template: string, ids: CardIds): { readonly url: string } | { readonly missing: readonly CardBlank[] } {
  if (templateTrouble(template) !== null) throw new Error('a card has a template that cannot be used');
  const wanted = [...new Set([...template.matchAll(inBraces)].map((hit) => hit[1] as CardBlank))];
  const missing = wanted.filter((name) => ids[name] === null || ids[name] === '' || isDots(ids[name]));
  if (missing.length > 0) return { missing };
  // Half a surrogate pair cannot be encoded; it becomes U+FFFD, as in every other place that makes bytes of text.
  const url = template.replaceAll(inBraces, (_, name: CardBlank) => encodeURIComponent(ids[name]!.toWellFormed()));
  return { url: new URL(url).href };
}
