/** What is a simulated shop made of? Its inputs as plain values: arrivals, topics, people, calendar. Drawing from them is `arrivals.ts`, `fate.ts` and `staff.ts`. */
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { TopicKey } from './words/topic-words.ts';

export type Language = 'en' | 'de';
export type Way = 'messenger' | 'email';

/** What customers come with, and how it goes. Probabilities from 0 to 1, durations in ms. */
export interface TopicSettings {
  readonly key: TopicKey;
  readonly share: number;
  /** Time an agent's hands are on one touch: log-normal by mean and coefficient of variation. */
  readonly handleMs: { readonly mean: number; readonly cv: number };
  readonly resolvesPerTouch: number;
  /** That the customer writes on when a touch has not resolved it. */
  readonly customerReplies: number;
  readonly replyDelayMs: { readonly median: number; readonly sigma: number };
  /** Of those who fall silent: how many had their matter unsolved. */
  readonly failsIfSilent: number;
  readonly urgentShare: number;
}

export interface AgentSettings {
  readonly key: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'owner' | 'admin' | 'manager' | 'agent';
  readonly languages: readonly Language[];
  /** What they know; null: everything. */
  readonly skills: readonly TopicKey[] | null;
  /** By weekday 1 (Monday) to 7, wall-clock hours of the shop's zone; no entry: a day off. */
  readonly shifts: Readonly<Record<string, readonly [from: number, to: number]>>;
}

export interface Span {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

export interface Simulation {
  readonly seed: string;
  readonly fromAt: Instant;
  readonly toAt: Instant;
  readonly calendar: Pick<CalendarVersion, 'zone' | 'weekly' | 'exceptions' | 'exceptionNames'>;
  /** Open time within which each way promises an answer. */
  readonly replyWithinMs: Readonly<Record<Way, number>>;
  readonly arrivals: {
    readonly perWeek: number;
    /** 168 weights, Monday 00:00 first. */
    readonly hourOfWeek: readonly number[];
    /** 0.2: a fifth more after a year. */
    readonly trendPerYear: number;
    readonly dayNoiseCv: number;
  };
  /** Times as many arrivals while it lasts. */
  readonly bursts: readonly (Span & { readonly times: number; readonly topic: TopicKey | null })[];
  readonly topics: readonly TopicSettings[];
  readonly germanShare: number;
  readonly messengerShare: number;
  /** How many different people write; some come again. */
  readonly population: number;
  readonly agents: readonly AgentSettings[];
  readonly shrinkageMean: number;
  /** Who is away, and when. */
  readonly absences: readonly (Span & { readonly agent: string })[];
  /** Handle times are multiplied by this from then on. */
  readonly handleShock: { readonly fromAt: Instant; readonly times: number } | null;
  /** In which order cases are taken. */
  readonly routing: 'due' | 'oldest' | 'newest';
  /** How long customers are ready to wait for a first answer; log-normal. */
  readonly patienceMs: { readonly median: number; readonly sigma: number };
  /** Answers nobody asked for that begin a turn at this instant: so many cases at once. */
  readonly wakeUps: readonly { readonly at: Instant; readonly count: number }[];
  /** How many of the cases that wait at the end are the owner's, so that whoever signs in has something of their own to do. */
  readonly ownerTakes: number;
}
