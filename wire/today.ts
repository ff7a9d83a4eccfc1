/** What falls due today and tomorrow against the people planned, and what that plan makes late. Instants are RFC 3339 text in UTC. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { availability } from './queues.ts';
import { caseRow, id, instant } from './records.ts';

/** What the work of one answer is reckoned with. `source`: were the minutes measured here? The share is a starting value of planning. */
const figures = z.strictObject({
  minutesPerReply: z.number(),
  /** The share of planned time that goes into replies. */
  productiveShare: z.number().min(0).max(1),
  source: z.enum(['starter', 'measured']),
});

const hour = z.strictObject({
  startsAt: instant,
  /** Replies whose time, the latest one told, lies in this hour. */
  dueCount: z.int(),
  /** Of them: not done by then as planned. */
  lateCount: z.int(),
  /** People there on average over the hour, to a tenth. */
  peopleCount: z.number(),
  /** As many replies as they can write in it. */
  canAnswerCount: z.int(),
});

const person = z.strictObject({
  memberId: id,
  name: z.string(),
  availability,
  /** Of the shift that runs now; null where none does. */
  pool: z.enum(['live', 'async']).nullable(),
  /** End of that shift, or of leave where somebody is on leave. */
  untilAt: instant.nullable(),
  /** Beginning of the next shift. */
  nextShiftAt: instant.nullable(),
});

const dueReply = z.strictObject({
  case: caseRow,
  /** The latest time told, or the internal target where it is earlier and nothing was told since. */
  dueAt: instant,
  /** When the plan gets to it; null: not within the plan. */
  doneAt: instant.nullable(),
});

export const today = z.strictObject({
  at: instant,
  /** As far as it looks: the end of tomorrow, or of the next day on which somebody is planned. */
  until: instant,
  /** The end of today in the workspace's zone. */
  dayEndsAt: instant,
  figures,
  /** False where nobody plans shifts: then nothing is said of what will be late. */
  isPlanned: z.boolean(),
  /** More fell due than is looked at: the soonest 5,000 are. */
  isCapped: z.boolean(),
  dueCount: z.int(),
  /** Their time has passed already. */
  lateCount: z.int(),
  /** In order; hours in which nothing is due and nobody is there are left out. */
  hours: z.array(hour),
  /** By name; empty without the right to read members. */
  people: z.array(person),
  /** The oldest first, 50 at most. */
  late: z.array(dueReply),
  willBeLateCount: z.int(),
  /** The soonest due first, 50 at most. */
  willBeLate: z.array(dueReply),
});

export const withoutThem = z.strictObject({
  /** Ids with commas between them. */
  memberIds: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(id).min(1).max(limits.todayIds)),
  /** They are back then; the end of today where left out. */
  until: instant.optional(),
});
export const todayWithout = z.strictObject({
  until: instant,
  isPlanned: z.boolean(),
  atRiskCount: z.int(),
  /** The soonest due first, 50 at most. */
  atRisk: z.array(
    dueReply.extend({
      /** It is in the hands of one of them and due before they are back, or those left do not get to it in time. */
      why: z.enum(['in_their_hands', 'too_few_people']),
    }),
  ),
});

export type Today = z.infer<typeof today>;
export type TodayHour = z.infer<typeof hour>;
export type TodayPerson = z.infer<typeof person>;
export type DueReply = z.infer<typeof dueReply>;
export type TodayWithout = z.infer<typeof todayWithout>;
