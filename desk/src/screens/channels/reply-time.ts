/** How is a reply time read and written by people? Minutes of open time to a number with a unit and back; the rule itself is the server's. */
export type ReplyUnit = 'hours' | 'minutes';
export interface ReplyAmount {
  readonly amount: number;
  readonly unit: ReplyUnit;
}

/** Whole hours read as hours, everything else as minutes. */
export function amountOf(replyWithinMinutes: number): ReplyAmount {
  return replyWithinMinutes % 60 === 0
    ? { amount: replyWithinMinutes / 60, unit: 'hours' }
    : { amount: replyWithinMinutes, unit: 'minutes' };
}

/** Minutes of open time; null for anything but a whole number from one minute to sixty days, as the server takes it. */
export function minutesOf(text: string, unit: ReplyUnit): number | null {
  if (!/^\d{1,6}$/.test(text.trim())) return null;
  const minutes = Number(text.trim()) * (unit === 'hours' ? 60 : 1);
  return minutes >= 1 && minutes <= 60 * 24 * 60 ? minutes : null;
}
