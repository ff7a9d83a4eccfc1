/** Changing opening hours: several stretches a day, single days that differ, the zone. Saved as a new version; what was told before stays. */
import { useState } from 'react';
import { weekdays } from '@meanwhile/core/calendar/calendar.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { ZoneSelect } from '../../parts/zone-select.tsx';
import { useAct } from '../../sync/act.ts';
import { readClock } from '../../sync/clock.ts';
import { say } from '../../words/say.ts';
import { AutomaticWords, keptBecause } from '../settings/automatic-words.tsx';
import { whyNotSaved } from './calendar-check.ts';
import { bodyOf, draftOf, mondayToFriday, withDay } from './calendar-draft.ts';
import { calendarsQuery, channelsQuery, saveCalendar } from './channels-data.ts';
import { weekdayName } from './channel-words.ts';
import { gatesQuery } from './gate-data.ts';
import { GateRefused, unkeepableIn, type UnkeepableTime } from './gate-refused.tsx';
import { HolidaysDialog } from './holidays-dialog.tsx';
import { ExceptionsEditor } from './exceptions-editor.tsx';
import { WindowsEditor } from './windows-editor.tsx';
import type { Calendar } from '@meanwhile/wire/records.ts';

interface Props {
  readonly calendar: Calendar;
  /** Names of the channels that use it. */
  readonly usedBy: readonly string[];
  readonly onClose: () => void;
}

export function CalendarDialog({ calendar, usedBy, onClose }: Props) {
  const [draft, setDraft] = useState(() => draftOf(calendar));
  const [tried, setTried] = useState(false);
  const [holidays, setHolidays] = useState(false);
  const [because, setBecause] = useState('');
  const flaw = whyNotSaved(draft, readClock());
  const [refused, setRefused] = useState<UnkeepableTime | null>(null);
  const send = async (anyway: string | null): Promise<unknown> => {
    setRefused(null);
    try {
      return await saveCalendar(calendar.id, { ...bodyOf(draft), ...keptBecause(anyway ?? because) });
    } catch (error) {
      setRefused(unkeepableIn(error));
      throw error;
    }
  };
  const save = useAct<string | null>(send, {
    done: say('hours.saved'),
    refresh: [calendarsQuery.queryKey, channelsQuery.queryKey, ['entry'], ['gate'], gatesQuery.queryKey],
    then: onClose,
  });
  return (
    <>
      <FormDialog
        open
        wide
        onClose={onClose}
        title={say('hours.edit')}
        lead={`${say('reply.newVersion')} ${say('hours.sharedWith', { names: usedBy.join(', ') })}`}
        submit={say('screen.save')}
        onSubmit={() => (flaw === null ? save.run(null) : setTried(true))}
        busy={save.busy}
        error={tried && flaw !== null ? flaw : refused === null ? save.error : null}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={say('hours.name')} maxLength={120} value={draft.name} onChange={(name) => setDraft({ ...draft, name })} />
          <Field label={say('hours.zone')}>
            <ZoneSelect value={draft.zone} onChange={(zone) => setDraft({ ...draft, zone })} />
          </Field>
        </div>
        <div className="flex flex-col divide-y divide-line border-y border-line">
          {weekdays.map((day) => (
            <WindowsEditor
              key={day}
              name={weekdayName(day)}
              windows={draft.weekly[day]}
              onChange={(windows) => setDraft(withDay(draft, day, windows))}
            />
          ))}
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="min-w-0 flex-1 basis-60 text-small text-faint">{say('hours.overnight')}</p>
          <Button size="small" onClick={() => setDraft(mondayToFriday(draft))}>
            {say('hours.copyMonday')}
          </Button>
        </div>
        <ExceptionsEditor
          exceptions={draft.exceptions}
          onChange={(exceptions) => setDraft({ ...draft, exceptions })}
          onHolidays={() => setHolidays(true)}
        />
        {draft.exceptions.map((one) => (
          <AutomaticWords
            key={one.key}
            text={one.name}
            before={calendar.exceptionNames[one.date] ?? ''}
            onChange={(name) =>
              setDraft({ ...draft, exceptions: draft.exceptions.map((each) => (each.key === one.key ? { ...each, name } : each)) })
            }
            because={because}
            onBecause={setBecause}
          />
        ))}
        {refused === null ? null : <GateRefused when="hours" of={refused} busy={save.busy} onAnyway={save.run} />}
      </FormDialog>
      {holidays && <HolidaysDialog draft={draft} onTake={setDraft} onClose={() => setHolidays(false)} />}
    </>
  );
}
