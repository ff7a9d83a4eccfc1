/** In which hours does the reply time count? The calendar as it is, and the way to change it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { weekdays } from '@meanwhile/core/calendar/calendar.ts';
import { Button } from '../../parts/button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { draftOf } from './calendar-draft.ts';
import { CalendarDialog } from './calendar-dialog.tsx';
import { dateName, weekdayName, windowsText } from './channel-words.ts';
import { calendarsQuery } from './channels-data.ts';
import type { CommitmentPolicyRecord } from '@meanwhile/wire/policy.ts';
import type { Calendar, Channel } from '@meanwhile/wire/records.ts';

interface Props {
  readonly calendarId: string;
  readonly policies: readonly CommitmentPolicyRecord[];
  readonly all: readonly Channel[];
}

export function OpeningHours({ calendarId, policies, all }: Props) {
  const calendars = useQuery(calendarsQuery);
  const mayManage = useMay('policy:manage');
  const [editing, setEditing] = useState(false);
  const users = all.filter((channel) => policies.some((policy) => policy.id === channel.policyId && policy.calendarId === calendarId));
  return (
    <QueryView of={calendars}>
      {({ items }) => {
        const calendar = items.find((one) => one.id === calendarId);
        if (calendar === undefined) return null;
        return (
          <div className="flex flex-col gap-3 rounded border border-line p-4">
            <div className="flex flex-wrap items-start gap-2">
              <div className="min-w-0 flex-1 basis-52">
                <h3 className="font-medium">{say('hours.title')}</h3>
                <p className="text-small text-muted">
                  {calendar.name} · {calendar.zone.replaceAll('_', ' ')} · {say('reply.version', { n: calendar.version })}
                </p>
              </div>
              {mayManage ? (
                <Button size="small" onClick={() => setEditing(true)}>
                  {say('hours.edit')}
                </Button>
              ) : null}
            </div>
            <Hours calendar={calendar} />
            {editing ? (
              <CalendarDialog calendar={calendar} usedBy={users.map((channel) => channel.name)} onClose={() => setEditing(false)} />
            ) : null}
          </div>
        );
      }}
    </QueryView>
  );
}

function Hours({ calendar }: { readonly calendar: Calendar }) {
  const { exceptions } = draftOf(calendar);
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)] gap-x-4 sm:grid-cols-[auto_1fr] sm:gap-x-6 gap-y-1">
      {weekdays.map((day) => (
        <div key={day} className="contents">
          <dt className="text-muted">{weekdayName(day)}</dt>
          <dd className="tabular-nums">{windowsText(calendar.weekly[day])}</dd>
        </div>
      ))}
      {exceptions.map(({ key, date, name, windows }) => (
        <div key={key} className="contents">
          <dt className="text-muted">
            {dateName(date)}
            {name === '' ? '' : ` (${name})`}
          </dt>
          <dd className="tabular-nums">{windowsText(windows)}</dd>
        </div>
      ))}
    </dl>
  );
}
