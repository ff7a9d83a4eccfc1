/** Who starts timers? The few that are no due rows: guards against what hangs, and regular looks. Each gives the function that stops it. */

export type Stop = () => void;

/** Once, in so many milliseconds. `letsProcessEnd`: the process does not stay alive for it. */
export function after(ms: number, work: () => void, options: { readonly letsProcessEnd?: boolean } = {}): Stop {
  const timer = setTimeout(work, ms);
  if (options.letsProcessEnd === true) timer.unref();
  return () => clearTimeout(timer);
}

/** Again and again, this far apart. */
export function every(ms: number, work: () => void): Stop {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
}

/** When this turn of the event loop is over. */
export function soon(work: () => void): void {
  setImmediate(work);
}
