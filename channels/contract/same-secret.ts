/** Is this one of our secrets, or a signature made with one? Compared in constant time. */
import { timingSafeEqual } from 'node:crypto';

export function isOneOf(given: string | Uint8Array, expected: readonly (string | Uint8Array)[]): boolean {
  const claimed = Buffer.from(given);
  if (claimed.length === 0) return false;
  return expected.some((one) => {
    const own = Buffer.from(one);
    return own.length === claimed.length && timingSafeEqual(own, claimed);
  });
}
