/** How long until the next attempt? Doubles from one second to half a minute, with full jitter so that a thousand widgets do not return at once. */
export function backoffMs(attempt: number, chance: number): number {
  const ceiling = Math.min(30_000, 1000 * 2 ** Math.min(attempt, 5));
  return Math.round(500 + chance * (ceiling - 500));
}
