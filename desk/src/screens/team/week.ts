/** Which days has a week, and when is a time of day on one of them? In the reader's own zone; weeks begin on Monday. Nothing is shown here. */

export interface Week {
  /** Local dates, Monday first: YYYY-MM-DD. */
  readonly days: readonly string[];
  /** The span as instants, RFC 3339. */
  readonly from: string;
  readonly to: string;
}

export function weekOf(at: Date, weeks = 0): Week {
  const monday = new Date(at.getFullYear(), at.getMonth(), at.getDate() - ((at.getDay() + 6) % 7) + weeks * 7);
  const dayAt = (index: number): Date => new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + index);
  return {
    days: [0, 1, 2, 3, 4, 5, 6].map((index) => dateText(dayAt(index))),
    from: monday.toISOString(),
    to: dayAt(7).toISOString(),
  };
}

export function dateText(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** “22:00” to “06:00” ends on the next day, as does “00:00”. */
export function spanOf(date: string, from: string, to: string): { readonly startsAt: string; readonly endsAt: string } {
  const startsAt = new Date(`${date}T${from}`);
  const sameDay = new Date(`${date}T${to}`);
  const endsAt =
    sameDay > startsAt
      ? sameDay
      : new Date(sameDay.getFullYear(), sameDay.getMonth(), sameDay.getDate() + 1, sameDay.getHours(), sameDay.getMinutes());
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}

/** All of the days from one date to another. */
export function daysSpan(first: string, last: string): { readonly startsAt: string; readonly endsAt: string } {
  const end = new Date(`${last}T00:00`);
  return {
    startsAt: new Date(`${first}T00:00`).toISOString(),
    endsAt: new Date(end.getFullYear(), end.getMonth(), end.getDate() + 1).toISOString(),
  };
}

/** The same clock times so many days later, across a changed clock too. */
export function daysLater(instant: string, days: number): string {
  const at = new Date(instant);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, at.getHours(), at.getMinutes()).toISOString();
}

/** Does a span touch a local day? */
export function touches(span: { readonly startsAt: string; readonly endsAt: string }, date: string): boolean {
  const { startsAt, endsAt } = daysSpan(date, date);
  return span.startsAt < endsAt && span.endsAt > startsAt;
}
