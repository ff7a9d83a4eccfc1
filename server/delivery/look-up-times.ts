/** When is a provider asked for a message whose answer was lost? Providers list a message some moments after they took it. */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';

const askedAfterMs = [minuteMs, 10 * minuteMs, 60 * minuteMs] as const;

/** `count`: how often it was asked; null = no more. */
export function lookUpDueAt({ count }: { readonly count: number }, at: number): number | null {
  const after = askedAfterMs[count];
  return after === undefined ? null : at + after;
}
