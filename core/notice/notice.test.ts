/** Mia, Ben and Ben Adler of Lantern Books. */
import { describe, expect, it } from 'vitest';
import { mailableAt } from './mail-hours.ts';
import { mentionedIn } from './mentioned.ts';

const people = [
  { id: '1', name: 'Mia' },
  { id: '2', name: 'Ben' },
  { id: '3', name: 'Ben Adler' },
];

describe('a note', () => {
  it.each([
    ['@Mia can you look?', ['1']],
    ['ask @ben, please', ['2']],
    ['@Ben Adler knows', ['3']],
    ['(@Mia) and @Ben Adler.', ['1', '3']],
    ['@Benjamin knows', []],
    ['mia@ben.example wrote', []],
    ['@@@', []],
    ['nobody', []],
  ])('“%s” means %j', (text, ids) => {
    expect(mentionedIn(text, people).map(({ id }) => id)).toEqual(ids);
  });

  it('means everybody of that name', () => {
    expect(mentionedIn('@Mia', [...people, { id: '4', name: 'mia' }]).map(({ id }) => id)).toEqual(['1', '4']);
  });
});

describe('a notice by mail', () => {
  const hours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', zone: 'Europe/Berlin' };
  it.each([
    ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z'],
    ['2026-11-24T05:10:00Z', '2026-11-24T08:00:00Z'],
    ['2026-11-24T16:00:00Z', '2026-11-25T08:00:00Z'],
    ['2026-11-27T18:00:00Z', '2026-11-30T08:00:00Z'],
  ])('of %s goes out at %s', (at, out) => {
    expect(new Date(mailableAt(hours, Date.parse(at))).toISOString()).toBe(out.replace('Z', '.000Z'));
  });

  it('goes out at once without hours, and when the hours never come', () => {
    expect(mailableAt(null, 7)).toBe(7);
    expect(mailableAt({ ...hours, from: '17:00', to: '09:00' }, 7)).toBe(7);
  });
});
