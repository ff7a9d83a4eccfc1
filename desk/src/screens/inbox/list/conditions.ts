/** How are the conditions of a filter said? By the names of what they point to; what is no longer there is said so. */
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import { useAgents, useChannelNames, useTags, useTopics } from '../../../sync/people.ts';
import { useTopicFields } from '../../../sync/case-fields.ts';
import { say } from '../../../words/say.ts';

export interface Condition {
  readonly part: keyof CaseFilter;
  readonly words: string;
}

export function useConditions(filter: CaseFilter): readonly Condition[] {
  const channels = useChannelNames().data;
  const [topics, tags, agents] = [useTopics().data, useTags().data, useAgents().data];
  const fields = useTopicFields().data;
  const named = (list: readonly { readonly id: string; readonly name: string }[] | undefined, id: string) =>
    list === undefined ? '…' : (list.find((one) => one.id === id)?.name ?? say('filter.gone'));
  const conditions: Condition[] = [];
  if (filter.only !== undefined) conditions.push({ part: 'only', words: say(`only.${filter.only}`) });
  if (filter.channelId !== undefined) conditions.push({ part: 'channelId', words: named(channels, filter.channelId) });
  if (filter.topicId !== undefined) conditions.push({ part: 'topicId', words: named(topics, filter.topicId) });
  if (filter.tagId !== undefined) conditions.push({ part: 'tagId', words: named(tags, filter.tagId) });
  if (filter.assigneeId !== undefined)
    conditions.push({
      part: 'assigneeId',
      words: filter.assigneeId === 'nobody' ? say('filter.nobody') : named(agents, filter.assigneeId),
    });
  if (filter.fieldId !== undefined && filter.fieldValue !== undefined)
    conditions.push({ part: 'fieldId', words: `${named(fields, filter.fieldId)}: ${filter.fieldValue}` });
  return conditions;
}
