/**
 * Which day is meant by “3 Mar 1985”, “03/03/85”, “3.3.85” or “March 3rd 1985”? In the languages of Europe that we speak, and by numbers in any. A point means the day comes first, as
 * German writes it; with strokes or dashes both orders are used, so 03/04/85 is two readings, and which one is asked.
 */
import { isDay } from '../conversation/field.ts';
import { plainTyped, readingOf } from './reading.ts';
import type { Reading } from './reading.ts';

export interface DayAsked {
  /** BCP 47: puts the likelier of two readings first. */
  readonly locale: string;
  /** The year it is for them. */
  readonly year: number;
  /** A birthday lies in the past, within a long life. */
  readonly of: 'birthday' | 'day';
}

const months: readonly (readonly string[])[] = [
  ['january', 'januar', 'jänner', 'jaenner', 'janvier', 'enero', 'janeiro'],
  ['february', 'februar', 'feber', 'février', 'fevrier', 'febrero', 'fevereiro'],
  ['march', 'märz', 'maerz', 'mrz', 'mars', 'marzo', 'março', 'marco'],
  ['april', 'avril', 'abril'],
  ['may', 'mai', 'mayo', 'maio'],
  ['june', 'juni', 'juno', 'juin', 'junio', 'junho'],
  ['july', 'juli', 'julei', 'juillet', 'julio', 'julho'],
  ['august', 'août', 'aout', 'agosto'],
  ['september', 'sept', 'septembre', 'septiembre', 'setiembre', 'setembro'],
  ['october', 'oktober', 'octobre', 'octubre', 'outubro'],
  ['november', 'novembre', 'noviembre', 'novembro'],
  ['december', 'dezember', 'décembre', 'decembre', 'diciembre', 'dezembro'],
];
const letters = 3;

/** 1 to 12 of a month's name or its beginning; null where it is none, or could be two. */
function monthOf(word: string): number | null {
  if (word.length < letters) return null;
  const fitting = months.flatMap((names, index) => (names.some((name) => name.startsWith(word)) ? [index + 1] : []));
  return fitting.length === 1 ? fitting[0]! : null;
}

/** What stands around a day and means nothing for it: weekdays, “born on the 3rd of”. */
const around =
  /^(?:the|of|on|in|am|den|der|dem|de|del|do|le|el|né|née|nacid[oa]|nascid[oa]|born|geboren|geb|dob|it|its|is|was|my|birthday|mon(?:day|tag)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|mo|di(?:enstag)?|mi(?:ttwoch)?|do(?:nnerstag)?|fr(?:eitag)?|sa(?:mstag)?|so(?:nnabend|nntag)?)$/;
const ordinal = /^(\d{1,2})(?:st|nd|rd|th|ter|ten)?$/;

type Parts = readonly [day: number, month: number, year: string];

/** A day that is read: YYYY-MM-DD, or several where that cannot be told from the text. */
export function readDay(typed: string, asked: DayAsked): Reading {
  // 1985年3月3日 is written from the year to the day.
  const text = plainTyped(typed)
    .toLowerCase()
    .replaceAll(/(?<=\d) ?[年月] ?(?=\d)/g, '-')
    .replace(/(?<=\d) ?日/, '');
  if (text.length > 60) return { read: 'none' };
  return readingOf(partsOf(text, asked).flatMap((parts) => daysOf(parts, asked)));
}

function partsOf(text: string, asked: DayAsked): readonly Parts[] {
  const written = text.match(/\d+|\p{L}+|[./-]/gu) ?? [];
  const words = written.filter((one) => /[\d\p{L}]/u.test(one));
  const marks = written.filter((one) => /^[./-]$/.test(one));
  const kept = joinOrdinals(words.filter((word) => !around.test(word)));
  if (kept.length === 1) return ofRun(kept[0]!);
  const [one, two, three] = kept;
  if (kept.length !== 3 || one === undefined || two === undefined || three === undefined) return [];
  return kept.some((word) => /\p{L}/u.test(word.replace(ordinal, '$1')))
    ? named(one, two, three)
    : numbered([one, two, three], marks, asked);
}

/** “3” and “rd” were taken apart with the other letters. */
const joinOrdinals = (words: readonly string[]): string[] => words.filter((word) => !/^(?:st|nd|rd|th|ter|ten)$/.test(word));

function named(one: string, two: string, three: string): readonly Parts[] {
  const month = [one, two, three].map(monthOf);
  const at = month.findIndex((found) => found !== null);
  const [first, last] = [one, two, three].filter((_, index) => index !== at);
  if (at < 0 || first === undefined || last === undefined || ![first, last].every((word) => /^\d{1,4}$/.test(word))) return [];
  const isYearFirst = first.length > 2;
  const [day, year] = isYearFirst ? [last, first] : [first, last];
  return day.length > 2 ? [] : [[Number(day), month[at]!, year]];
}

function numbered([one, two, three]: readonly [string, string, string], marks: readonly string[], { locale }: DayAsked): readonly Parts[] {
  if (one.length === 4) return two.length > 2 || three.length > 2 ? [] : [[Number(three), Number(two), one]];
  if (one.length > 2 || two.length > 2 || (three.length !== 2 && three.length !== 4)) return [];
  const dayFirst: Parts = [Number(one), Number(two), three];
  const monthFirst: Parts = [Number(two), Number(one), three];
  if (marks[0] === '.') return [dayFirst];
  return /^en(?:-us)?$/i.test(locale) ? [monthFirst, dayFirst] : [dayFirst, monthFirst];
}

/** Eight digits in a row: the year stands in front or behind. */
function ofRun(word: string): readonly Parts[] {
  if (!/^\d{8}$/.test(word)) return [];
  const number = (from: number, to: number): number => Number(word.slice(from, to));
  return [
    [number(6, 8), number(4, 6), word.slice(0, 4)],
    [number(0, 2), number(2, 4), word.slice(4)],
    [number(2, 4), number(0, 2), word.slice(4)],
  ];
}

/** Nobody older has been counted. */
const lifeYears = 122;
/** A year of two digits: whichever is likelier, and of a birthday every one a person may have. */
const livingYears = 105;
const aheadYears = 20;

function daysOf([day, month, year]: Parts, { year: thisYear, of }: DayAsked): string[] {
  const years = year.length === 4 ? [Number(year)] : centuriesOf(Number(year), thisYear, of);
  const fits = (one: number): boolean => (of === 'birthday' ? one <= thisYear && one >= thisYear - lifeYears : one >= 1900 && one < 2200);
  const two = (number: number): string => String(number).padStart(2, '0');
  return years
    .filter(fits)
    .map((one) => `${one}-${two(month)}-${two(day)}`)
    .filter(isDay);
}

function centuriesOf(short: number, thisYear: number, of: DayAsked['of']): number[] {
  const all = [1900 + short, 2000 + short];
  if (of === 'birthday') return all.filter((one) => one <= thisYear && one >= thisYear - livingYears);
  return all.filter((one) => one > thisYear + aheadYears - 100 && one <= thisYear + aheadYears);
}
