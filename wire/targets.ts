/** Clock targets: what a workspace aims for inside, for which cases, in open or elapsed time. Customers are told none of it. */
import { aimKinds } from '@meanwhile/core/commitment/clock-fold.ts';
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { plainName } from './plain-name.ts';
import { policyConditions } from './policy.ts';
import { id, instant } from './records.ts';

const aim = z.strictObject({
  minutes: z.int().min(1).max(limits.targetMinutes),
  /** Of the calendar; otherwise elapsed time. */
  isOpenTime: z.boolean(),
});
const aims = z
  .strictObject({
    first_response: aim.nullable().default(null),
    next_response: aim.nullable().default(null),
    update: aim.nullable().default(null),
    resolution: aim.nullable().default(null),
  })
  .refine((all) => aimKinds.some((kind) => all[kind] !== null), 'One of them has a time at least.');
const shape = {
  name: plainName(limits.targetNameChars),
  /** In the order of `place`, the first whose conditions a case meets holds for it. */
  appliesTo: policyConditions,
  /** Null where nothing counts in open time. */
  calendarId: id.nullable(),
  aims,
  /** A change of priority counts anew from there, instead of keeping what was used. */
  restartsOnPriority: z.boolean().default(false),
  /** A first response pauses while somebody else has the case. */
  pausesOnOthers: z.boolean().default(false),
  /** What a target that is over the moment it is set still gives. */
  graceMinutes: z.int().min(0).max(limits.targetGraceMinutes).default(30),
};
export const saveTarget = z
  .strictObject(shape)
  .refine(
    ({ aims: all, calendarId }) => calendarId !== null || aimKinds.every((kind) => all[kind]?.isOpenTime !== true),
    'Open time needs a calendar.',
  );
export const clockTarget = z.strictObject({ ...shape, id, version: z.int(), validFrom: instant });
/** All of them, in the order in which they are to be asked. */
export const orderTargets = z.strictObject({ ids: z.array(id).min(1).max(limits.targetsPerWorkspace) });
export type ClockTarget = z.infer<typeof clockTarget>;
export type SaveTarget = z.infer<typeof saveTarget>;
