/**
 * Is a channel set up honestly? Three tests: its entry states the time, it is staffed by a plan that keeps that time from a pool for answering in
 * writing, and only figures of async work are reported on it. Facts come from the server, with the evidence it keeps.
 */
import type { Keepable } from '../commitment/estimate-gate.ts';
import { dayMs, type Instant } from '../kernel/instant.ts';

/** So long a new workspace may stand on starter figures, and so long an override holds. */
export const starterDays = 14;
export const overrideDays = 14;
/** From so many agents on, somebody answers in writing who is on no live shift; fewer may serve both at different hours. */
export const ownPoolFrom = 6;

export interface EntryFacts {
  /** The very words a customer reads there; null: none. */
  readonly words: string | null;
  /** The time as it is written in them. */
  readonly by: string | null;
  /** What the hosted page shows, where the channel has one: text of the page as it is served. */
  readonly pageShows: string | null;
  readonly hasPage: boolean;
}

export type EntryTrouble = 'no_time' | 'not_in_words' | 'not_on_page';

/** The first trouble; null: it passes. */
export function entryTrouble({ words, by, pageShows, hasPage }: EntryFacts): EntryTrouble | null {
  if (words === null || by === null || by === '') return 'no_time';
  if (!words.includes(by)) return 'not_in_words';
  return hasPage && pageShows?.includes(by) !== true ? 'not_on_page' : null;
}

export interface StaffedFacts {
  readonly openedAt: Instant;
  /** People and time planned for answering in writing in the coming two weeks; leave is taken off. */
  readonly plannedMs: number;
  readonly writerIds: readonly string[];
  readonly liveIds: readonly string[];
  /** Members who may answer. */
  readonly agentCount: number;
  /** Can the channel's reply time be kept by that plan? Null: it has none. */
  readonly keepable: Keepable | null;
}

export type StaffedTrouble = 'no_time' | 'too_late' | 'pool_not_own' | 'no_plan' | 'not_measured';

export const starterEndsAt = (openedAt: Instant): Instant => openedAt + starterDays * dayMs;

/** In a workspace's first two weeks only what is known to be wrong fails; after them it takes a plan, and figures measured here. */
export function staffedTrouble(facts: StaffedFacts, nowAt: Instant): StaffedTrouble | null {
  const { keepable, plannedMs, writerIds, liveIds, agentCount, openedAt } = facts;
  if (keepable === null) return 'no_time';
  if (keepable.verdict === 'refused') return 'too_late';
  const live = new Set(liveIds);
  if (agentCount >= ownPoolFrom && writerIds.length > 0 && writerIds.every((id) => live.has(id))) return 'pool_not_own';
  if (nowAt < starterEndsAt(openedAt)) return null;
  if (plannedMs <= 0) return 'no_plan';
  return keepable.verdict === 'unmeasured' ? 'not_measured' : null;
}
