/** Which value is to stand in which field? One field, exactly. Hidden where no field is kept. */
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import { Field } from '../../../parts/field.tsx';
import { Select } from '../../../parts/select.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { useTopicFields } from '../../../sync/case-fields.ts';
import { say } from '../../../words/say.ts';

const any = 'any';

interface FieldConditionProps {
  readonly filter: CaseFilter;
  readonly setFilter: (filter: CaseFilter) => void;
}

export function FieldCondition({ filter, setFilter }: FieldConditionProps) {
  const fields = useTopicFields().data ?? [];
  if (fields.length === 0) return null;
  const field = fields.find((one) => one.id === filter.fieldId);
  const { fieldId: _fieldId, fieldValue: _fieldValue, ...rest } = filter;
  const setValue = (value: string) =>
    setFilter({ ...rest, ...(field === undefined ? {} : { fieldId: field.id }), ...(value === '' ? {} : { fieldValue: value }) });
  return (
    <>
      <Field label={say('filter.field')}>
        <Select<string>
          options={[{ value: any, label: say('filter.any') }, ...fields.map((one) => ({ value: one.id, label: one.name }))]}
          value={filter.fieldId ?? any}
          onChange={(id) => setFilter(id === any ? rest : { ...rest, fieldId: id })}
          className="w-full"
        />
      </Field>
      {field !== undefined &&
        (field.kind === 'choice' ? (
          <Field label={say('filter.fieldValue')}>
            <Select<string>
              options={field.choices.map((choice) => ({ value: choice, label: choice }))}
              value={filter.fieldValue ?? null}
              onChange={setValue}
              className="w-full"
            />
          </Field>
        ) : (
          <TextField
            label={say('filter.fieldValue')}
            type={field.kind === 'date' ? 'date' : 'text'}
            maxLength={500}
            value={filter.fieldValue ?? ''}
            onChange={setValue}
          />
        ))}
    </>
  );
}
