/** On or off, at once. The label stands beside it and is part of the target. */
import { Switch as Base } from '@base-ui/react/switch';
import type { ReactNode } from 'react';

export interface SwitchProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function Switch({ label, hint, checked, onChange, disabled = false }: SwitchProps) {
  return (
    <label className="flex cursor-pointer items-start gap-3">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="mt-px h-5 w-9 shrink-0 rounded-full border border-edge bg-sunken p-px transition-colors duration-100 data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50"
      >
        <Base.Thumb className="block size-4 rounded-full bg-edge transition-transform duration-100 data-checked:translate-x-4 data-checked:bg-on-accent" />
      </Base.Root>
      <span className="flex flex-col">
        <span>{label}</span>
        {hint !== undefined && <span className="text-small text-faint">{hint}</span>}
      </span>
    </label>
  );
}
