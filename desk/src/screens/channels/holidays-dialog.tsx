/** Taking over public holidays: a country, a region, a year; each day is looked at and ticked. Nothing is saved before the hours themselves are. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HolidayYear } from '@meanwhile/wire/holidays.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Select } from '../../parts/select.tsx';
import { readClock } from '../../sync/clock.ts';
import { say, currentLanguage } from '../../words/say.ts';
import { takeOver, type CalendarDraft } from './calendar-draft.ts';
import { dateName } from './channel-words.ts';
import { holidaysQuery } from './channels-data.ts';

interface Props {
  readonly draft: CalendarDraft;
  readonly onTake: (draft: CalendarDraft) => void;
  readonly onClose: () => void;
}

const wholeCountry = '-';

export function HolidaysDialog({ draft, onTake, onClose }: Props) {
  const thisYear = new Date(readClock()).getFullYear();
  const [country, setCountry] = useState<string | null>(null);
  const [region, setRegion] = useState(wholeCountry);
  const [year, setYear] = useState(String(thisYear));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const asked = { country, region: region === wholeCountry ? null : region, year: Number(year), locale: currentLanguage() };
  const found = useQuery({ ...holidaysQuery(asked), placeholderData: (known) => known });
  const days = country === null || found.data === undefined || found.isPlaceholderData ? [] : found.data.days;
  const chosen = days.filter((day) => !left.has(day.date));
  const choose = (change: () => void) => {
    change();
    setLeft(new Set());
  };
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('holidays.title')}
      lead={say('holidays.lead')}
      submit={say('holidays.take', { n: chosen.length })}
      onSubmit={() => {
        onTake(takeOver(draft, chosen));
        onClose();
      }}
      incomplete={chosen.length === 0}
      busy={false}
      error={null}
    >
      <QueryView of={found}>
        {(data) => (
          <>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label={say('holidays.country')}>
                <Select
                  options={optionsOf(data.countries)}
                  value={country}
                  placeholder={say('holidays.choose')}
                  onChange={(next) => choose(() => (setCountry(next), setRegion(wholeCountry)))}
                />
              </Field>
              <Field label={say('holidays.year')}>
                <Select
                  options={[0, 1, 2].map((more) => ({ value: String(thisYear + more), label: String(thisYear + more) }))}
                  value={year}
                  onChange={(next) => choose(() => setYear(next))}
                />
              </Field>
              {data.regions.length > 0 && (
                <Field label={say('holidays.region')}>
                  <Select
                    options={[{ value: wholeCountry, label: say('holidays.everywhere') }, ...optionsOf(data.regions)]}
                    value={region}
                    onChange={(next) => choose(() => setRegion(next))}
                  />
                </Field>
              )}
            </div>
            <ul className="flex flex-col gap-2">
              {days.map((day) => (
                <li key={day.date}>
                  <Checkbox
                    label={day.name}
                    hint={day.from === null ? dateName(day.date) : say('holidays.from', { date: dateName(day.date), time: day.from })}
                    checked={!left.has(day.date)}
                    onChange={(checked) => setLeft(new Set(checked ? [...left].filter((one) => one !== day.date) : [...left, day.date]))}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
      </QueryView>
    </FormDialog>
  );
}

function optionsOf(places: HolidayYear['countries']) {
  return places.map(({ code, name }) => ({ value: code, label: name }));
}
