/** For which cases does a version of a reply policy or of clock targets hold? Its conditions as they are stored, for `core` to match. */
import type { PolicyConditions } from '@meanwhile/core/commitment/policy-match.ts';
import type { Priority } from '@meanwhile/core/commitment/priority.ts';

export interface ConditionsRow {
  readonly channel_ids: readonly string[];
  readonly topic_ids: readonly string[];
  readonly queue_ids: readonly string[];
  readonly languages: readonly string[];
  readonly priorities: readonly Priority[];
  readonly tiers: readonly string[];
}

export function conditionsOf({ channel_ids, topic_ids, queue_ids, languages, priorities, tiers }: ConditionsRow): PolicyConditions {
  return { channelIds: channel_ids, topicIds: topic_ids, queueIds: queue_ids, languages, priorities, tiers };
}
