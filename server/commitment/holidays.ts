/**
 * Which days of a year are public holidays somewhere? Days to look at and take over, never hours by themselves: what a person has
 * approved is stored as local dates in a calendar version and follows no later change of this data. From `date-holidays` (its data are
 * CC BY 3.0, named in docs/dependencies.md), loaded when somebody first asks: it is large.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';

export interface HolidayPlace {
  readonly code: string;
  readonly name: string;
}
export interface Holiday {
  /** Local date of the country, YYYY-MM-DD. */
  readonly date: string;
  readonly name: string;
  /** Local wall-clock time the holiday begins at; null for a whole day. */
  readonly from: string | null;
}
export interface HolidayYear {
  readonly countries: readonly HolidayPlace[];
  readonly regions: readonly HolidayPlace[];
  readonly days: readonly Holiday[];
}
export interface HolidayQuestion {
  readonly country: string | null;
  readonly region: string | null;
  readonly year: number;
  /** Language of the names, where they are known in it. */
  readonly locale: string;
}

/** Null when there is no such country, or no such region in it. Days in order of date; two names of one date are one day. */
export async function holidaysOf({ country, region, year, locale }: HolidayQuestion): Promise<HolidayYear | null> {
  const { default: Holidays } = await import('date-holidays');
  const language = locale.split('-')[0] ?? 'en';
  const known = new Holidays();
  const countries = placesOf(known.getCountries(language));
  if (country === null) return region === null ? { countries, regions: [], days: [] } : null;
  if (!countries.some((place) => place.code === country)) return null;
  const regions = placesOf(known.getStates(country, language));
  if (region !== null && !regions.some((place) => place.code === region)) return null;
  const options = { languages: [language, 'en'], types: ['public' as const] };
  const there = region === null ? new Holidays(country, options) : new Holidays(country, region, options);
  return { countries, regions, days: daysOf(there.getHolidays(year, language)) };
}

function placesOf(names: Record<string, string> | null | undefined): HolidayPlace[] {
  return Object.entries(names ?? {})
    .map(([code, name]) => ({ code, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

interface Found {
  /** Local: “2027-12-24 14:00:00”, perhaps with an offset behind it. */
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
  readonly name: string;
}

function daysOf(found: readonly Found[]): Holiday[] {
  const days = new Map<string, Holiday>();
  for (const one of found) {
    const [first = '', clock = '00:00:00'] = one.date.split(' ');
    // A day of a changed clock has 23 or 25 hours; several days are counted by their middle.
    const count = Math.max(1, Math.round((one.end.getTime() - one.start.getTime()) / dayMs));
    for (let index = 0; index < count; index += 1) {
      const date = new Date(Date.parse(`${first}T12:00:00Z`) + index * dayMs).toISOString().slice(0, 10);
      const from = index === 0 && !clock.startsWith('00:00') ? clock.slice(0, 5) : null;
      const known = days.get(date);
      if (known === undefined) days.set(date, { date, name: one.name, from });
      else days.set(date, { date, name: named(known.name, one.name), from: known.from === null ? null : from });
    }
  }
  return [...days.values()].toSorted((a, b) => a.date.localeCompare(b.date));
}

function named(first: string, second: string): string {
  return first.split(' / ').includes(second) ? first : `${first} / ${second}`;
}
