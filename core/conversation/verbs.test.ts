/** What each verb does to a case: Ada wrote to Nora's shop, Mia and Ben answer. */
import { describe, expect, it } from 'vitest';
import type { CaseId, ConversationId, MemberId } from '../kernel/ids.ts';
import { dayMs, hourMs } from '../kernel/instant.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { assign } from './assign.ts';
import type { CaseFacts } from './case-facts.ts';
import { merge } from './merge.ts';
import { open } from './open.ts';
import { receive, reopenWindowMs } from './receive.ts';
import { release } from './release.ts';
import { reopen } from './reopen.ts';
import { reply } from './reply.ts';
import { resolve } from './resolve.ts';
import { isSnoozed, snooze } from './snooze.ts';
import { markSpam, unmarkSpam } from './spam.ts';
import { split } from './split.ts';
import { unmerge } from './unmerge.ts';
import { waitOn } from './wait-on.ts';
import { wake, wakeAt } from './wake.ts';

const nowAt = Date.parse('2026-11-24T10:00Z');
const [mia, ben] = ['mia', 'ben'] as MemberId[] as [MemberId, MemberId];
const ada = { id: 'a' as CaseId, conversationId: 'ada' as ConversationId };
const fresh = open({ ...ada, by: 'customer' }, nowAt).next;
const message = (receivedAt: number) => ({ receivedAt, automatic: false, thanksOnly: false });

/** The facts after a verb that must succeed. */
function after(verdict: { next: CaseFacts } | object): CaseFacts {
  if (isRefusal(verdict) || !('next' in verdict)) throw new Error(`expected a change, got ${JSON.stringify(verdict)}`);
  return verdict.next;
}
const refused = (verdict: object) => (isRefusal(verdict) ? verdict.refused : 'nothing');

const answered = after(reply(fresh));
const resolved = after(resolve(answered, nowAt + hourMs));

describe('a case begins', () => {
  it('with a customer’s message: we have the ball and someone is waiting', () => {
    expect(fresh).toMatchObject({ state: 'open', ball: 'us', unansweredSinceAt: nowAt, assigneeId: null });
  });

  it('with a message of ours: the customer has the ball and nothing is due', () => {
    expect(open({ ...ada, by: 'us', assigneeId: mia }, nowAt).next).toMatchObject({
      ball: 'customer',
      unansweredSinceAt: null,
      assigneeId: mia,
    });
    expect(open({ ...ada, by: 'on_behalf' }, nowAt).next).toMatchObject({ ball: 'us', unansweredSinceAt: nowAt });
  });
});

describe('a message comes in', () => {
  it('further messages do not restart the wait', () => {
    expect(after(receive(fresh, message(nowAt + hourMs))).unansweredSinceAt).toBe(nowAt);
  });

  it('a late delivery that is older than what waits counts from its own time', () => {
    expect(after(receive(fresh, message(nowAt - hourMs))).unansweredSinceAt).toBe(nowAt - hourMs);
  });

  it('it wakes a snoozed case and gives us the ball', () => {
    const sleeping = after(snooze(answered, nowAt + dayMs, nowAt));
    expect(receive(sleeping, message(nowAt + hourMs))).toMatchObject({
      next: { snoozedUntilAt: null, ball: 'us' },
      woken: true,
      reopened: false,
    });
  });

  it('within fourteen days it reopens what was resolved, a moment later it opens a new case that follows', () => {
    const lastAt = nowAt + hourMs + reopenWindowMs;
    expect(receive(resolved, message(lastAt))).toMatchObject({
      next: { state: 'open', ball: 'us', resolvedAt: null, unansweredSinceAt: lastAt },
      reopened: true,
    });
    expect(receive(resolved, message(lastAt + 1))).toEqual({ openNew: true, follows: fresh.id });
  });

  it.each([{ thanksOnly: true }, { automatic: true }])('%o reopens, wakes and delays nothing', (kind) => {
    expect(after(receive(resolved, { ...message(nowAt + dayMs), ...kind }))).toEqual(resolved);
    const sleeping = after(snooze(answered, nowAt + dayMs, nowAt));
    expect(after(receive(sleeping, { ...message(nowAt + hourMs), ...kind }))).toEqual(sleeping);
  });
});

