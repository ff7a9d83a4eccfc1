/**
 * From when to when was a channel live, and why not? Follows from what was seen, look by look, and from nothing else: whoever has the evidence can
 * work the periods out anew. What nobody looked at was not live.
 */
import type { Instant } from '../kernel/instant.ts';
import { isPresent, presentForMs, stanceOf, type StanceFacts, type StanceReason } from './stance.ts';

/** One look: what was seen at an instant. */
export interface Look {
  readonly at: Instant;
  readonly facts: StanceFacts;
}

export interface StancePeriod {
  readonly fromAt: Instant;
  /** Null: it runs. */
  readonly untilAt: Instant | null;
  readonly mode: 'live' | 'async';
  readonly because: StanceReason;
}

/** A look is believed for so long: whoever looks may have died. With the time a page takes to ask, cues are gone within a minute. */
export const believedForMs = 40_000;

/** Until when this look can mean live at the latest: it is too old then, or nobody it saw is there any more. */
export function liveUntil({ at, facts }: Look): Instant {
  const present = facts.onShift.filter((one) => one.endsAt > at && isPresent(one, at));
  const goneAts = present.map((one) => Math.min(one.endsAt, one.lastInputAt! + presentForMs + 1));
  return Math.min(at + believedForMs, Math.max(at, ...goneAts));
}

/** The periods these looks mean, oldest first. Looks in order of time. The last one runs. */
export function periodsOf(looks: readonly Look[]): StancePeriod[] {
  const spans = looks.flatMap((look, index) => spansOf(look, looks[index + 1]?.at ?? null));
  const merged: StancePeriod[] = [];
  for (const span of spans) {
    if (span.untilAt !== null && span.untilAt <= span.fromAt) continue;
    const last = merged.at(-1);
    if (last === undefined || last.mode !== span.mode || last.because !== span.because) merged.push(span);
    else merged[merged.length - 1] = { ...span, fromAt: last.fromAt };
  }
  return merged;
}

/** What a look has come to mean by now, if no other came after it. The last one runs. */
export function meansNow(look: Look, nowAt: Instant): StancePeriod[] {
  const spans = spansOf(look, Math.max(look.at, nowAt));
  return spans.map((span, index) => (index === spans.length - 1 ? { ...span, untilAt: null } : span));
}

/** What one look means until the next. */
function spansOf(look: Look, nextAt: Instant | null): StancePeriod[] {
  const { mode, because } = stanceOf(look.facts, look.at);
  const endsAt = liveUntil(look);
  if (mode === 'async' || nextAt === null || nextAt <= endsAt) return [{ fromAt: look.at, untilAt: nextAt, mode, because }];
  return [
    { fromAt: look.at, untilAt: endsAt, mode, because },
    { fromAt: endsAt, untilAt: nextAt, mode: 'async', because: afterwards(look, endsAt) },
  ];
}

/** Why it is over at that instant, as far as the look can tell. */
function afterwards({ facts }: Look, endsAt: Instant): StanceReason {
  const { mode, because } = stanceOf(facts, endsAt);
  return mode === 'live' ? 'not_looked' : because;
}
