/** Bens answer came back from a mailbox that does not exist. */
import { expect, test } from 'vitest';
import type { CaseId, ConversationId } from '../kernel/ids.ts';
import type { CaseFacts } from './case-facts.ts';
import { comeBack } from './come-back.ts';

const facts: CaseFacts = {
  id: 'c' as CaseId,
  conversationId: 'v' as ConversationId,
  state: 'open',
  ball: 'customer',
  assigneeId: null,
  snoozedUntilAt: null,
  openedAt: 1_000,
  resolvedAt: null,
  unansweredSinceAt: null,
  mergedIntoId: null,
  spam: false,
};

test.each<[string, Partial<CaseFacts>, object]>([
  [
    'a case that waited for Ben is ours, and his question open',
    {},
    { next: { ball: 'us', unansweredSinceAt: 2_000 }, did: 'case.came_back' },
  ],
  [
    'a resolved case is reopened',
    { state: 'resolved', resolvedAt: 5_000 },
    { next: { state: 'open', ball: 'us', resolvedAt: null }, did: 'case.reopened' },
  ],
  ['a sleeping case wakes', { snoozedUntilAt: 9_000 }, { next: { snoozedUntilAt: null } }],
  ['an older open question keeps its age', { unansweredSinceAt: 1_500, ball: 'us' }, { refused: 'case_unchanged' }],
  ['spam stays where it is', { spam: true }, { refused: 'case_spam' }],
  ['a merged case comes back in its survivor', { mergedIntoId: 'd' as CaseId }, { refused: 'case_merged' }],
])('%s', (_, over, expected) => {
  expect(comeBack({ ...facts, ...over }, 2_000)).toMatchObject(expected);
});

test('where we wrote first, nobody waits, but it is ours to see to', () => {
  expect(comeBack(facts, null)).toMatchObject({ next: { ball: 'us', unansweredSinceAt: null } });
});
