/**
 * Which words of a message stand in a list row or a notice? The first line a person wrote, without greeting, quoted mail and odd characters.
 * Conservative: it only shortens a copy for display; the message itself is stored and shown whole.
 */
const snippetLength = 140;
/** Made once: making one takes some milliseconds, more than a page of rows. */
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Control, bidi-override and invisible characters have no place in a one-line preview. Joiners stay: emoji and Persian need them. */
const unseen = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/gu;
const quoted = /^\s*(>|\|)/;
const quoteIntroduction =
  /^\s*(-{2,}\s*(original message|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|forwarded message)|(on|am|le|el|em)\s.{5,120}(wrote|schrieb|a écrit|escribió|escreveu)\b.{0,80}:?\s*$|(from|von|de)\s?:\s.+@)/iu;
const signatureStart = /^-- ?$/;
const greetingWord =
  '(hi|hello|hey|dear|good (morning|afternoon|evening)|hallo|guten (tag|morgen|abend)|liebe[sr]?|sehr geehrte[rs]?|moin|servus|bonjour|bonsoir|salut|cher|chère|hola|buen(os|as) (días|tardes|noches)|estimad[oa]s?|olá|bom dia|boa (tarde|noite)|car[oa]s?|こんにちは|お世話になっております|مرحبا|السلام عليكم)';
/** “Dear Nora,” or a bare “Hello”; not “Hi my printer broke”, which already says something. */
const greeting = new RegExp(`^${greetingWord}(( [^\\s,.!?]+){0,4}[,!:،、。]| [^\\s,.!?]+)?$`, 'iu');

/** The lines above quoted mail and signature. Everything, if that would leave nothing. */
export function ownLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n|\u2028|\u2029/);
  const end = lines.findIndex((line) => quoteIntroduction.test(line.slice(0, 300)) || signatureStart.test(line));
  const own = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !quoted.test(line));
  return own.some((line) => line.trim() !== '') ? own : lines;
}

/** One line of at most `length` characters (never half a character), “” for a message without words. A greeting line alone is skipped. */
export function firstLine(text: string, length = snippetLength): string {
  const lines = ownLines(text)
    .map(clean)
    .filter((line) => line !== '');
  const start = lines.length > 1 && greeting.test(lines[0] ?? '') ? 1 : 0;
  return shorten(lines[start] ?? '', length);
}

/** All own lines run together, for rows with more room. */
export function snippet(text: string, length = snippetLength): string {
  const lines = ownLines(text)
    .map(clean)
    .filter((line) => line !== '');
  const start = lines.length > 1 && greeting.test(lines[0] ?? '') ? 1 : 0;
  return shorten(lines.slice(start, start + 20).join(' '), length);
}

function clean(line: string): string {
  return line.slice(0, 2_000).replace(/\t/g, ' ').replaceAll(unseen, '').replaceAll(/\s+/g, ' ').trim();
}

/** Cuts at a word where one ends nearby, and between whole characters as readers see them. */
function shorten(line: string, length: number): string {
  if (line.length <= length) return line;
  let count = 0;
  let keptEnd = 0;
  for (const { index } of graphemes.segment(line)) {
    if (count === length - 1) keptEnd = index;
    count += 1;
    if (count > length) break;
  }
  if (count <= length) return line;
  const kept = line.slice(0, keptEnd);
  const space = kept.lastIndexOf(' ');
  return `${(space > kept.length * 0.7 ? kept.slice(0, space) : kept).trimEnd()}…`;
}
