/** Whatever is done to a case in whatever order, it makes sense: one side has the ball, and what was merged or split can be put back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseId, ConversationId, MemberId } from '../kernel/ids.ts';
import { hourMs } from '../kernel/instant.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { assign } from './assign.ts';
import type { CaseFacts } from './case-facts.ts';
import { merge } from './merge.ts';
import { open } from './open.ts';
import { receive } from './receive.ts';
import { release } from './release.ts';
import { reopen } from './reopen.ts';
import { reply } from './reply.ts';
import { resolve } from './resolve.ts';
import { snooze } from './snooze.ts';
import { markSpam, unmarkSpam } from './spam.ts';
import { split } from './split.ts';
import { unmerge } from './unmerge.ts';
import { waitOn } from './wait-on.ts';
import { wake } from './wake.ts';

const startAt = Date.parse('2026-11-24T10:00Z');
type Step = (facts: CaseFacts, at: number) => object;

const steps: Record<string, Step> = {
  assign: (facts) => assign(facts, 'mia' as MemberId),
  reassign: (facts) => assign(facts, 'ben' as MemberId),
  release,
  snooze: (facts, at) => snooze(facts, at + 5 * hourMs, at),
  wake,
  resolve,
  reopen,
  'wait on the customer': (facts) => waitOn(facts, 'customer'),
  'wait on another': (facts) => waitOn(facts, 'other'),
  receive: (facts, at) => receive(facts, { receivedAt: at, automatic: false, thanksOnly: false }),
  'receive thanks': (facts, at) => receive(facts, { receivedAt: at, automatic: false, thanksOnly: true }),
  reply: (facts) => reply(facts),
  'reply and wait': (facts) => reply(facts, 'other'),
  'reply and promise': (facts) => reply(facts, 'us'),
  'mark spam': markSpam,
  'unmark spam': (facts, at) => unmarkSpam(facts, at),
};
const script = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.integer({ min: 1, max: 400 })), { maxLength: 25 });
type Script = [string, number][];

function play(from: CaseFacts, moves: Script, check: (facts: CaseFacts) => void = () => undefined): { facts: CaseFacts; at: number } {
  let facts = from;
  let at = startAt;
  for (const [name, waitHours] of moves) {
    at += waitHours * hourMs;
    const verdict = (steps[name] as Step)(facts, at);
    if (!isRefusal(verdict) && 'next' in verdict) facts = verdict.next as CaseFacts;
    check(facts);
  }
  return { facts, at };
}

const begin = (id: string, by: 'customer' | 'us' = 'customer') =>
  open({ id: id as CaseId, conversationId: 'ada' as ConversationId, by }, startAt).next;

function makesSense(facts: CaseFacts): void {
  expect(['us', 'customer', 'other']).toContain(facts.ball);
  expect(facts.state === 'resolved').toBe(facts.resolvedAt !== null);
  if (facts.state === 'resolved') expect(facts).toMatchObject({ ball: 'customer', snoozedUntilAt: null, unansweredSinceAt: null });
  if (facts.spam) expect(facts.state).toBe('resolved');
}

describe('any order of verbs', () => {
  it('leaves exactly one side with the ball, and a resolved case with nobody waiting', () => {
    fc.assert(
      fc.property(fc.constantFrom('customer' as const, 'us' as const), script, (by, moves) => {
        play(begin('a', by), moves, makesSense);
      }),
      { numRuns: 150 },
    );
  });

  it('never changes which case and conversation it is, nor the facts it was given', () => {
    fc.assert(
      fc.property(script, (moves) => {
        const first = Object.freeze(begin('a'));
        expect(play(first, moves).facts).toMatchObject({ id: first.id, conversationId: first.conversationId, openedAt: startAt });
      }),
      { numRuns: 100 },
    );
  });

  it('a merge undone gives back both cases as they were', () => {
    fc.assert(
      fc.property(script, script, (one, other) => {
        const survivor = play(begin('a'), one).facts;
        const second = play(begin('b'), other).facts;
        const merged = merge(survivor, second);
        if (isRefusal(merged)) {
          expect(survivor.spam).not.toBe(second.spam);
          return;
        }
        makesSense(merged.survivor);
        expect(unmerge(merged.survivor, merged.merged, merged.before)).toEqual({
          survivor,
          restored: second,
          isTurnRestored: true,
          did: 'case.unmerged',
        });
      }),
      { numRuns: 150 },
    );
  });

  it('a merge undone later still leaves two cases that make sense', () => {
    fc.assert(
      fc.property(script, script, script, (one, other, later) => {
        const merged = merge(play(begin('a'), one).facts, play(begin('b'), other).facts);
        if (isRefusal(merged)) return;
        const undone = unmerge(play(merged.survivor, later).facts, merged.merged, merged.before);
        if (isRefusal(undone)) throw new Error(undone.refused);
        makesSense(undone.survivor);
        makesSense(undone.restored);
      }),
      { numRuns: 150 },
    );
  });

  it('a split put together again waits for the same side since the same time', () => {
    fc.assert(
      fc.property(script, fc.boolean(), (moves, outWaits) => {
        const { facts } = play(begin('a'), moves);
        const waitsAt = facts.unansweredSinceAt;
        const how = {
          newId: 'c' as CaseId,
          messageAt: startAt + hourMs,
          unansweredOutAt: outWaits ? waitsAt : null,
          unansweredLeftAt: outWaits ? null : waitsAt,
        };
        const parts = split(facts, how);
        if (isRefusal(parts)) return;
        makesSense(parts.left);
        makesSense(parts.out);
        const again = merge(parts.left, parts.out);
        if (isRefusal(again)) throw new Error(again.refused);
        expect(again.survivor).toEqual(facts);
      }),
      { numRuns: 150 },
    );
  });
});
