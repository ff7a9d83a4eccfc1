/**
 * Is a standing window kept that the gate would let a shop publish, and missed one that it refuses? Asks the gate what a manager would ask after eight
 * weeks, with what is known then, and looks at the eight weeks that follow. Nobody is told these windows here, so they change nothing.
 */
import { add } from '@meanwhile/core/calendar/business-time.ts';
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import { compile } from '@meanwhile/core/calendar/compile.ts';
import { leastScores } from '@meanwhile/core/commitment/estimate-calibration.ts';
import { capacityBetween, type Capacity } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { checkKeepable, type ForecastStep, type Plan } from '@meanwhile/core/commitment/estimate-gate.ts';
import { coverageOf } from '@meanwhile/core/commitment/estimate-honesty.ts';
import { isOftenSooner } from '@meanwhile/core/commitment/estimate-told.ts';
import type { CalendarId } from '@meanwhile/core/kernel/ids.ts';
import { hourMs, minuteMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import { arrivalsOf, weekAt, type ShopSettings } from './small-shop.ts';
import type { ToldRecord } from './told-times.ts';

export interface WindowFigures {
  readonly windowMs: number;
  /** What the gate expects of it, and what became of it. */
  readonly expectedLate: number;
  readonly late: number;
  readonly allowed: boolean;
  readonly oftenSooner: boolean;
}

export interface Asked {
  readonly capacity: Capacity;
  readonly level: number;
  /** Weeks from which is learnt, until the gate is asked; then weeks that are looked at. */
  readonly learnsFromWeek: number;
  readonly askedWeek: number;
  readonly untilWeek: number;
}

const recentScores = 500;
const windowsMs = [15, 30, 60, 120, 180, 240, 360, 480, 720].map((minutes) => minutes * minuteMs);
const everyDay = [{ open: '08:00', close: '20:00' }];

/** One line per window, shortest first. `records` are of one run of the shop. */
export function windowsOf(records: readonly ToldRecord[], settings: ShopSettings, asked: Asked): WindowFigures[] {
  const dueAt = openTimeOf(settings);
  const first = records.filter((one) => one.turn === 1);
  const later = first.filter((one) => one.toldAt >= weekAt(asked.askedWeek) && one.toldAt < weekAt(asked.untilWeek));
  const plan = planOf(first, settings, asked, dueAt);
  return windowsMs.map((windowMs) => {
    const verdict = checkKeepable(plan, windowMs, asked.level, windowsMs);
    if (verdict.verdict === 'unmeasured') throw new Error(`fewer than ${leastScores} scores after ${asked.askedWeek} weeks`);
    const told = later.map((one) => ({ dueAt: dueAt(one.toldAt, windowMs), answeredAt: one.answeredAt }));
    const { share } = coverageOf(told, weekAt(settings.weekCount + 1));
    const recent = later.map((one, index) => ({ toldMs: told[index]!.dueAt - one.toldAt, tookMs: one.answeredAt! - one.toldAt }));
    return {
      windowMs,
      expectedLate: verdict.lateShare,
      late: 1 - share!,
      allowed: verdict.verdict === 'keepable',
      oftenSooner: isOftenSooner(recent),
    };
  });
}

function openTimeOf(settings: ShopSettings): Plan['dueAt'] {
  const weekly = { 1: everyDay, 2: everyDay, 3: everyDay, 4: everyDay, 5: everyDay, 6: everyDay, 7: everyDay };
  const calendar: CalendarVersion = { id: 'shop' as CalendarId, version: 1, zone: 'UTC', weekly, exceptions: {} };
  const compiled = compile(calendar, weekAt(0), weekAt(settings.weekCount + 2));
  return (receivedAt, windowMs) => add(compiled, receivedAt, windowMs);
}

/** Two weeks ahead: as many messages per hour of the day as there were, beginning without a backlog. */
function planOf(first: readonly ToldRecord[], settings: ShopSettings, asked: Asked, dueAt: Plan['dueAt']): Plan {
  const { capacity, learnsFromWeek, askedWeek } = asked;
  const isLearnt = (at: Instant): boolean => at >= weekAt(learnsFromWeek) && at < weekAt(askedWeek);
  const learnt = first.filter((one) => isLearnt(one.toldAt) && one.answeredAt !== null && one.answeredAt < weekAt(askedWeek));
  const arrivals = arrivalsOf(settings).filter((one) => isLearnt(one.at));
  const perHour = Array.from({ length: 24 }, () => 0);
  for (const one of arrivals) perHour[new Date(one.at).getUTCHours()]! += 1 / (7 * (askedWeek - learnsFromWeek));
  const forecast: ForecastStep[] = Array.from({ length: 14 * 24 }, (_, hour) => ({
    at: weekAt(askedWeek) + hour * hourMs,
    count: perHour[hour % 24]!,
  }));
  return {
    capacity,
    forecast,
    backlogMs: 0,
    handleMs: arrivals.reduce((sum, one) => sum + one.handleMs, 0) / arrivals.length,
    scores: learnt.slice(-recentScores).map((one) => capacityBetween(capacity, one.toldAt, one.answeredAt!) / one.workMs),
    dueAt,
  };
}
