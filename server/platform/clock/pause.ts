/** Waits, for the few places that must; everything else falls due by rows. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Lets everything that waits have its turn: long work on one batch must not make a sender wait for all of it. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Started now: waits until `ms` after the start, to a fraction of a millisecond. A timer alone ends by whole milliseconds of the loop's own
 * clock, so that the work before it would still show in where within the millisecond the wait ends.
 */
export function untilAfter(ms: number): () => Promise<void> {
  const endAt = performance.now() + ms;
  return async () => {
    const left = endAt - performance.now();
    if (left > timerErrorMs) await pause(left - timerErrorMs);
    while (performance.now() < endAt) await turn();
  };
}

/** A timer is late by up to this much on an idle machine. */
const timerErrorMs = 3;
