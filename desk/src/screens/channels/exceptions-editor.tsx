/** Days that differ from the week: a date, a name customers may read, other hours or none. */
import { CalendarPlus, Plus, Trash2 } from 'lucide-react';
import { Button } from '../../parts/button.tsx';
import { Field, TextInput } from '../../parts/field.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { say } from '../../words/say.ts';
import { dateName } from './channel-words.ts';
import { WindowsEditor } from './windows-editor.tsx';
import type { DraftException } from './calendar-draft.ts';

interface Props {
  readonly exceptions: readonly DraftException[];
  readonly onChange: (exceptions: readonly DraftException[]) => void;
  readonly onHolidays: () => void;
}

export function ExceptionsEditor({ exceptions, onChange, onHolidays }: Props) {
  const replace = (key: string, change: Partial<DraftException>) =>
    onChange(exceptions.map((one) => (one.key === key ? { ...one, ...change } : one)));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="font-medium">{say('hours.exceptions')}</legend>
      <p className="text-small text-muted">{say('hours.exceptionsLead')}</p>
      {exceptions.map((exception) => (
        <div key={exception.key} className="rounded border border-line p-3">
          <div className="flex items-end gap-2">
            <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
              <Field label={say('hours.date')}>
                <TextInput
                  type="date"
                  required
                  value={exception.date}
                  onChange={(event) => replace(exception.key, { date: event.target.value })}
                />
              </Field>
              <TextField
                label={say('hours.dayName')}
                placeholder={say('hours.dayNameHint')}
                maxLength={120}
                value={exception.name}
                onChange={(name) => replace(exception.key, { name })}
              />
            </div>
            <IconButton
              label={say('hours.removeException', { date: exception.date === '' ? say('hours.date') : dateName(exception.date) })}
              icon={<Trash2 size={16} aria-hidden />}
              onClick={() => onChange(exceptions.filter((one) => one.key !== exception.key))}
            />
          </div>
          <WindowsEditor
            heading={say('hours.title')}
            name={exception.date === '' ? say('hours.title') : dateName(exception.date)}
            windows={exception.windows}
            onChange={(windows) => replace(exception.key, { windows })}
          />
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => onChange([...exceptions, { key: crypto.randomUUID(), date: '', name: '', windows: [] }])}
        >
          {say('hours.addException')}
        </Button>
        <Button size="small" icon={<CalendarPlus size={14} aria-hidden />} onClick={onHolidays}>
          {say('holidays.add')}
        </Button>
      </div>
    </fieldset>
  );
}
