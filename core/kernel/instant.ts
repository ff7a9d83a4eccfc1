/**
 * What is an instant? Milliseconds since 1970 in UTC, as a plain number, so that it sorts, subtracts and crosses every wire.
 * Zoned arithmetic is not here: it lives in `core/calendar`.
 */
export type Instant = number;

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** The earlier of two, of which either may be missing. */
export function earlier(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
