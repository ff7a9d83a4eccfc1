/**
 * What do we tell a customer about time? A policy is an amount of open time in one calendar version; from it come the instant and the sentences.
 * Whether a message gets told anything at all is `turn.ts`; storing what was told is the server's.
 */
import { add, isOpenAt, nextCloseAt, nextOpenAt } from '../calendar/business-time.ts';
import type { CalendarVersion, CompiledCalendar } from '../calendar/calendar.ts';
import type { CalendarId, PolicyId } from '../kernel/ids.ts';
import { minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { formatTime, formatWhen } from './when-words.ts';
import { fill } from './words/fill.ts';
import { wordsFor } from './words/words-for.ts';
import type { WordKey } from './words/words-for.ts';
import { localDate } from './zoned-parts.ts';

export interface CommitmentPolicy {
  readonly id: PolicyId;
  readonly version: number;
  readonly calendarId: CalendarId;
  readonly calendarVersion: number;
  /** Open time of the calendar, ms. Never “days”: a working day is so many hours. */
  readonly replyWithinMs: number;
  /** `starter`: ours, until measured; `measured`: from replies that happened; `chosen`: set by a person. */
  readonly basis: 'starter' | 'measured' | 'chosen';
}

/** What a new workspace opens on: one working day, Monday to Friday 9 to 5. Called “starter figures” on the channel page. */
export const starterReplyWithinMs = 8 * 60 * minuteMs;
const nineToFive = [{ open: '09:00', close: '17:00' }] as const;
export const starterWeekly: CalendarVersion['weekly'] = {
  1: nineToFive,
  2: nineToFive,
  3: nineToFive,
  4: nineToFive,
  5: nineToFive,
  6: [],
  7: [],
};

const quarterMs = 15 * minuteMs;

/** Refuses a reply time that is missing or that the calendar cannot hold within its horizon (400 days). */
export function checkPolicy(
  policy: Pick<CommitmentPolicy, 'replyWithinMs'>,
  compiled: CompiledCalendar,
  nowAt: Instant,
): Refusal<'reply_time_missing' | 'reply_time_unreachable'> | null {
  if (!Number.isFinite(policy.replyWithinMs) || policy.replyWithinMs < minuteMs)
    return refuse('reply_time_missing', 'A reply time of at least one minute is needed.');
  const open = compiled.prefixMs.at(-1) ?? 0;
  const index = compiled.endsAt.findIndex((endAt) => endAt > nowAt);
  const start = compiled.startsAt[index];
  const before = compiled.prefixMs[index];
  if (start === undefined || before === undefined) return refuse('reply_time_unreachable', 'Nothing is open within 400 days.');
  const leftMs = open - before - Math.max(0, nowAt - start);
  return leftMs >= policy.replyWithinMs
    ? null
    : refuse('reply_time_unreachable', 'The open hours of the next 400 days are fewer than this reply time.');
}

/**
 * The instant to tell for a message received at `receivedAt`: the open time is added, then rounded up to the next quarter of an hour so that
 * it reads well (“by 10:15 am”), never past closing time: 16:52 in a shop that closes at 16:55 is told as 16:55. Rounding up only ever
 * gives us more time than the policy, never the customer a time we did not mean. Every zone now in use is a multiple of 15 minutes from
 * UTC, so the quarter is one on the local clock as well. Throws a RangeError where `checkPolicy` would refuse.
 */
export function tell(
  policy: Pick<CommitmentPolicy, 'replyWithinMs'>,
  compiled: CompiledCalendar,
  receivedAt: Instant,
): { readonly dueAt: Instant } {
  const exactAt = add(compiled, receivedAt, policy.replyWithinMs);
  const roundedAt = Math.ceil(exactAt / quarterMs) * quarterMs;
  // One ms earlier lies inside the stretch even when the exact instant is its closing time.
  const closesAt = nextCloseAt(compiled, exactAt - 1) ?? roundedAt;
  return { dueAt: Math.min(roundedAt, closesAt) };
}

export interface Speaking {
  readonly locale: string;
  /** German „du“ instead of „Sie“. */
  readonly informal?: boolean | undefined;
  /** The reader's zone when known. */
  readonly readerZone?: string | undefined;
}

export interface Told {
  readonly key: WordKey;
  /** Exactly what the customer is shown. */
  readonly words: string;
  /** `{by}` alone, for “Reply by …” beside Send. */
  readonly by: string;
  readonly dueAt: Instant;
}

export interface EntryFacts extends Speaking {
  readonly policy: Pick<CommitmentPolicy, 'replyWithinMs'>;
  readonly compiled: CompiledCalendar;
  readonly calendar: Pick<CalendarVersion, 'zone' | 'exceptions' | 'exceptionNames'>;
  readonly nowAt: Instant;
  /** Do we know where to tell this customer that the answer is there? */
  readonly contactKnown: boolean;
  /** How this workspace can reach someone who is away. With neither, we promise no notice. */
  readonly notices: { readonly email: boolean; readonly sms: boolean };
  /** What is told where that is not the policy's own time: an estimate. */
  readonly dueAt?: Instant | undefined;
  /** Half of recent replies took less than half the time told. */
  readonly isOftenSooner?: boolean | undefined;
}

/** The sentence above the writing field, true at `nowAt`; what it tells for a message sent now. Ask again when a minute has passed. */
export function sayEntry(facts: EntryFacts): Told {
  const { policy, compiled, calendar, nowAt, locale, readerZone } = facts;
  const dueAt = facts.dueAt ?? tell(policy, compiled, nowAt).dueAt;
  const saying = { nowAt, zone: calendar.zone, locale, stored: false, readerZone };
  const by = formatWhen({ at: dueAt, ...saying });
  const opensAt = nextOpenAt(compiled, nowAt);
  const opens = opensAt === null ? '' : formatWhen({ at: opensAt, ...saying }, 'opens');
  const today = localDate(nowAt, calendar.zone);
  const holiday = calendar.exceptions[today]?.length === 0 ? calendar.exceptionNames?.[today] : undefined;
  const key = entryKey(facts, holiday);
  const own = wordsFor(locale, facts.informal);
  const words = fill(own[key], { by, opens, holiday: holiday ?? '' });
  return { key, words: facts.isOftenSooner === true ? `${words} ${own['entry.sooner']}` : words, by, dueAt };
}

function entryKey({ compiled, nowAt, contactKnown, notices }: EntryFacts, holiday: string | undefined): WordKey {
  if (!isOpenAt(compiled, nowAt)) return holiday === undefined ? 'entry.closed' : 'entry.holiday';
  if (!notices.email && !notices.sms) return 'entry.later.here';
  if (!contactKnown) return notices.sms ? 'entry.later.noContact' : 'entry.later.noContact.email';
  // A known number alone is told nothing about email.
  return notices.email ? 'entry.later' : 'entry.later.here';
}

export interface AckFacts extends Speaking {
  readonly receivedAt: Instant;
  readonly dueAt: Instant;
  /** The workspace's zone. */
  readonly zone: string;
}

/** The confirmation mail: stored, so weekday and date are always named. `link` and `ref` lead back to the conversation. */
export function sayEmailAck(facts: AckFacts & { readonly brand: string; readonly link: string; readonly ref: string }): Told {
  const by = storedBy(facts);
  const received = formatWhen({ at: facts.receivedAt, nowAt: facts.receivedAt, ...storedIn(facts) }, 'received');
  const { brand, link, ref } = facts;
  return {
    key: 'ack.email',
    words: fill(wordsFor(facts.locale, facts.informal)['ack.email'], { received, by, link, ref, brand }),
    by,
    dueAt: facts.dueAt,
  };
}

/** The confirmation in somebody else's app: a message of its own, in the conversation it is about. */
export function sayChatAck(facts: AckFacts): Told {
  const by = storedBy(facts);
  return { key: 'ack.whatsapp', words: fill(wordsFor(facts.locale, facts.informal)['ack.whatsapp'], { by }), by, dueAt: facts.dueAt };
}

/** The line under the customer's own message. It stands there for good, so the time to reply names weekday and date; the message's date is above it. */
export function sayMessengerAck(facts: AckFacts): Told {
  const by = storedBy(facts);
  const received = formatTime({ at: facts.receivedAt, zone: facts.zone, locale: facts.locale, readerZone: facts.readerZone });
  return {
    key: 'own.received',
    words: fill(wordsFor(facts.locale, facts.informal)['own.received'], { received, by }),
    by,
    dueAt: facts.dueAt,
  };
}

const storedIn = (facts: AckFacts) => ({ zone: facts.zone, locale: facts.locale, stored: true, readerZone: facts.readerZone });

function storedBy(facts: AckFacts): string {
  return formatWhen({ at: facts.dueAt, nowAt: facts.receivedAt, ...storedIn(facts) });
}
