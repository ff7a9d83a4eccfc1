/**
 * May this address get an automatic answer now? At most one a day, unless a person has answered in between: a loop of two machines never
 * has a person in it (attack 29). The RFC 3834 marks of the mail itself were checked before.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';

export interface AutoReplyFacts {
  readonly acknowledgedAt: number | null;
  readonly answeredAt: number | null;
}

export function mayAcknowledge(facts: AutoReplyFacts | undefined, at: number): boolean {
  if (facts === undefined || facts.acknowledgedAt === null) return true;
  if (at - facts.acknowledgedAt >= limits.autoReplyPerAddressMs) return true;
  return facts.answeredAt !== null && facts.answeredAt > facts.acknowledgedAt;
}
