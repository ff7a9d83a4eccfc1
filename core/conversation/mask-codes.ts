/**
 * Which words of an automatic mail open a door? One-time codes and sign-in links that a third party's machine sent to an address of ours are
 * not for whoever started the conversation there; what customers are shown of such mails has them covered. The stored text stays whole.
 */
const cover = '••••';
const link = /https?:\/\/[^\s<>"')\]]{1,4000}/gi;
/** Four to ten digits, also in groups: `123456`, `123 456`, `12-34-56`. */
const digits = /(?<![\p{L}\p{N}])\p{Nd}(?:[ \u00a0\u2009\u202f-]?\p{Nd}){3,9}(?![\p{L}\p{N}])/gu;
/** Letters and digits mixed, as codes are: `K7QX-22PD`, `a8f3c2`. */
const mixed = /(?<![\p{L}\p{N}_-])(?=[A-Za-z_-]{0,40}\d)(?=[\d_-]{0,40}[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{3,199}(?![\p{L}\p{N}_-])/gu;
const letters = /(?<![\p{L}\p{N}_-])[A-Za-z0-9_-]{24,}(?![\p{L}\p{N}_-])/gu;

function withoutPath(address: string): string {
  const { origin, pathname, search, hash } = URL.parse(address) ?? { origin: '', pathname: '', search: '', hash: '' };
  if (origin === '' || origin === 'null') return cover;
  return pathname === '/' && search === '' && hash === '' ? origin : `${origin}/…`;
}

/** The text with codes covered and links cut to where they lead. In doubt it covers. Linear. */
export function maskCodes(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const match of text.matchAll(link)) {
    pieces.push(maskWords(text.slice(from, match.index)), withoutPath(match[0]));
    from = match.index + match[0].length;
  }
  pieces.push(maskWords(text.slice(from)));
  return pieces.join('');
}

function maskWords(text: string): string {
  return text.replace(digits, cover).replace(mixed, cover).replace(letters, cover);
}
