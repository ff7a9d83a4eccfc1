import type { CaseRow } from '@meanwhile/wire/records.ts';
import { expect, it } from 'vitest';
import { undoOf } from './bulk-undo.ts';

const row = (id: string, facts: Partial<CaseRow>): CaseRow =>
  ({ id, assignee: null, topicId: null, snoozedUntil: null, ...facts }) as CaseRow;
const shown = (before: readonly CaseRow[], deed: Parameters<typeof undoOf>[1]) =>
  undoOf(before, deed).map(([back, rows]) => [back, rows.map(({ id }) => id)]);

it('gives each case back to whoever held it before Mia took them all', () => {
  const jonas = { id: 'jonas', name: 'Jonas' };
  const before = [row('kettle', {}), row('lamp', { assignee: jonas }), row('bell', {})];
  expect(shown(before, { verb: 'assign', memberId: 'mia' })).toEqual([
    [{ verb: 'release' }, ['kettle', 'bell']],
    [{ verb: 'assign', memberId: 'jonas' }, ['lamp']],
  ]);
});

it('lets those sleep on that slept, and wakes the others', () => {
  const before = [row('kettle', { snoozedUntil: '2026-11-25T08:00:00Z' }), row('lamp', {})];
  expect(shown(before, { verb: 'snooze', until: '2026-11-30T08:00:00Z' })).toEqual([
    [{ verb: 'snooze', until: '2026-11-25T08:00:00Z' }, ['kettle']],
    [{ verb: 'wake' }, ['lamp']],
  ]);
});

it('opens again what was resolved, and takes the tag away again', () => {
  expect(shown([row('kettle', {})], { verb: 'resolve' })).toEqual([[{ verb: 'reopen' }, ['kettle']]]);
  expect(shown([row('kettle', {})], { verb: 'tag', tagId: 'gift' })).toEqual([[{ verb: 'untag', tagId: 'gift' }, ['kettle']]]);
});
