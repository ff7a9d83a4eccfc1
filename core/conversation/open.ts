/** How does a case begin? With a customer's message, or with one of ours (then the customer has the ball and nothing is due). */
import type { CaseId, ConversationId, MemberId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CaseFacts, Changed } from './case-facts.ts';

export interface Opening {
  readonly id: CaseId;
  readonly conversationId: ConversationId;
  /** `customer`: a message to answer. `on_behalf`: noted for a caller, to answer. `us`: we write first. `nobody`: automatic mail, nothing to answer. */
  readonly by: 'customer' | 'on_behalf' | 'us' | 'nobody';
  readonly assigneeId?: MemberId | null;
}

export function open(opening: Opening, at: Instant): Changed {
  const waiting = opening.by === 'customer' || opening.by === 'on_behalf';
  const next: CaseFacts = {
    id: opening.id,
    conversationId: opening.conversationId,
    state: 'open',
    ball: waiting ? 'us' : 'customer',
    assigneeId: opening.assigneeId ?? null,
    snoozedUntilAt: null,
    openedAt: at,
    resolvedAt: null,
    unansweredSinceAt: waiting ? at : null,
    mergedIntoId: null,
    spam: false,
  };
  return { next, did: 'case.opened' };
}
