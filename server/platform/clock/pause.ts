/** Waits, for the few places that must; everything else falls due by rows. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Lets everything that waits have its turn: long work on one batch must not make a sender wait for all of it. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
