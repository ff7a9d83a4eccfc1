/** Which fields are asked for, and what stands in them for a case? Writing shows at once and goes back, with a word of why, when it is refused. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CaseFields, TopicField } from '@meanwhile/wire/fields.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { failedWords } from '../words/reason.ts';
import { get, put } from './api.ts';
import { keys, queryClient, refresh } from './query.ts';

type Items = CaseFields['items'];

const fieldsOptions = queryOptions({
  queryKey: keys.topicFields,
  queryFn: async ({ signal }) => (await get<{ readonly items: readonly TopicField[] }>(api.topicFields(), undefined, signal)).items,
});
export const useTopicFields = () => useQuery(fieldsOptions);

export const caseFieldsOptions = (caseId: string) =>
  queryOptions({
    queryKey: keys.caseFields(caseId),
    queryFn: async ({ signal }) => (await get<CaseFields>(api.caseFields(caseId), undefined, signal)).items,
  });

/** What an event said of a case's fields; lists that ask for a value are asked anew. */
export function putFields(caseId: string, items: Items): void {
  queryClient.setQueryData<Items>(keys.caseFields(caseId), items);
  void refresh({
    queryKey: keys.caseLists,
    predicate: ({ queryKey }) => (queryKey[2] as { readonly fieldId?: string } | undefined)?.fieldId !== undefined,
  });
}

/** Null empties it. True when it was kept. */
export async function fillField(row: CaseRow, field: TopicField, value: string | null): Promise<boolean> {
  const key = keys.caseFields(row.id);
  const before = queryClient.getQueryData<Items>(key) ?? [];
  const others = before.filter((one) => one.fieldId !== field.id);
  queryClient.setQueryData<Items>(key, value === null ? others : [...others, { fieldId: field.id, value }]);
  try {
    queryClient.setQueryData<Items>(key, (await put<CaseFields>(api.caseField(row.id, field.id), { value })).items);
    return true;
  } catch (error) {
    queryClient.setQueryData<Items>(key, before);
    notify({ title: failedWords(error), urgent: true });
    return false;
  }
}
