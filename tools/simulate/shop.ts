/** A calm shop to begin with: its topics, its people, its week. Presets change single things of it. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { AgentSettings, Simulation, TopicSettings } from './settings.ts';
import type { TopicKey } from './words/topic-words.ts';

interface Row {
  readonly share: number;
  readonly minutes: number;
  readonly resolves: number;
  readonly replies: number;
  readonly fails: number;
  readonly urgent: number;
}

const rows: Readonly<Record<TopicKey, Row>> = {
  delivery: { share: 0.22, minutes: 5, resolves: 0.42, replies: 0.78, fails: 0.3, urgent: 0.25 },
  damaged: { share: 0.08, minutes: 8, resolves: 0.38, replies: 0.82, fails: 0.35, urgent: 0.18 },
  'wrong-item': { share: 0.05, minutes: 7, resolves: 0.4, replies: 0.8, fails: 0.3, urgent: 0.1 },
  return: { share: 0.12, minutes: 5, resolves: 0.5, replies: 0.7, fails: 0.2, urgent: 0.05 },
  refund: { share: 0.08, minutes: 7, resolves: 0.42, replies: 0.8, fails: 0.4, urgent: 0.22 },
  invoice: { share: 0.06, minutes: 4, resolves: 0.6, replies: 0.6, fails: 0.15, urgent: 0.05 },
  payment: { share: 0.06, minutes: 7, resolves: 0.42, replies: 0.75, fails: 0.35, urgent: 0.2 },
  voucher: { share: 0.05, minutes: 4, resolves: 0.55, replies: 0.65, fails: 0.25, urgent: 0.06 },
  'change-order': { share: 0.07, minutes: 5, resolves: 0.55, replies: 0.7, fails: 0.25, urgent: 0.4 },
  stock: { share: 0.06, minutes: 4, resolves: 0.5, replies: 0.6, fails: 0.2, urgent: 0.03 },
  advice: { share: 0.06, minutes: 6, resolves: 0.45, replies: 0.65, fails: 0.15, urgent: 0.02 },
  warranty: { share: 0.04, minutes: 9, resolves: 0.35, replies: 0.8, fails: 0.35, urgent: 0.12 },
  account: { share: 0.03, minutes: 5, resolves: 0.5, replies: 0.7, fails: 0.3, urgent: 0.08 },
  assembly: { share: 0.02, minutes: 9, resolves: 0.36, replies: 0.8, fails: 0.25, urgent: 0.08 },
};

const topics: readonly TopicSettings[] = Object.entries(rows).map(([key, row]) => ({
  key: key as TopicKey,
  share: row.share,
  handleMs: { mean: row.minutes * minuteMs, cv: 0.8 },
  resolvesPerTouch: row.resolves,
  customerReplies: row.replies,
  replyDelayMs: { median: 3 * hourMs, sigma: 1.3 },
  failsIfSilent: row.fails,
  urgentShare: row.urgent,
}));

const early: AgentSettings['shifts'] = week([8, 16]);
const late: AgentSettings['shifts'] = week([10, 18]);
const withSaturday: AgentSettings['shifts'] = { '1': [9, 17], '2': [9, 17], '4': [9, 17], '5': [9, 17], '6': [9, 13] };

function week(hours: readonly [number, number]): AgentSettings['shifts'] {
  return { '1': hours, '2': hours, '3': hours, '4': hours, '5': hours };
}

const money: readonly TopicKey[] = ['refund', 'invoice', 'payment', 'voucher', 'return', 'account', 'change-order'];

/** The owner looks in for two hours a day; the others work full shifts. */
export const team: readonly AgentSettings[] = [
  agent('owner', 'Owner', { role: 'owner', shifts: week([9, 11]) }),
  agent('ingrid', 'Ingrid Solberg', { role: 'manager', shifts: week([9, 15]) }),
  agent('noor', 'Noor Haddad', { shifts: early }),
  agent('ben', 'Ben Achterberg', { shifts: late }),
  agent('mina', 'Mina Okafor', { shifts: early }),
  agent('tomasz', 'Tomasz Wilk', { shifts: late, skills: money }),
  agent('lea', 'Lea Brandt', { shifts: early }),
  agent('jonas', 'Jonas Petersen', { shifts: late }),
  agent('priya', 'Priya Raman', { shifts: withSaturday, languages: ['en'] }),
  agent('hannes', 'Hannes Vogel', { shifts: withSaturday, languages: ['de', 'en'] }),
  agent('aylin', 'Aylin Kaya', { shifts: early }),
  agent('sam', 'Sam Doyle', { shifts: late, languages: ['en'] }),
  agent('greta', 'Greta Lindqvist', { shifts: early }),
  agent('mehmet', 'Mehmet Aydın', { shifts: late }),
  agent('ruth', 'Ruth Ellery', { shifts: late, skills: money }),
  agent('karl', 'Karl Sommer', { shifts: withSaturday }),
];

function agent(key: string, name: string, own: Partial<AgentSettings>): AgentSettings {
  return { key, name, email: `${key}@northlight.example`, role: 'agent', languages: ['en', 'de'], skills: null, shifts: {}, ...own };
}

/** Quiet nights, mornings and early evenings busy, weekends at two thirds. */
function hourOfWeek(): number[] {
  const day = [2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 18, 15, 14, 15, 15, 15, 14, 14, 15, 16, 14, 9, 4];
  const weights = [1.25, 1.1, 1, 1, 0.95, 0.6, 0.65];
  return weights.flatMap((weight) => day.map((hour) => hour * weight));
}

const zone = 'Europe/Berlin';
/** A full team's worth of cases. */
export const fullPerWeek = 1_830;

export interface ShopSize {
  readonly seed: string;
  readonly fromAt: Instant;
  readonly toAt: Instant;
  /** 1: a full team; less takes fewer people. */
  readonly scale: number;
}

export function calmShop({ seed, fromAt, toAt, scale }: ShopSize): Simulation {
  const open = [{ open: '08:00', close: '18:00' }] as const;
  const weeks = (toAt - fromAt) / (7 * 24 * hourMs);
  return {
    seed,
    fromAt,
    toAt,
    calendar: {
      zone,
      weekly: { '1': open, '2': open, '3': open, '4': open, '5': open, '6': [{ open: '09:00', close: '13:00' }], '7': [] },
      exceptions: {},
      exceptionNames: {},
    },
    replyWithinMs: { messenger: 4 * hourMs, email: 10 * hourMs },
    arrivals: { perWeek: fullPerWeek * scale, hourOfWeek: hourOfWeek(), trendPerYear: 0.2, dayNoiseCv: 0.15 },
    bursts: [],
    topics,
    germanShare: 0.45,
    messengerShare: 0.55,
    population: Math.max(50, Math.round(fullPerWeek * scale * weeks * 0.62)),
    agents: team.slice(0, Math.max(4, Math.ceil(team.length * scale))),
    shrinkageMean: 0.25,
    absences: [],
    handleShock: null,
    routing: 'due',
    patienceMs: { median: 20 * hourMs, sigma: 1.1 },
    wakeUps: [],
    ownerTakes: 0,
  };
}
