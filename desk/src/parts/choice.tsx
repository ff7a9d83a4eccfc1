/** One of several, or none of them. Where something has to be chosen use `Select`. */
import { Field } from './field.tsx';
import { Select, type Option } from './select.tsx';

const leave = '-';

/** The first option is to leave things as they are. */
export function Choice({
  label,
  none,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly none: string;
  readonly value: string | null;
  readonly options: readonly Option<string>[];
  readonly onChange: (value: string | null) => void;
}) {
  return (
    <Field label={label}>
      <Select
        options={[{ value: leave, label: none }, ...options]}
        value={value ?? leave}
        onChange={(next) => onChange(next === leave ? null : next)}
      />
    </Field>
  );
}
