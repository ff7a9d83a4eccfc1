/**
 * By when do we want to have answered the oldest unanswered message? By the target that holds for the case, else by its reply policy. What the
 * case is put in order by; every clock of a case, with its pauses, is `clock.ts`.
 */
import { runningClock, type Clock } from '@meanwhile/core/commitment/clock.ts';
import { checkPolicy } from '@meanwhile/core/commitment/policy.ts';
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { compiledTime, type ChannelTime } from './channel-time.ts';

export interface WaitFacts {
  readonly firstAnsweredAt: number | null;
  readonly unansweredSinceAt: number | null;
}

/**
 * Compiled around that message: it may be older than what is compiled around now. Null where nothing waits, or where the open hours do not
 * suffice for the time (any more).
 */
export function clockFor(facts: WaitFacts, time: ChannelTime, nowAt: number): Clock | null {
  const startAt = facts.unansweredSinceAt;
  if (startAt === null) return null;
  const kind = facts.firstAnsweredAt === null ? 'first_response' : 'next_response';
  const aim = time.target?.aims[kind];
  if (aim !== undefined && !aim.isOpenTime) {
    const dueAt = startAt + aim.targetMs;
    return { kind, startAt, dueAt, state: nowAt > dueAt ? 'breached' : 'running' };
  }
  const own = aim === undefined ? null : (time.target?.calendar ?? null);
  const compiled = own === null ? compiledTime(time, startAt) : compiledFor(own, startAt);
  const targetMs = own === null ? time.policy?.replyWithinMs : aim?.targetMs;
  if (compiled === null || targetMs === undefined || checkPolicy({ replyWithinMs: targetMs }, compiled, startAt) !== null) return null;
  return runningClock({ ...facts, cancelled: false }, { targetMs, compiled }, nowAt);
}
