/**
 * How many SMS does a text become? Networks carry 140 bytes each: 160 signs of the GSM alphabet of seven bits, or 70 of UTF-16 as soon as one sign
 * is outside it; of several that belong together each gives some room to what joins them. It is what Twilio counts and charges.
 */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Two each: a mark stands before them. */
const extended = '\f^{}\\[~]|€';

const costs: ReadonlyMap<string, number> = new Map([
  ...Array.from(basic, (sign): [string, number] => [sign, 1]),
  ...Array.from(extended, (sign): [string, number] => [sign, 2]),
]);

export interface Segments {
  readonly alphabet: 'GSM-7' | 'UCS-2';
  readonly count: number;
}

export function segmentsOf(text: string): Segments {
  const signs = Array.from(text);
  const isGsm = signs.every((sign) => costs.has(sign));
  return isGsm
    ? {
        alphabet: 'GSM-7',
        count: packed(
          signs.map((sign) => costs.get(sign)!),
          { alone: 160, joined: 153 },
        ),
      }
    : {
        alphabet: 'UCS-2',
        count: packed(
          signs.map((sign) => sign.length),
          { alone: 70, joined: 67 },
        ),
      };
}

/** No sign is torn: what does not fit whole begins the next one. */
function packed(sizes: readonly number[], room: { readonly alone: number; readonly joined: number }): number {
  if (sizes.reduce((sum, size) => sum + size, 0) <= room.alone) return 1;
  let count = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room.joined) {
      count += 1;
      used = 0;
    }
    used += size;
  }
  return count;
}