describe('we act', () => {
  it('an answer gives the ball to the customer and ends the wait', () => {
    expect(answered).toMatchObject({ ball: 'customer', unansweredSinceAt: null, state: 'open' });
    expect(after(reply(fresh, 'other')).ball).toBe('other');
    expect(after(reply(resolved, 'other'))).toMatchObject({ state: 'resolved', ball: 'customer' });
    // An answer that promises more leaves us with the work, whatever was done before.
    expect(after(reply(fresh, 'us'))).toMatchObject({ state: 'open', ball: 'us', unansweredSinceAt: null });
    expect(after(reply(resolved, 'us'))).toMatchObject({ state: 'open', ball: 'us', resolvedAt: null, unansweredSinceAt: null });
  });

  it('what the customer wrote while our answer was still held is not answered by it', () => {
    const wroteAt = nowAt + hourMs;
    expect(after(reply(fresh, 'customer', wroteAt))).toMatchObject({ state: 'open', ball: 'us', unansweredSinceAt: wroteAt });
    expect(after(reply(resolved, 'customer', wroteAt))).toMatchObject({ state: 'resolved', ball: 'customer', unansweredSinceAt: null });
  });

  it('a case has one assignee, and giving it twice is refused', () => {
    const mias = after(assign(fresh, mia));
    expect(mias.assigneeId).toBe(mia);
    expect(after(assign(mias, ben)).assigneeId).toBe(ben);
    expect(refused(assign(mias, mia))).toBe('case_unchanged');
    expect(after(release(mias)).assigneeId).toBeNull();
    expect(refused(release(fresh))).toBe('case_unchanged');
  });

  it('snoozing hides until the very instant, and is no pause button', () => {
    const sleeping = after(snooze(fresh, nowAt + hourMs, nowAt));
    expect(sleeping.unansweredSinceAt).toBe(nowAt);
    expect(isSnoozed(sleeping, nowAt + hourMs - 1)).toBe(true);
    expect(isSnoozed(sleeping, nowAt + hourMs)).toBe(false);
    expect(after(wake(sleeping))).toEqual(fresh);
    expect(refused(wake(fresh))).toBe('case_snoozed_not');
  });

  it.each([
    ['nothing is due: at the time chosen', null, 5, 5],
    ['due after the time chosen: at the time chosen', 8, 5, 5],
    ['due before: half an hour before it is due', 3, 5, 2.5],
    ['due within the half hour: when it is due', 0.25, 5, 0.25],
    ['late already: at the time chosen, by somebody who knew', -1, 5, 5],
  ])('a snoozed case comes back, %s', (_what, dueInHours, snoozedHours, wakesInHours) => {
    const dueAt = dueInHours === null ? null : nowAt + dueInHours * hourMs;
    expect(wakeAt({ snoozedUntilAt: nowAt + snoozedHours * hourMs, dueAt }, nowAt)).toBe(nowAt + wakesInHours * hourMs);
  });

  it('snoozing into the past, or until now, is refused', () => {
    expect(refused(snooze(fresh, nowAt, nowAt))).toBe('snooze_in_past');
    expect(refused(snooze(fresh, Number.NaN, nowAt))).toBe('snooze_in_past');
  });

  it('put aside for someone else until a time, it is ours again then; put aside for the customer, it waits on', () => {
    const aside = (whom: 'customer' | 'other') => after(wake(after(snooze(after(waitOn(fresh, whom)), nowAt + dayMs, nowAt))));
    expect([aside('other').ball, aside('customer').ball]).toEqual(['us', 'customer']);
  });

  it('waiting on someone else does not make a question answered', () => {
    expect(after(waitOn(fresh, 'other'))).toMatchObject({ ball: 'other', unansweredSinceAt: nowAt });
    expect(refused(waitOn(answered, 'customer'))).toBe('case_unchanged');
  });

  it('resolved and reopened, the case is ours without anybody waiting', () => {
    expect(resolved).toMatchObject({ state: 'resolved', ball: 'customer', resolvedAt: nowAt + hourMs });
    expect(after(reopen(resolved))).toMatchObject({ state: 'open', ball: 'us', resolvedAt: null, unansweredSinceAt: null });
    expect(refused(reopen(fresh))).toBe('case_open');
    expect(
      [assign(resolved, mia), snooze(resolved, nowAt + dayMs, nowAt), resolve(resolved, nowAt), waitOn(resolved, 'other')].map(refused),
    ).toEqual(Array(4).fill('case_resolved'));
  });

  it('spam ends without an answer and stays quiet; unmarked, it is due from its own time', () => {
    const spam = after(markSpam(fresh, nowAt));
    expect(spam).toMatchObject({ spam: true, state: 'resolved', unansweredSinceAt: null });
    expect(after(receive(spam, message(nowAt + hourMs)))).toEqual(spam);
    expect(after(unmarkSpam(spam, nowAt))).toEqual(fresh);
    expect(refused(markSpam(spam, nowAt))).toBe('case_spam');
    expect(refused(reopen(spam))).toBe('case_spam');
    expect(refused(unmarkSpam(fresh, nowAt))).toBe('case_unchanged');
  });
});

