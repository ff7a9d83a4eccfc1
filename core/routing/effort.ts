/** How much of a person does a case take? Effort, not open tabs: thirty cases that wait for customers do not fill anybody's hands. */

/** Units of the hundred a member has by default (domain rules, “effort by state”). A case at rest is small and never nothing: it may wake up. */
export const effort = { voice: 100, chat: 35, waitsForUs: 25, waitsForOthers: 3 } as const;

export interface Held {
  /** Open cases whose turn is ours. */
  readonly ourCount: number;
  /** Open cases whose turn is the customer's or somebody else's. */
  readonly waitingCount: number;
}

export function loadOf({ ourCount, waitingCount }: Held): number {
  return ourCount * effort.waitsForUs + waitingCount * effort.waitsForOthers;
}
