/** Which wall-clock hour is it in the shop, and at which instant does an hour of a day begin? Through `Temporal`, so summer time is right. */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';

export interface ShopDay {
  /** YYYY-MM-DD in the shop's zone. */
  readonly date: string;
  /** 1 (Monday) to 7. */
  readonly weekday: number;
  /** The instants at which its hours begin, with the hour each of them shows: 23, 24 or 25 of them. */
  readonly hours: readonly { readonly startAt: Instant; readonly hour: number }[];
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/** Every day that touches [fromAt, toAt). */
export function shopDays(zone: string, fromAt: Instant, toAt: Instant): ShopDay[] {
  const days: ShopDay[] = [];
  let date = Temporal.Instant.fromEpochMilliseconds(fromAt).toZonedDateTimeISO(zone).toPlainDate();
  for (;;) {
    const start = date.toZonedDateTime(zone);
    if (start.epochMilliseconds >= toAt) return days;
    const next = date.add({ days: 1 });
    const endAt = next.toZonedDateTime(zone).epochMilliseconds;
    const hours: { startAt: Instant; hour: number }[] = [];
    for (let at = start; at.epochMilliseconds < endAt; at = at.add({ hours: 1 }))
      hours.push({ startAt: at.epochMilliseconds, hour: at.hour });
    days.push({ date: date.toString(), weekday: date.dayOfWeek, hours, startAt: start.epochMilliseconds, endAt });
    date = next;
  }
}

/** The instant of an hour (may have a fraction) on the wall clock of that date. */
export function atHour(zone: string, date: string, hour: number): Instant {
  const time = new Temporal.PlainTime(Math.floor(hour), Math.round((hour % 1) * 60));
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}
