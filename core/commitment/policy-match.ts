/**
 * Which of several reply policies holds for a case? The first, in the workspace's order, whose conditions it meets; where none does, its
 * channel's own. Gives the reasons too. It says no time: that is `policy.ts`.
 */
import { languageOf } from '../routing/queue-of.ts';
import type { Priority } from './priority.ts';

export interface PolicyConditions {
  /** Empty: any. Otherwise one of them. */
  readonly channelIds: readonly string[];
  readonly topicIds: readonly string[];
  readonly queueIds: readonly string[];
  /** Without region, such as “de”. */
  readonly languages: readonly string[];
  readonly priorities: readonly Priority[];
  /** Keys of the workspace’s tiers of customers. */
  readonly tiers: readonly string[];
}

export interface PolicyFacts {
  readonly channelId: string;
  readonly topicId: string | null;
  readonly queueId: string | null;
  /** The customer's language, with or without region; the workspace's where it is not known. */
  readonly locale: string;
  readonly priority: Priority;
  /** Null: the customer has none. */
  readonly tier: string | null;
}

export type Condition = 'channel' | 'topic' | 'queue' | 'language' | 'priority' | 'tier';

/** What it does not meet; a condition about something the case does not have is not met. */
export function unmet(conditions: PolicyConditions, facts: PolicyFacts): Condition[] {
  const checks: readonly (readonly [Condition, readonly string[], string | null])[] = [
    ['channel', conditions.channelIds, facts.channelId],
    ['topic', conditions.topicIds, facts.topicId],
    ['queue', conditions.queueIds, facts.queueId],
    ['language', conditions.languages, languageOf(facts.locale)],
    ['priority', conditions.priorities, facts.priority],
    ['tier', conditions.tiers, facts.tier],
  ];
  return checks.flatMap(([name, wanted, value]) => (wanted.length === 0 || (value !== null && wanted.includes(value)) ? [] : [name]));
}

/** `policies` in their order. Undefined: none of them, so the channel's own holds. */
export function firstMatch<P extends { readonly conditions: PolicyConditions }>(policies: readonly P[], facts: PolicyFacts): P | undefined {
  return policies.find((policy) => unmet(policy.conditions, facts).length === 0);
}

/**
 * Those that may come to hold for a message that is not written yet, whose topic, queue, priority and tier nobody knows: all up to the first
 * that holds whatever these are. `isCertain`: the last of them does, so that the channel's own cannot.
 */
export function mayMatch<P extends { readonly conditions: PolicyConditions }>(
  policies: readonly P[],
  facts: Pick<PolicyFacts, 'channelId' | 'locale'>,
): { readonly possible: readonly P[]; readonly isCertain: boolean } {
  const possible: P[] = [];
  for (const policy of policies) {
    const missing = unmet(policy.conditions, { ...facts, topicId: null, queueId: null, priority: 'normal', tier: null });
    if (missing.some((one) => one === 'channel' || one === 'language')) continue;
    possible.push(policy);
    // A condition on priority may fail yet, though most cases are of the usual one.
    if (missing.length === 0 && policy.conditions.priorities.length === 0) return { possible, isCertain: true };
  }
  return { possible, isCertain: false };
}
