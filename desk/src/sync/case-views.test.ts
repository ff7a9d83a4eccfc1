import type { CaseRow } from '@meanwhile/wire/records.ts';
import { describe, expect, it } from 'vitest';
import { views } from '../links.ts';
import { compareRows, isInView } from './case-views.ts';

const mia = { id: 'mia', name: 'Mia' };
const jonas = { id: 'jonas', name: 'Jonas' };
const row = (facts: Partial<CaseRow>): CaseRow =>
  ({
    state: 'open',
    ball: 'us',
    assignee: null,
    snoozedUntil: null,
    spam: false,
    mergedIntoId: null,
    dueAt: null,
    unansweredSince: null,
    lastMessageAt: '2026-11-24T08:00:00Z',
    ...facts,
  }) as CaseRow;
const seenBy = (facts: Partial<CaseRow>) => views.filter((view) => isInView(row(facts), view, 'mia'));

describe('where Mia finds a case', () => {
  it.each([
    ['nobody has it and the customer waits', {}, ['next', 'team', 'all']],
    ['she has it and the customer waits', { assignee: mia }, ['next', 'mine', 'team', 'all']],
    ['Jonas has it', { assignee: jonas }, ['team', 'all']],
    ['she snoozed it', { assignee: mia, snoozedUntil: '2026-11-25T08:00:00Z' }, ['mine', 'team', 'all']],
    ['it waits for the customer', { ball: 'customer' }, ['waiting', 'all']],
    ['it is resolved', { state: 'resolved' }, ['all']],
    ['it is spam', { spam: true }, ['all']],
    ['it was merged into another', { mergedIntoId: 'other' }, []],
  ] as const)('%s', (_, facts, expected) => expect(seenBy(facts as Partial<CaseRow>)).toEqual(expected));

  it('has the reply that is due first on top, and the newest message on top of what waits for others', () => {
    const soon = row({ dueAt: '2026-11-24T10:00:00Z', lastMessageAt: '2026-11-24T07:00:00Z' });
    const later = row({ dueAt: '2026-11-24T12:00:00Z', lastMessageAt: '2026-11-24T09:00:00Z' });
    expect(compareRows(soon, later, 'next')).toBeLessThan(0);
    expect(compareRows(soon, later, 'waiting')).toBeGreaterThan(0);
  });
});
