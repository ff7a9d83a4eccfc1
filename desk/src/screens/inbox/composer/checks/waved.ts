/** Which findings were waved away for this draft, what became of the others, and was its first sentence put there already? Forgotten when the draft is gone. */
import type { Finding } from '@meanwhile/core/craft/writing.ts';
import type { NoteCraft } from '@meanwhile/wire/craft.ts';

type Outcomes = NoteCraft['findings'];
interface Met {
  readonly check: Finding['check'];
  readonly isWaved: boolean;
  readonly reason: Outcomes[number]['reason'];
}
/** By what was found, for each case: what was looked at, acted on or waved away. */
const met = new Map<string, ReadonlyMap<string, Met>>();
const begun = new Set<string>();
const left = new Map<string, Outcomes>();

const keyOf = ({ check, quote }: Pick<Finding, 'check' | 'quote'>): string => `${check} ${quote}`;

function note(caseId: string, finding: Finding, state: Omit<Met, 'check'>): void {
  met.set(caseId, new Map([...(met.get(caseId) ?? []), [keyOf(finding), { check: finding.check, ...state }]]));
}

export const isWaved = (caseId: string, finding: Finding): boolean => met.get(caseId)?.get(keyOf(finding))?.isWaved ?? false;
export function waveAway(caseId: string, finding: Finding, reason: Met['reason'] = null): void {
  note(caseId, finding, { isWaved: true, reason });
}
/** Looked at in the open list, or acted on: what comes and goes while somebody types counts for nothing. */
export function noteSeen(caseId: string, finding: Finding): void {
  if (met.get(caseId)?.has(keyOf(finding)) !== true) note(caseId, finding, { isWaved: false, reason: null });
}

export const wasBegun = (caseId: string): boolean => begun.has(caseId);
export function noteBegun(caseId: string, is: boolean): void {
  if (is) begun.add(caseId);
  else begun.delete(caseId);
}

/** The answer leaves with these still standing: the next one begins anew. */
export function forgetWaved(caseId: string, standing: readonly Finding[]): void {
  const still = new Map(standing.map((finding) => [keyOf(finding), finding]));
  const known = [...(met.get(caseId) ?? [])].filter(([key]) => !still.has(key));
  left.set(caseId, [
    ...known.map(([, { check, isWaved: waved, reason }]) => ({
      check,
      outcome: waved ? ('waved' as const) : ('followed' as const),
      reason,
    })),
    ...standing.map(({ check }) => ({ check, outcome: 'left' as const, reason: null })),
  ]);
  met.delete(caseId);
  begun.delete(caseId);
}

/** What became of the findings of the answer that just left; once. */
export function takeOutcomes(caseId: string): Outcomes {
  const outcomes = left.get(caseId) ?? [];
  left.delete(caseId);
  return outcomes.slice(0, 50);
}
