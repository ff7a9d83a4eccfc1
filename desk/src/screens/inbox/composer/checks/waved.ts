/** Which findings were waved away for this draft, and was its first sentence put there already? Forgotten when the draft is gone. */
import type { Finding } from '@meanwhile/core/craft/writing.ts';

const waved = new Map<string, ReadonlySet<string>>();
const begun = new Set<string>();

const keyOf = ({ check, quote }: Pick<Finding, 'check' | 'quote'>): string => `${check} ${quote}`;

export const isWaved = (caseId: string, finding: Finding): boolean => waved.get(caseId)?.has(keyOf(finding)) ?? false;
export function waveAway(caseId: string, finding: Finding): void {
  waved.set(caseId, new Set([...(waved.get(caseId) ?? []), keyOf(finding)]));
}

export const wasBegun = (caseId: string): boolean => begun.has(caseId);
export function noteBegun(caseId: string, is: boolean): void {
  if (is) begun.add(caseId);
  else begun.delete(caseId);
}

/** The answer left: the next one begins anew. */
export function forgetWaved(caseId: string): void {
  waved.delete(caseId);
  begun.delete(caseId);
}
