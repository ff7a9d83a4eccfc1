/** What is noted of that which a finding says is asked again? */
import type { Finding } from '@meanwhile/core/craft/writing.ts';
import type { CustomerFact } from '@meanwhile/wire/facts.ts';

export function knownFor({ check, reason }: Pick<Finding, 'check' | 'reason'>, facts: readonly CustomerFact[]): CustomerFact | null {
  if (check !== 'asked') return null;
  return facts.find(({ kind, label }) => (kind === 'other' ? `other:${label}` : kind) === reason) ?? null;
}
