/** How is a web address shown? Short enough to read around it; the whole of it stays in the link's title. */
const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/g;
const mostChars = 60;

/** Text and addresses in turn: every odd piece is an address. */
export const linkPieces = (text: string): readonly string[] => text.split(address);

/** `https://shop.example/m/0199a5d0-0000-…`: where it leads, without what only machines read. */
export function shortLink(link: string): string {
  return link.length <= mostChars ? link : `${link.slice(0, mostChars - 1).replace(/[#?].*$/, '')}…`;
}

/** As it is shown: a host of Latin and other letters together, as a look-alike's is, by its ASCII name, which the browser goes to. */
export function shownLink(link: string): string {
  const host = /^https?:\/\/([^/?#]*)/i.exec(link)?.[1] ?? '';
  const isMixed = /[a-z]/i.test(host) && /(?!\p{Script=Latin})\p{L}/u.test(host);
  return isMixed && URL.canParse(link) ? link.replace(host, () => new URL(link).host) : link;
}

/** A whole text with its addresses shortened. */
export const shortened = (text: string): string =>
  linkPieces(text)
    .map((piece, index) => (index % 2 === 0 ? piece : shortLink(shownLink(piece))))
    .join('');
