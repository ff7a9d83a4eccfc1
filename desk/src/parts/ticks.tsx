/** Any number of several things with names, ticked; nothing where there are none. */
import { Checkbox } from './checkbox.tsx';

interface TicksProps {
  readonly title: string;
  readonly hint?: string;
  readonly all: readonly { readonly id: string; readonly name: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
}

export function Ticks({ title, hint, all, chosen, onChange }: TicksProps) {
  if (all.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">{title}</legend>
      {hint !== undefined && <p className="text-small text-muted">{hint}</p>}
      <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
        {all.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={chosen.includes(id)}
            onChange={(ticked) => onChange(ticked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
        ))}
      </div>
    </fieldset>
  );
}
