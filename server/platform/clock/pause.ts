/** Waits, for the few places that must; everything else falls due by rows. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
