/**
 * A code that proves “it is me” from another channel: given to somebody we know, sent back by them from where we do not know them yet. The words it is sent
 * with name whose conversation it is, so that nobody joins a stranger's without reading so.
 */
/** No letter that is taken for another. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 3;
const groupChars = 4;
/** 30 signs go into a byte eight times; what is beyond is thrown away, so that each sign is as likely as any other. */
const usableBytes = Math.floor(256 / alphabet.length) * alphabet.length;
/** Enough for a code, whatever is thrown away. */
export const linkCodeBytes = 64;

/** 59 bits of chance in `MW-ABCD-EFGH-JKMN`; null where the bytes do not give as much. */
export function linkCodeFrom(bytes: Uint8Array): string | null {
  const signs = [...bytes].filter((byte) => byte < usableBytes).map((byte) => alphabet[byte % alphabet.length]!);
  if (signs.length < groups * groupChars) return null;
  const parts = Array.from({ length: groups }, (_, group) => signs.slice(group * groupChars, (group + 1) * groupChars).join(''));
  return `MW-${parts.join('-')}`;
}

const shape = /(?<![A-Z0-9])MW-((?:[2-9A-HJKMNP-TV-Z]{4}-){2}[2-9A-HJKMNP-TV-Z]{4})(?![A-Z0-9])/i;
/** Where people put it: among the first words. */
const lookedAtChars = 1_000;

/** The code in what somebody wrote, however it is spelled; null where there is none. */
export function linkCodeIn(text: string): string | null {
  const found = shape.exec(text.slice(0, lookedAtChars));
  return found === null ? null : `MW-${found[1]!.toUpperCase()}`;
}
