/** Which fields of this case would its customer be asked for? Those with a reason in which nothing stands; what is known of them the server leaves out. */
import { useQuery } from '@tanstack/react-query';
import type { TopicField } from '@meanwhile/wire/fields.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { caseFieldsOptions, useTopicFields } from '../../../sync/case-fields.ts';

export function useOpenQuestions(row: CaseRow): readonly TopicField[] {
  const asked = (useTopicFields().data ?? []).filter(
    (field) => field.askedBecause !== null && (field.topicId === null || field.topicId === row.topicId),
  );
  const values = useQuery({ ...caseFieldsOptions(row.id), enabled: asked.length > 0 }).data;
  return values === undefined ? [] : asked.filter((field) => !values.some((one) => one.fieldId === field.id));
}
