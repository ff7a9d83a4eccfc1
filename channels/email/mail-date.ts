/** When was a mail written, as its Date header says? Shown, never used for order; null for anything that is no sane instant. */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';

export function dateIn(value: string | undefined): Instant | null {
  const at = value === undefined ? Number.NaN : Date.parse(value.slice(0, 100).replace(/\([^()]*\)/g, ''));
  return Number.isFinite(at) && at > 0 && at < 253_402_300_800_000 ? at : null;
}
