/** Rules: when something happens to a case that meets the conditions, this is done to it. Shapes of records and of what is asked for. */
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import { z } from 'zod';
import { plainName } from './plain-name.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id, instant } from './records.ts';

/** The type of what a webhook gets when a rule calls it. No event of the log: a webhook that names this type alone hears nothing else. */
export const ruleCalled = 'rule.called';

/** What starts a rule. `time_near`: a reply is due within the rule's minutes. */
export const ruleStarts = ['case_opened', 'customer_wrote', 'time_near', 'time_broken', 'case_resolved'] as const;
export type RuleStart = (typeof ruleStarts)[number];

export const ruleConditions = z.strictObject({
  /** Empty: any. */
  channelIds: z.array(id).max(limits.conditionIds).default([]),
  topicIds: z.array(id).max(limits.conditionIds).default([]),
  tagIds: z.array(id).max(limits.conditionIds).default([]),
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/))
    .max(limits.conditionLanguages)
    .default([]),
  words: z.array(plainName(limits.ruleWordChars)).max(limits.wordsPerRule).default([]),
  hands: z.enum(['any', 'nobody', 'somebody']).default('any'),
});
export const ruleActions = z
  .strictObject({
    topicId: id.nullable().default(null),
    tagIds: z.array(id).max(limits.tagsPerStep).default([]),
    assigneeId: id.nullable().default(null),
    queueId: id.nullable().default(null),
    priority: z.enum(priorities).nullable().default(null),
    /** While it is open; a case is linked to it once. */
    incidentId: id.nullable().default(null),
    /** Members who get a notice. */
    tellIds: z.array(id).max(limits.toldPerRule).default([]),
    /** Called with the case and the rule, whatever events it hears by itself. Setting another one needs `webhook:manage`. */
    webhookId: id.nullable().default(null),
  })
  .refine(
    ({ topicId, assigneeId, queueId, priority, webhookId, incidentId, tagIds, tellIds }) =>
      [topicId, assigneeId, queueId, priority, webhookId, incidentId].some((one) => one !== null) || tagIds.length + tellIds.length > 0,
    'A rule does something.',
  );
const shape = {
  name: plainName(limits.ruleNameChars),
  /** Rules are asked in this order, 0 first. */
  place: z.int().min(0).max(limits.placeMax).default(0),
  isOn: z.boolean().default(true),
  start: z.enum(ruleStarts),
  /** Only for `time_near`: how long before. */
  minutesBefore: z.int().min(5).max(limits.ruleMinutesBeforeMax).nullable().default(null),
  conditions: ruleConditions,
  actions: ruleActions,
};
const isWhole = (rule: { start: RuleStart; minutesBefore: number | null }): boolean =>
  (rule.start === 'time_near') === (rule.minutesBefore !== null);
export const saveRule = z.strictObject(shape).refine(isWhole, 'Minutes belong to a rule about a time that comes near.');
export const rule = z.strictObject({
  ...shape,
  id,
  /** Counts up with every change; a run names the one it followed. */
  version: z.int(),
  changedAt: instant,
  /** How often it did something in the last seven days. */
  ranCount: z.int(),
});
export const tryRule = z
  .strictObject({ start: shape.start, minutesBefore: shape.minutesBefore, conditions: ruleConditions })
  .refine(isWhole, 'Minutes belong to a rule about a time that comes near.');
/** What the rule would have met among what happened lately; nothing is done. */
export const ruleTried = z.strictObject({
  lookedAt: z.int(),
  met: z.int(),
  /** The newest of them. */
  cases: z.array(z.strictObject({ caseId: id, number: z.int(), at: instant })),
  /** How many each condition kept out, by the first that did not hold. */
  keptOut: z.record(z.string(), z.int()),
});
export const ruleRun = z.strictObject({
  ruleId: id,
  ruleName: z.string(),
  version: z.int(),
  at: instant,
  /** `stopped`: it had acted on this case too often within the hour. */
  outcome: z.enum(['done', 'unchanged', 'refused', 'stopped']),
  why: z.string().nullable(),
});

/** Moves a rule: all of them in the order they are to be asked in. */
export const orderRules = z.strictObject({ ids: z.array(id).min(1).max(limits.rulesPerWorkspace) });

export type Rule = z.infer<typeof rule>;
export type SaveRule = z.infer<typeof saveRule>;
export type RuleConditions = z.infer<typeof ruleConditions>;
export type RuleActions = z.infer<typeof ruleActions>;
export type TryRule = z.infer<typeof tryRule>;
export type RuleTried = z.infer<typeof ruleTried>;
export type RuleRun = z.infer<typeof ruleRun>;
