/** How does an instant go into SQL? As ISO text in UTC; the pools turn `timestamptz` back into a number. */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';

export function iso(at: Instant): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: Instant | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}
