/** The stretches of one day: from, to, one more, one less. No stretch means closed. */
import { Plus, X } from 'lucide-react';
import { IconButton } from '../../parts/icon-button.tsx';
import { say } from '../../words/say.ts';
import { nextWindow } from './calendar-draft.ts';
import type { DraftWindow } from './calendar-draft.ts';

interface Props {
  /** The day's name, for people and for assistive technology. */
  readonly name: string;
  /** Shown instead, where the name stands right above already. */
  readonly heading?: string;
  readonly windows: readonly DraftWindow[];
  readonly onChange: (windows: readonly DraftWindow[]) => void;
}

export function WindowsEditor({ name, heading = name, windows, onChange }: Props) {
  const replace = (index: number, change: Partial<DraftWindow>) =>
    onChange(windows.map((window, at) => (at === index ? { ...window, ...change } : window)));
  return (
    <div role="group" aria-label={name} className="flex flex-wrap items-start gap-x-3 gap-y-1 py-2">
      <span className="w-28 pt-1.5 font-medium" aria-hidden>
        {heading}
      </span>
      <div className="flex min-w-0 flex-1 basis-52 flex-col gap-1.5">
        {windows.length === 0 ? <span className="pt-1.5 text-muted">{say('hours.closed')}</span> : null}
        {windows.map((window, index) => (
          <div key={index} className="flex items-center gap-1.5">
            <ClockInput label={say('hours.from', { day: name })} value={window.open} onChange={(open) => replace(index, { open })} />
            <span aria-hidden>–</span>
            <ClockInput label={say('hours.to', { day: name })} value={window.close} onChange={(close) => replace(index, { close })} />
            <IconButton
              label={say('hours.removeWindow', { open: window.open, close: window.close, day: name })}
              icon={<X size={16} aria-hidden />}
              onClick={() => onChange(windows.filter((_, at) => at !== index))}
            />
          </div>
        ))}
      </div>
      <IconButton
        label={say('hours.addWindow', { day: name })}
        icon={<Plus size={16} aria-hidden />}
        onClick={() => onChange([...windows, nextWindow(windows)])}
      />
    </div>
  );
}

interface ClockInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The browser's own time field knows no 24:00; midnight as an end is written 00:00 and saved as 24:00. */
function ClockInput({ label, value, onChange }: ClockInputProps) {
  return (
    <input
      type="time"
      aria-label={label}
      className="field-box w-27 min-w-0 tabular-nums [&::-webkit-calendar-picker-indicator]:hidden"
      value={value === '24:00' ? '00:00' : value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