describe('two cases become one', () => {
  const second = after(assign(open({ ...ada, id: 'b' as CaseId, by: 'customer' }, nowAt - dayMs).next, ben));

  it('the survivor inherits the longer wait and the assignee', () => {
    const merged = merge(answered, second);
    expect(merged).toMatchObject({
      survivor: { id: 'a', ball: 'us', unansweredSinceAt: nowAt - dayMs, openedAt: nowAt - dayMs, assigneeId: ben },
      merged: { id: 'b', mergedIntoId: 'a', unansweredSinceAt: nowAt - dayMs },
    });
  });

  it('a resolved survivor opens for the other one’s question', () => {
    expect(merge(resolved, second)).toMatchObject({ survivor: { state: 'open', ball: 'us', resolvedAt: null } });
  });

  it('nothing can be done to the merged one', () => {
    const result = merge(fresh, second);
    if (isRefusal(result)) throw new Error(result.refused);
    const gone = result.merged;
    const tries = [
      assign(gone, mia),
      release(gone),
      resolve(gone, nowAt),
      reopen(gone),
      reply(gone),
      receive(gone, message(nowAt)),
      markSpam(gone, nowAt),
      merge(gone, fresh),
      merge(fresh, gone),
    ];
    expect(tries.map(refused)).toEqual(tries.map(() => 'case_merged'));
  });

  it('other customers’ cases, spam and the case itself are refused', () => {
    expect(refused(merge(fresh, { ...second, conversationId: 'eve' as ConversationId }))).toBe('case_other_conversation');
    expect(refused(merge(fresh, { ...second, spam: true }))).toBe('case_spam');
    expect(refused(merge(fresh, fresh))).toBe('case_unchanged');
  });

  it('undone after an answer, the survivor stays answered and the other waits again', () => {
    const result = merge(fresh, second);
    if (isRefusal(result)) throw new Error(result.refused);
    const undone = unmerge(after(reply(result.survivor)), result.merged, result.before);
    expect(undone).toMatchObject({
      survivor: { ball: 'customer', unansweredSinceAt: null, openedAt: nowAt, assigneeId: null },
      restored: second,
    });
    expect(refused(unmerge(fresh, second, result.before))).toBe('case_unchanged');
  });

  it('undone after the customer wrote on, the survivor waits for us since that message, though the merge had it waiting anyway', () => {
    const result = merge(answered, second);
    if (isRefusal(result)) throw new Error(result.refused);
    const wroteAt = nowAt + 2 * hourMs;
    const survivor = after(receive(result.survivor, message(wroteAt)));
    expect(survivor).toEqual(result.survivor);
    expect(unmerge(survivor, result.merged, result.before, wroteAt)).toMatchObject({
      survivor: { state: 'open', ball: 'us', unansweredSinceAt: wroteAt },
      restored: second,
      isTurnRestored: false,
    });
  });

  it('undone after a snooze, both wait as before and the snooze stays', () => {
    const result = merge(answered, second);
    if (isRefusal(result)) throw new Error(result.refused);
    const survivor = after(snooze(result.survivor, nowAt + dayMs, nowAt));
    expect(unmerge(survivor, result.merged, result.before)).toMatchObject({
      survivor: { ball: 'customer', unansweredSinceAt: null, snoozedUntilAt: nowAt + dayMs },
      restored: second,
    });
  });
});

describe('one case becomes two', () => {
  it('the new one has waited since its message came', () => {
    const parts = split(fresh, {
      newId: 'c' as CaseId,
      messageAt: nowAt + hourMs,
      unansweredOutAt: nowAt + hourMs,
      unansweredLeftAt: null,
    });
    expect(parts).toMatchObject({
      out: { id: 'c', openedAt: nowAt + hourMs, ball: 'us', unansweredSinceAt: nowAt + hourMs },
      left: { id: 'a', ball: 'customer', unansweredSinceAt: null },
    });
  });

  it('a resolved case is not split, and the new one needs its own id', () => {
    const how = { newId: 'c' as CaseId, messageAt: nowAt, unansweredOutAt: null, unansweredLeftAt: null };
    expect(refused(split(resolved, how))).toBe('case_resolved');
    expect(refused(split(fresh, { ...how, newId: fresh.id }))).toBe('case_unchanged');
  });
});
