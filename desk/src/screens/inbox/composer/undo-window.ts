/** How long can a reply be taken back? */

const longestMs = 10_000;

/**
 * 10 s, shrinking to the time left before the reply is due, so that holding never makes one late. Where nothing is due, or it is late
 * already, holding costs nothing and the whole window stands.
 */
export function undoWindowMs(dueAt: string | null, nowAt: number): number {
  if (dueAt === null) return longestMs;
  const leftMs = Date.parse(dueAt) - nowAt;
  return leftMs < 0 ? longestMs : Math.min(longestMs, Math.max(0, leftMs));
}

/** Whole seconds until it goes out; 0 = now. */
export function secondsLeft(releaseAt: string | null, nowAt: number): number {
  return releaseAt === null ? 0 : Math.max(0, Math.ceil((Date.parse(releaseAt) - nowAt) / 1_000));
}
