/** One of a few: a select list. Inside a `Field` it takes the field's label; alone it needs `label`. */
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { popupHost } from './popup-host.ts';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

export interface SelectProps<Value extends string> {
  readonly options: readonly Option<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  /** Name for assistive technology when there is no `Field` around it. */
  readonly label?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly className?: string;
}

export function Select<Value extends string>({
  options,
  value,
  onChange,
  label,
  placeholder,
  disabled,
  className = '',
}: SelectProps<Value>) {
  const shown = options.find((option) => option.value === value)?.label ?? placeholder ?? '';
  return (
    <Base.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
      disabled={disabled === true}
    >
      <Base.Trigger aria-label={label} className={`field-box inline-flex items-center justify-between gap-2 text-left ${className}`}>
        <span className={`truncate ${value === null ? 'text-faint' : ''}`}>{shown}</span>
        <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-faint" />
      </Base.Trigger>
      <Base.Portal container={popupHost()}>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-55">
          <Base.Popup className="pop-box max-h-[min(24rem,var(--available-height))] min-w-(--anchor-width) overflow-y-auto p-1">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 outline-none data-highlighted:bg-sunken"
              >
                <span className="size-4 shrink-0">
                  <Base.ItemIndicator>
                    <Check size={16} aria-hidden />
                  </Base.ItemIndicator>
                </span>
                <span className="flex flex-col">
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint !== undefined && <span className="text-small text-faint">{option.hint}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
