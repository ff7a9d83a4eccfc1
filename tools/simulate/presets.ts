/** Which weeks are worth trying a rule on? Each preset is the calm shop with one thing changed, so what differs is that thing's doing. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { Simulation } from './settings.ts';
import { calmShop, team, type ShopSize } from './shop.ts';
import { utilisationOf } from './staff.ts';
import { atHour, shopDays } from './zoned.ts';

type Change = (calm: Simulation) => Partial<Simulation>;

const middleAt = (calm: Simulation): Instant => calm.fromAt + (calm.toAt - calm.fromAt) / 2;
/** The nth weekday (1 = Monday) at or after an instant, at an hour of the shop. */
function nextWeekday(calm: Simulation, afterAt: Instant, weekday: number, hour: number): Instant {
  const day = shopDays(calm.calendar.zone, afterAt, afterAt + 9 * dayMs).find((one) => one.weekday === weekday && one.startAt >= afterAt)!;
  return atHour(calm.calendar.zone, day.date, hour);
}

const staffingGap: Change = (calm) => {
  const fromAt = nextWeekday(calm, middleAt(calm), 1, 0);
  return { absences: ['noor', 'ben', 'lea'].map((agent) => ({ agent, fromAt, toAt: fromAt + 5 * dayMs })) };
};

const outage: Change = (calm) => {
  const fromAt = nextWeekday(calm, calm.fromAt + (calm.toAt - calm.fromAt) * 0.7, 3, 10);
  return { bursts: [{ fromAt, toAt: fromAt + 2 * hourMs, times: 8, topic: 'payment' }] };
};

const holidayWeek: Change = (calm) => {
  const fromAt = nextWeekday(calm, middleAt(calm), 3, 0);
  const [wednesday, thursday] = shopDays(calm.calendar.zone, fromAt, fromAt + 2 * dayMs);
  return {
    calendar: {
      ...calm.calendar,
      exceptions: { [wednesday!.date]: [{ open: '09:00', close: '12:00' }], [thursday!.date]: [] },
      exceptionNames: { [wednesday!.date]: 'Half day', [thursday!.date]: 'Public holiday' },
    },
  };
};

/** A small team is away for the last days, a large one is short of ten of its sixteen for the last day and a half: something waits, whenever the end is. */
function shortAtTheEnd(calm: Simulation): Simulation['absences'] {
  const isSmall = calm.agents.length < team.length / 2;
  const fromAt = calm.toAt - (isSmall ? 60 : 36) * hourMs;
  const away = isSmall ? calm.agents : calm.agents.slice(-10);
  return away.map((one) => ({ agent: one.key, fromAt, toAt: calm.toAt }));
}

const changes = {
  calm: () => ({}),
  /** A tenth more work than the team can do. */
  overload: (calm) => ({ arrivals: { ...calm.arrivals, perWeek: (calm.arrivals.perWeek * 1.1) / utilisationOf(calm) } }),
  'staffing-gap': staffingGap,
  'handle-shock': (calm) => ({ handleShock: { fromAt: middleAt(calm), times: 1.3 } }),
  outage,
  /** In the zone where the clocks change within the span; `presetSpan` chooses one that does. */
  'dst-week': () => ({}),
  'holiday-week': holidayWeek,
  /** A widget that looks like live chat: nobody waits longer than two minutes. */
  'looks-live': () => ({ patienceMs: { median: 2 * minuteMs, sigma: 0.5 }, messengerShare: 0.9 }),
  'wake-up-monday': (calm) => ({
    wakeUps: [{ at: nextWeekday(calm, middleAt(calm), 1, 9), count: Math.round(calm.arrivals.perWeek / 8) }],
  }),
  /** What the demo shows: a gap in the staff, an outage, a holiday, and an end in the middle of work. */
  demo: (calm) => ({
    ...outage(calm),
    ...holidayWeek(calm),
    absences: [...(staffingGap(calm).absences ?? []), ...shortAtTheEnd(calm)],
    wakeUps: Array.from({ length: 10 }, (_, index) => ({ at: calm.toAt - (index + 1) * 17 * minuteMs, count: 1 })),
    ownerTakes: 4,
  }),
} satisfies Record<string, Change>;

export type PresetName = keyof typeof changes;
export const presetNames = Object.keys(changes) as PresetName[];

export function preset(name: PresetName, size: ShopSize): Simulation {
  const calm = calmShop(size);
  const missing = team.length - calm.agents.length;
  const changed: Simulation = { ...calm, ...changes[name](calm) };
  // A small shop has no night of absences of people it does not employ.
  return missing === 0
    ? changed
    : { ...changed, absences: changed.absences.filter((gap) => calm.agents.some((one) => one.key === gap.agent)) };
}

/** A span of so many days in which the preset's event happens; for DST the one around the next change of clocks. */
export function presetSpan(name: PresetName, days: number, endAt: Instant): { fromAt: Instant; toAt: Instant } {
  if (name !== 'dst-week') return { fromAt: endAt - days * dayMs, toAt: endAt };
  const start = Temporal.Instant.fromEpochMilliseconds(endAt - days * dayMs).toZonedDateTimeISO('Europe/Berlin');
  const change = start.getTimeZoneTransition('next');
  const at = change === null ? endAt : change.epochMilliseconds + (days * dayMs) / 2;
  return { fromAt: at - days * dayMs, toAt: at };
}
