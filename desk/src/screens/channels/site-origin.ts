/** Which websites may embed a messenger? Reads the lines someone typed into web origins; enforcing the list is the server's. */
export interface OriginList {
  readonly origins: readonly string[];
  /** Lines that are no website address, as typed. */
  readonly refused: readonly string[];
}

/** One origin a line; `https://shop.example/about` becomes `https://shop.example`. Empty lines are left out, doubles too. */
export function originsOf(text: string): OriginList {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const origins = lines.map((line) => originOf(line));
  return {
    origins: [...new Set(origins.filter((origin) => origin !== null))],
    refused: lines.filter((_, index) => origins[index] === null),
  };
}

function originOf(line: string): string | null {
  const withScheme = line.includes('://') ? line : `https://${line}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  const named = url.hostname.includes('.') || url.hostname === 'localhost';
  return ['https:', 'http:'].includes(url.protocol) && named && url.username === '' ? url.origin : null;
}
