import type { CaseRow } from '@meanwhile/wire/records.ts';
import { describe, expect, it } from 'vitest';
import { views } from '../links.ts';
import { compareRows, isInFilter, isInView } from './case-views.ts';

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
    urgency: null,
    priority: 'normal',
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

  it.each([
    ['nobody has it', {}, { assigneeId: 'nobody' }, true],
    ['Jonas has it and she asks for nobody’s', { assignee: jonas }, { assigneeId: 'nobody' }, false],
    ['she asks for two conditions and one fails', { topicId: 'lamps', tagIds: [] }, { topicId: 'lamps', tagId: 'gift' }, false],
    ['its time passed a minute ago', { dueAt: '2026-11-24T08:59:00Z' }, { only: 'late' }, true],
    ['it is spam, however late', { dueAt: '2026-11-24T08:59:00Z', spam: true }, { only: 'late' }, false],
  ] as const)('%s', (_, facts, filter, expected) =>
    expect(isInFilter(row(facts as unknown as Partial<CaseRow>), filter, Date.parse('2026-11-24T09:00:00Z'))).toBe(expected),
  );

  it('has the reply that is due first on top, and the newest message on top of what waits for others', () => {
    const danger = row({ urgency: 'safety', unansweredSince: '2026-11-24T08:50:00Z', dueAt: '2026-11-24T13:00:00Z' });
    const soon = row({ dueAt: '2026-11-24T10:00:00Z', lastMessageAt: '2026-11-24T07:00:00Z' });
    const later = row({ dueAt: '2026-11-24T12:00:00Z', lastMessageAt: '2026-11-24T09:00:00Z' });
    expect(compareRows(danger, soon, 'next')).toBeLessThan(0);
    expect(compareRows({ ...danger, unansweredSince: null }, soon, 'next')).toBeGreaterThan(0);
    expect(compareRows(soon, later, 'next')).toBeLessThan(0);
    expect(compareRows(soon, later, 'waiting')).toBeGreaterThan(0);
  });
});
