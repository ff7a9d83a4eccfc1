/** Which day was some months ago? For periods that people state in months; opening hours and time zones are not looked at here. */
import { dayMs, type Instant } from '../kernel/instant.ts';

/** The same day of the month and time of the day, that many months earlier, in UTC; the last of the month where there is no such day. */
export function monthsBefore(at: Instant, months: number): Instant {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay), 0, 0, 0, at % dayMs);
}
