/**
 * Which queue does a case belong to? The first, in the workspace's order, whose conditions the case meets; none where no queue takes it.
 * In whose hands it goes from there is not decided here.
 */

export interface QueueConditions {
  readonly id: string;
  /** Empty: any. Otherwise one of them. */
  readonly channelIds: readonly string[];
  readonly topicIds: readonly string[];
  /** Languages without region, such as “de”. */
  readonly languages: readonly string[];
}

export interface QueueFacts {
  readonly channelId: string;
  readonly topicId: string | null;
  /** The customer's language, with or without region; null where unknown. */
  readonly locale: string | null;
}

/** `queues` in their order. A condition about something the case does not have is not met. */
export function queueOf(queues: readonly QueueConditions[], facts: QueueFacts): string | null {
  const language = facts.locale === null ? null : languageOf(facts.locale);
  const takes = (queue: QueueConditions): boolean =>
    meets(queue.channelIds, facts.channelId) && meets(queue.topicIds, facts.topicId) && meets(queue.languages, language);
  return queues.find(takes)?.id ?? null;
}

/** “de-AT” is “de”. */
export function languageOf(locale: string): string {
  return locale.split('-')[0]!.toLowerCase();
}

function meets(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value));
}
