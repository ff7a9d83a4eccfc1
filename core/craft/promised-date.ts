/** Which times does an answer promise, and which instant is meant? “We'll write by Friday”, „Sie hören bis morgen 15 Uhr von uns“. A date alone is the end of that day. English and German. */
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { localClock, localDate } from '../commitment/zoned-parts.ts';
import { ownWords, sentencesOf } from './sentences.ts';
import type { Check } from './writing.ts';

export interface PromisedDate {
  readonly quote: string;
  readonly from: number;
  readonly dueAt: Instant;
}

const ours =
  /\b(?:(?:I|we)(?:'ll| will| shall| can|'m going to| am going to| are going to)|you(?:'ll| will)(?: \w+)? (?:hear|have|get|receive|know|be refunded)|(?:our|my|the|a) (?:\w+ )?(?:team|colleagues?|technician|driver|warehouse|manager|courier|replacement|refund|money|invoice|parcel|answer) (?:will|'ll)|(?:ich|wir) (?:\p{L}+ ){0,3}(?:bis|noch|morgen|heute|am|in|innerhalb|spätestens|nächste)|(?:melde|melden|schreibe|schreiben|schicke|schicken|rufe|rufen|antworte|antworten|kläre|klären|prüfe|prüfen|sende|senden|gebe|geben|liefern|überweisen|erstatten) (?:ich|wir)|(?:melde|schreibe|schicke|rufe|kläre|prüfe) mich|(?:hören|bekommen|erhalten|haben) sie|sie (?:hören|bekommen|erhalten|haben)|(?:kommt|geht|wird|holt|liefert|bringt) (?:\p{L}+ ){0,4}(?:bis|morgen|heute|am|innerhalb|spätestens|vor)|(?:schreibe|melde|schicke|sende|rufe|gebe|sage|sagen|schreiben|schicken) (?:ihnen|mich|uns|sie|dir)|(?:will|'ll) (?:be|come|arrive|call|leave|reach|go|ship|collect|fetch|visit|ring|write|send)|(?:ships|leaves|arrives|comes|goes out|fetches|collects)(?: \p{L}+){0,3}? (?:by|on|today|tomorrow|within|under))\b/iu;
const negated =
  /\b(?:(?:assist|help)\p{L}*(?: you)?(?: today)|helfe ihnen (?:heute|gern)|can't|cannot|won't|not able|unable|don't know|if you|unless|nicht|kann ich nicht|können wir nicht|wenn sie|falls|sobald sie)\b/iu;

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const germanWeekdays = ['sonntag', 'montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const germanMonths = ['jan', 'feb', 'mär', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dez'];
const counts: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  ein: 1,
  eine: 1,
  einem: 1,
  einer: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  zehn: 10,
};
const clock = String.raw`(?:,? (?:at |by |before |um |gegen |bis )?(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))? ?(?<half>am|pm|uhr|o'clock))?`;
const day = String.raw`(?<today>today|tonight|this (?:afternoon|evening)|the end of (?:the day|today)|end of day|heute(?: noch| abend| nachmittag)?)|(?<tomorrow>tomorrow(?: morning| afternoon| evening)?|morgen(?: früh| vormittag| nachmittag| abend)?)|(?<weekEnd>(?:the )?end of (?:the|this) week|ende der woche|wochenende)|(?:the |next |this |coming |nächsten |kommenden |diesen )?(?<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|(?:the )?(?<d1>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?<m1>jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)\p{L}*|(?<m2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}* (?<d2>\d{1,2})(?:st|nd|rd|th)?\b|(?<d3>\d{1,2})\.(?<m3>\d{1,2})\.?`;
const dated = new RegExp(
  String.raw`\b(?:(?:no later than|not later than|by|before|until|on|spätestens bis|bis spätestens|spätestens|bis zum|bis|am|vor) )?(?:${day})${clock}`,
  'giu',
);
const within =
  /\b(?:within|in|inside|innerhalb von|innerhalb|binnen|in spätestens) (?:the next |at most |den nächsten |höchstens )?(?<count>\d+|an?|one|two|three|four|five|six|seven|ten|eine[mr]?|ein|zwei|drei|vier|fünf|sechs|sieben|zehn) (?<work>(?:working|business|werk|arbeits) ?)?(?<unit>minutes?|minuten?|hours?|stunden?|days?|tage?n?|weeks?|wochen?)\b/gi;

export function promisedDates(draft: string, sendAt: Instant, zone: string): readonly PromisedDate[] {
  return sentencesOf(ownWords(draft)).flatMap(({ text, from }) => {
    if (!ours.test(text) || negated.test(text)) return [];
    const found = [...text.matchAll(within)].map((match) => ({ match, dueAt: after(match.groups ?? {}, sendAt, zone) }));
    const named = [...text.matchAll(dated)].map((match) => ({ match, dueAt: onDay(match.groups ?? {}, sendAt, zone) }));
    return [...found, ...named]
      .filter((one): one is { match: RegExpExecArray; dueAt: Instant } => one.dueAt !== null && one.dueAt > sendAt)
      .map(({ match, dueAt }) => ({ quote: match[0].trim(), from: from + match.index, dueAt }));
  });
}

type Groups = Readonly<Record<string, string | undefined>>;

/** Working days are Monday to Friday; a workspace's own calendar is asked when the time is kept, not here. */
function after({ count = '', work, unit = '' }: Groups, sendAt: Instant, zone: string): Instant {
  const n = counts[count.toLowerCase()] ?? Number(count);
  if (/^min/i.test(unit)) return sendAt + n * minuteMs;
  if (/^(?:h|st)/i.test(unit)) return sendAt + n * hourMs;
  if (/^w/i.test(unit)) return sendAt + 7 * n * dayMs;
  if (work === undefined) return sendAt + n * dayMs;
  let date = localDate(sendAt, zone);
  for (let left = n; left > 0;) {
    date = plusDays(date, 1);
    const weekday = weekdayOf(date);
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return endOf(date, zone);
}

function onDay(groups: Groups, sendAt: Instant, zone: string): Instant | null {
  const date = dateOf(groups, localDate(sendAt, zone));
  if (date === null) return null;
  const { hour, minute = '0', half = '' } = groups;
  if (hour === undefined) return endOf(date, zone);
  const isAfternoon = half.toLowerCase() === 'pm' && Number(hour) < 12;
  const isMidnight = half.toLowerCase() === 'am' && Number(hour) === 12;
  return wallInstant(date, (isMidnight ? 0 : Number(hour) + (isAfternoon ? 12 : 0)) * 60 + Number(minute), zone);
}

function dateOf(groups: Groups, today: string): string | null {
  if (groups['today'] !== undefined) return today;
  if (groups['tomorrow'] !== undefined) return plusDays(today, 1);
  const named = groups['weekEnd'] === undefined ? groups['weekday'] : 'friday';
  if (named !== undefined) {
    const word = named.toLowerCase();
    const wanted = germanWeekdays.includes(word) ? germanWeekdays.indexOf(word) : weekdays.indexOf(word.slice(0, 3));
    const ahead = (wanted - weekdayOf(today) + 7) % 7;
    return plusDays(today, ahead === 0 && groups['weekEnd'] === undefined ? 7 : ahead);
  }
  const dayOfMonth = Number(groups['d1'] ?? groups['d2'] ?? groups['d3']);
  const word = (groups['m1'] ?? groups['m2'] ?? '').toLowerCase();
  const month = groups['m3'] === undefined ? Math.max(months.indexOf(word), germanMonths.indexOf(word)) + 1 : Number(groups['m3']);
  const year = Number(today.slice(0, 4));
  const dateIn = (inYear: number) => `${inYear}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;
  const date = dateIn(year) < today ? dateIn(year + 1) : dateIn(year);
  return Number.isNaN(Date.parse(date)) || plusDays(date, 0) !== date ? null : date;
}

const plusDays = (date: string, count: number): string => {
  const at = Date.parse(`${date}T12:00:00Z`) + count * dayMs;
  return localDate(at, 'UTC');
};
/** 0 = Sunday. 1 January 1970 was a Thursday. */
const weekdayOf = (date: string): number => (Math.floor(Date.parse(`${date}T12:00:00Z`) / dayMs) + 4) % 7;
const endOf = (date: string, zone: string): Instant => wallInstant(plusDays(date, 1), 0, zone) - minuteMs;

/** The instant a wall clock shows so many minutes past midnight. In the hour a clock leaps over, the first instant after it. */
function wallInstant(date: string, minutes: number, zone: string): Instant {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * minuteMs;
  let at = wanted;
  for (let round = 0; round < 3; round += 1) at += wanted - shownAt(at, zone);
  return at;
}

/** What the wall clock shows, written as if it were UTC. */
function shownAt(at: Instant, zone: string): Instant {
  const { hour, minute } = localClock(at, zone);
  return Date.parse(`${localDate(at, zone)}T00:00:00Z`) + hour * hourMs + minute * minuteMs;
}

export const promised: Check = ({ draft, sendAt, zone }) =>
  promisedDates(draft, sendAt, zone).map(({ quote, from }) => ({ check: 'date', reason: 'promised', quote, from, suggestion: null }));
