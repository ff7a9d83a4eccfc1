/** When may a notice be mailed? Within the hours a member chose, in their zone; outside them it waits for the next beginning. */
import { minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';

export interface MailHours {
  /** 1 = Monday. */
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const stepMs = 15 * minuteMs;
/** A week and a day: some hour of some day is in it. */
const stepCount = 8 * 24 * 4;

function isWithin(hours: MailHours, at: Instant, format: Intl.DateTimeFormat): boolean {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const clock = `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}`;
  const day = weekdays.indexOf(parts.get('weekday') ?? '') + 1;
  return hours.days.includes(day) && clock >= hours.from && clock < hours.to;
}

/** The instant itself where it is within the hours, else the first quarter of an hour that is. With hours that never come: the instant. */
export function mailableAt(hours: MailHours | null, at: Instant): Instant {
  if (hours === null) return at;
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: hours.zone,
  });
  if (isWithin(hours, at, format)) return at;
  const first = Math.ceil(at / stepMs) * stepMs;
  for (let step = 0; step < stepCount; step += 1) if (isWithin(hours, first + step * stepMs, format)) return first + step * stepMs;
  return at;
}
