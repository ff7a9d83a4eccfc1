/** Several ids, and what hexadecimal stands behind them, as one short text for a link; 22 letters an id. It is signed by whoever makes the link. */

export function packIds(ids: readonly string[], behind = ''): string {
  return Buffer.from(ids.join('').replaceAll('-', '') + behind, 'hex').toString('base64url');
}

/** The first `count` ids, and what stands behind them in hexadecimal. */
export function unpackIds(packed: string, count: number): { readonly ids: readonly string[]; readonly behind: string } {
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  const idAt = (place: number): string => hex.slice(place * 32, place * 32 + 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { ids: Array.from({ length: count }, (_, place) => idAt(place)), behind: hex.slice(count * 32) };
}
