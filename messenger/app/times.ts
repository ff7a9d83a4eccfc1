/** How is an instant written for this reader? By `Intl`, in the browser's zone and the page's language; due times come worded from the server. */
const parts = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = parts.get(key) ?? new Intl.DateTimeFormat(locale, options);
  parts.set(key, known);
  return known;
}

/** "2:02 pm", "14:02": as in the sentences that come from the server. */
export function clock(at: string, locale: string): string {
  return format(locale, { hour: 'numeric', minute: '2-digit' })
    .format(new Date(at))
    .replace(/[AP]M$/, (half) => half.toLowerCase());
}

/** "Tuesday 24 November", with the year when it is another one than at `now`. */
export function day(at: string, locale: string, now: Date): string {
  const instant = new Date(at);
  const year = instant.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return format(locale, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(instant);
}

/** Days between two instants by the reader's calendar: 0 is the same day. */
export function daysBefore(at: string, now: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(now) - midnight(new Date(at))) / 86_400_000);
}

/** "3.4 MB". */
export function size(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1e6 ? [Math.max(0.1, bytes / 1e3), 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
