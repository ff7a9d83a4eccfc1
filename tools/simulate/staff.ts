/** Who is at work when, and how fast? Shifts from the weekly plan, less absences; each day some of it is lost (Beta), each person has their pace. */
import { hourMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import { Dice } from './dice.ts';
import type { AgentSettings, Simulation } from './settings.ts';
import { atHour, shopDays } from './zoned.ts';

export interface PlannedShift {
  readonly agent: AgentSettings;
  readonly startAt: Instant;
  readonly endAt: Instant;
  /** How long one minute of work takes that day: the person's pace and what is lost to breaks, meetings and sickness. */
  readonly slowness: number;
}

const speedCv = 0.2;
/** The share lost varies from day to day as if judged from so many observations. */
const shrinkageWeight = 20;

/** Log-normal around 1, the same for all of the simulation. */
export function speedOf(simulation: Simulation, agent: AgentSettings): number {
  return new Dice(simulation.seed, `agent ${agent.key}`).logNormalOf(1, speedCv);
}

/** In order of their beginning. Nobody works where the calendar names an exception without hours. */
export function shiftsOf(simulation: Simulation, fromAt: Instant, toAt: Instant): PlannedShift[] {
  const { zone, exceptions } = simulation.calendar;
  const shifts: PlannedShift[] = [];
  for (const day of shopDays(zone, fromAt, toAt)) {
    if (exceptions[day.date]?.length === 0) continue;
    for (const agent of simulation.agents) {
      const hours = agent.shifts[String(day.weekday)];
      if (hours === undefined) continue;
      const [startAt, endAt] = [atHour(zone, day.date, hours[0]), atHour(zone, day.date, hours[1])];
      if (simulation.absences.some((gap) => gap.agent === agent.key && startAt < gap.toAt && endAt > gap.fromAt)) continue;
      const lost = new Dice(simulation.seed, `agent ${agent.key} ${day.date}`).beta(simulation.shrinkageMean, shrinkageWeight);
      shifts.push({ agent, startAt, endAt, slowness: 1 / (speedOf(simulation, agent) * Math.max(0.2, 1 - lost)) });
    }
  }
  return shifts.toSorted((a, b) => a.startAt - b.startAt || (a.agent.key < b.agent.key ? -1 : 1));
}

/**
 * Work that comes divided by work that can be done (ρ). A case needs 1 / (1 - (1 - p) r) touches on average, where p resolves one and r is how
 * often the customer goes on otherwise.
 */
export function utilisationOf(simulation: Simulation): number {
  const shares = simulation.topics.reduce((sum, topic) => sum + topic.share, 0);
  const perCaseMs = simulation.topics.reduce((sum, topic) => {
    const touches = 1 / (1 - (1 - topic.resolvesPerTouch) * topic.customerReplies);
    return sum + (topic.share / shares) * touches * topic.handleMs.mean;
  }, 0);
  const weeklyHours = simulation.agents.reduce(
    (sum, agent) => sum + Object.values(agent.shifts).reduce((hours, [from, to]) => hours + to - from, 0),
    0,
  );
  return (simulation.arrivals.perWeek * perCaseMs) / (weeklyHours * hourMs * (1 - simulation.shrinkageMean));
}
