/**
 * Which characters may stand in a name? What can be seen, on one line. It changes nothing that is seen: letters, blanks, emoji and their joiners
 * stay as they were typed, look-alike letters too; who writes from where is shown beside a name, never inside it.
 */

/** Controls, line and paragraph separators: where a word ends, so a blank takes their place. */
const breaks = /[\p{Cc}\u2028\u2029]+/gu;
/** Direction marks, overrides and isolates, characters without width, the soft hyphen, fillers of Hangul, and tags. */
const unseen =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e001f}]|\u034f|\u17b4|\u17b5/gu;
/** A joiner belongs between letters of scripts that join, and inside emoji; beside Latin letters it only makes two names of one. */
const joined = '[^\\p{ASCII}\\p{Script=Latin}\\u200c\\u200d]';
const looseJoiner = new RegExp(`(?<!${joined})[\\u200c\\u200d]+|[\\u200c\\u200d]+(?!${joined})`, 'gu');

/** The text as one line of characters that are seen; may be empty. Linear in its length; half characters become U+FFFD. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(breaks, ' ').replace(unseen, '').replace(looseJoiner, '').trim();
}

/** A person by their first name, as customers read it, whatever was stored; may be empty. */
export function firstName(name: string): string {
  return oneLine(name).split(' ')[0] ?? '';
}
