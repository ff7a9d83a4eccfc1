/** Who takes the easy ones, and what live work takes from those who write: two looks for a supervisor, on one Tuesday. */
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { leakOf, type BrokenTime } from './leak-meter.ts';
import { pickIndexOf, type TakenCase } from './pick-index.ts';

describe('choosing one’s own cases', () => {
  const waiting = [4, 8, 12].map((minutes) => minutes * minuteMs);
  const take = (rank: number): TakenCase => ({ pickedMs: waiting[rank - 1]!, eligibleMs: waiting, rank });
  const times = (count: number, one: TakenCase): TakenCase[] => Array.from({ length: count }, () => one);

  test('whoever takes what lies in the middle is neutral', () => {
    expect(pickIndexOf(times(60, take(2)))).toEqual({ pickCount: 60, index: 1, displacement: 0.5, needsReview: false });
  });
  test('whoever takes the shortest fifty times is looked at, and forty-nine times says too little', () => {
    expect(pickIndexOf(times(50, take(1)))).toEqual({ pickCount: 50, index: 0.5, displacement: 0, needsReview: true });
    expect(pickIndexOf(times(49, take(1))).needsReview).toBe(false);
  });
  test('an index of nine tenths is not below nine tenths', () => {
    const nine = { pickedMs: 9, eligibleMs: [10], rank: 1 };
    expect(pickIndexOf(times(50, nine))).toMatchObject({ index: 0.9, displacement: null, needsReview: false });
  });
  test('without picks there is nothing to say', () => {
    expect(pickIndexOf([])).toEqual({ pickCount: 0, index: null, displacement: null, needsReview: false });
    expect(pickIndexOf([{ pickedMs: 1, eligibleMs: [], rank: 1 }]).index).toBeNull();
  });
});

describe('time that live work took', () => {
  const nineAt = Date.UTC(2026, 0, 13, 9);
  const at = (hours: number): number => nineAt + hours * hourMs;
  const shifts = [
    { memberId: 'Ana', startAt: at(0), endAt: at(4) },
    { memberId: 'Ben', startAt: at(0), endAt: at(8) },
  ];
  const broken = (id: string, missingMinutes: number, change: Partial<BrokenTime> = {}): BrokenTime => ({
    id,
    toldAt: at(0),
    dueAt: at(3),
    missingMs: missingMinutes * minuteMs,
    ...change,
  });

  test('a chat within one’s own hours of writing leaks; in live hours, or somebody else’s, it does not', () => {
    const chats = [
      { memberId: 'Ana', startAt: at(3.5), endAt: at(4.5) },
      { memberId: 'Cem', startAt: at(1), endAt: at(2) },
    ];
    expect(leakOf(shifts, chats, [])).toEqual({ leakedMs: 30 * minuteMs, brokenIds: [] });
  });
  test('a broken time is laid at its door only where the minutes taken would have saved it', () => {
    const chats = [{ memberId: 'Ben', startAt: at(1), endAt: at(2) }];
    expect(leakOf(shifts, chats, [broken('saved', 60)]).brokenIds).toEqual(['saved']);
    expect(leakOf(shifts, chats, [broken('lost anyway', 61)]).brokenIds).toEqual([]);
    expect(leakOf(shifts, chats, [broken('told later', 10, { toldAt: at(2) })]).brokenIds).toEqual([]);
  });
  test('the same minutes save one commitment only, the earliest due', () => {
    const chats = [{ memberId: 'Ben', startAt: at(0), endAt: at(1) }];
    const times = [broken('second', 40, { dueAt: at(3.5) }), broken('first', 40), broken('small', 20, { dueAt: at(4) })];
    expect(leakOf(shifts, chats, times)).toEqual({ leakedMs: hourMs, brokenIds: ['first', 'small'] });
  });
  test('no live work, nothing leaks, however much is broken', () => {
    expect(leakOf(shifts, [], [broken('late', 1)])).toEqual({ leakedMs: 0, brokenIds: [] });
  });
});
