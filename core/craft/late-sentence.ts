/** Which first sentence fits this delay? By how late it is, whether a time was missed before, and whether the customer complains. Words: `late-words.ts`. */
import { dayMs, hourMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { formatDuration } from '../commitment/duration-words.ts';
import { formatWhen } from '../commitment/when-words.ts';
import { catalogueOf, languageOf } from '../commitment/words/language.ts';
import { fill } from '../commitment/words/fill.ts';
import { dateWords, localDate } from '../commitment/zoned-parts.ts';
import { lateWords } from './late-words.ts';
import type { LateWords } from './late-words.ts';

export interface Delay {
  /** When what is still unanswered was written. */
  readonly wroteAt: Instant;
  /** False where they never wrote and we did: then nothing is said of what they wrote. */
  readonly didWrite?: boolean;
  /** Times told for it that were missed, oldest first. */
  readonly missedAt: readonly Instant[];
  readonly isComplaint: boolean;
  readonly sendAt: Instant;
  /** The workspace's zone. */
  readonly zone: string;
  /** The customer's language. */
  readonly locale: string;
  /** First name of the writer. */
  readonly agent: string;
}

const longFromMs = 3 * dayMs;

/** Null: neither late nor complained about. */
export function lateKind({
  missedAt,
  isComplaint,
  sendAt,
  zone,
}: Pick<Delay, 'missedAt' | 'isComplaint' | 'sendAt' | 'zone'>): keyof LateWords | null {
  const missed = missedAt.filter((at) => at < sendAt);
  const [firstBy] = missed;
  if (firstBy === undefined) return isComplaint ? 'complaint' : null;
  const lateMs = sendAt - firstBy;
  if (missed.length > 1) return 'again';
  if (lateMs <= hourMs) return 'short';
  if (localDate(firstBy, zone) === localDate(sendAt, zone)) return 'sameDay';
  return lateMs < longFromMs ? 'days' : 'long';
}

/** A complaint about a wait we measure as shorter than this means another wait: naming ours would be wrong. */
const complaintFromMs = hourMs;

/** The sentence, filled in; null where none fits; `{whatNow}` stays for the writer, and keeps the answer from leaving until it is gone. */
export function lateSentence(delay: Delay): string | null {
  const found = lateKind(delay);
  const kind = found === 'long' && delay.didWrite === false ? 'days' : found;
  if (kind === null || (kind === 'complaint' && delay.sendAt - delay.wroteAt < complaintFromMs)) return null;
  const { wroteAt, sendAt, zone, locale, agent } = delay;
  const [firstBy = sendAt] = delay.missedAt;
  const language = languageOf(locale);
  const { weekday, day, month } = dateWords(wroteAt, zone, language);
  return fill(lateWords[catalogueOf(locale)][kind], {
    firstBy: formatWhen({ at: firstBy, nowAt: sendAt, zone, locale, stored: true }),
    late: formatDuration(sendAt - firstBy, locale),
    waited: formatDuration(sendAt - wroteAt, locale),
    date: dateForms[language]({ weekday, day, month }),
    agent,
  });
}

type DateParts = ReturnType<typeof dateWords>;
const plain = ({ weekday, day, month }: DateParts): string => `${weekday} ${day} ${month}`;
const dateForms: Readonly<Record<ReturnType<typeof languageOf>, (parts: DateParts) => string>> = {
  en: plain,
  de: ({ day, month }) => `${day}. ${month}`,
  fr: ({ weekday, day, month }) => `${weekday} ${day === '1' ? '1er' : day} ${month}`,
  es: ({ weekday, day, month }) => `${weekday} ${day} de ${month}`,
  pt: ({ weekday, day, month }) => `${weekday}, ${day} de ${month}`,
  ja: ({ weekday, day, month }) => `${month.endsWith('月') ? month : `${month}月`}${day}日（${weekday}）`,
  ar: ({ weekday, day, month }) => `يوم ${weekday} ${day} ${month}`,
};
