/** Public holidays as days to approve: right for places whose rules are awkward, and nothing for places that do not exist. */
import { describe, expect, test } from 'vitest';
import { holidaysOf } from './holidays.ts';

const ask = async (country: string, region: string | null, year: number, locale = 'en') =>
  (await holidaysOf({ country, region, year, locale }))?.days.map((day) => `${day.date} ${day.name}`) ?? null;

describe('the public holidays a shop takes over', () => {
  test('Bavaria has Epiphany and Assumption, Berlin has neither, both by their local dates', async () => {
    const bavaria = await ask('DE', 'BY', 2027);
    expect(bavaria).toEqual(expect.arrayContaining(["2027-01-01 New Year's Day", '2027-01-06 Epiphany', '2027-12-26 Boxing Day']));
    expect((await ask('DE', 'BE', 2027))!.some((day) => day.startsWith('2027-01-06'))).toBe(false);
    expect((await ask('DE', 'BY', 2027, 'de'))!).toContain('2027-01-06 Heilige Drei Könige');
  });
  test('a substitute day and the day itself are both there, for a person to choose from', async () => {
    const days = await ask('US', null, 2026);
    expect(days).toEqual(expect.arrayContaining(['2026-07-03 Independence Day (substitute day)', '2026-07-04 Independence Day']));
  });
  test('a date stands there once, in order, whatever the zone of this machine', async () => {
    for (const country of ['NZ', 'FJ', 'JP', 'AU', 'BR', 'GB', 'CA', 'PT']) {
      const days = (await holidaysOf({ country, region: null, year: 2027, locale: 'en' }))!.days;
      const dates = days.map((day) => day.date);
      expect(days.length, country).toBeGreaterThan(2);
      expect(dates, country).toEqual([...new Set(dates)].toSorted());
      expect(dates[0], country).toBe('2027-01-01');
    }
  });
  test('no such country or region: nothing, and no days of somewhere else', async () => {
    expect(await ask('XX', null, 2027)).toBeNull();
    expect(await ask('DE', 'QLD', 2027)).toBeNull();
    expect((await holidaysOf({ country: null, region: null, year: 2027, locale: 'de' }))!.countries).toContainEqual({
      code: 'DE',
      name: 'Deutschland',
    });
  });
});
