/** One of several things that may be ticked. For something that acts at once use `Switch`. */
import type { ReactNode } from 'react';

export interface CheckboxProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function Checkbox({ label, hint, checked, onChange, disabled = false }: CheckboxProps) {
  return (
    <label className="flex min-h-6 cursor-pointer items-start gap-2.5">
      <input
        type="checkbox"
        className="mt-[3px] size-4 shrink-0 accent-accent"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="flex flex-col">
        <span>{label}</span>
        {hint !== undefined && <span className="text-small text-faint">{hint}</span>}
      </span>
    </label>
  );
}
