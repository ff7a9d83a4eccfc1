/** Replies due in each hour beside what the people there can answer: a table that can be read out, with two bars a row for the eye. */
import type { Today, TodayHour } from '@meanwhile/wire/today.ts';
import { DueChip } from '../../parts/due-chip.tsx';
import { Section } from '../../parts/section.tsx';
import { useNow } from '../../sync/clock.ts';
import { say } from '../../words/say.ts';
import { clockWords, dayWords, localDay } from '../../words/times.ts';
import { localeOf } from '../../words/when.ts';

export function HoursSection({ of: { hours } }: { readonly of: Today }) {
  const nowAt = useNow();
  const most = Math.max(1, ...hours.flatMap((hour) => [hour.dueCount, hour.canAnswerCount]));
  const days = [...Map.groupBy(hours, (hour) => localDay(hour.startsAt))];
  if (hours.length === 0)
    return (
      <Section title={say('today.hours')}>
        <p className="text-muted">{say('today.hoursNone')}</p>
      </Section>
    );
  return (
    <Section title={say('today.hours')} lead={say('today.hoursLead')}>
      <div role="group" aria-label={say('today.hours')} tabIndex={0} className="overflow-x-auto rounded border border-line">
        <table className="w-full text-left">
          <caption className="sr-only">{say('today.hours')}</caption>
          <thead>
            <tr className="border-b border-line align-bottom text-small text-muted">
              <th scope="col" className="p-2 pl-3 font-medium">
                {say('today.hour')}
              </th>
              <th scope="col" className="p-2 text-right font-medium">
                {say('today.due')}
              </th>
              <th scope="col" className="p-2 text-right font-medium">
                {say('today.there')}
              </th>
              <th scope="col" className="p-2 text-right font-medium">
                {say('today.canAnswer')}
              </th>
              <td className="w-1/2 p-2 max-md:hidden">
                <Legend />
              </td>
            </tr>
          </thead>
          {days.map(([key, ofDay]) => (
            <tbody key={key} className="divide-y divide-line border-b border-line last:border-b-0">
              <tr className="bg-sunken">
                <th scope="rowgroup" colSpan={5} className="px-3 py-1 text-small font-medium">
                  {dayWords(ofDay[0]!.startsAt, nowAt)}
                </th>
              </tr>
              {ofDay.map((hour) => (
                <HourRow key={hour.startsAt} hour={hour} most={most} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Section>
  );
}

function Legend() {
  return (
    <span className="flex flex-wrap gap-x-4" aria-hidden>
      <span className="flex items-center gap-1.5">
        <span className="h-2 w-4 rounded-sm bg-accent" />
        {say('today.due')}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="h-2 w-4 rounded-sm bg-edge" />
        {say('today.canAnswer')}
      </span>
    </span>
  );
}

function HourRow({ hour, most }: { readonly hour: TodayHour; readonly most: number }) {
  const { startsAt, dueCount, lateCount, peopleCount, canAnswerCount } = hour;
  return (
    <tr className="tabular-nums">
      <th scope="row" className="p-2 pl-3 font-normal whitespace-nowrap">
        {clockWords(startsAt)}
      </th>
      <td className="p-2 text-right">
        <span className="inline-flex flex-wrap items-center justify-end gap-x-2 gap-y-1">
          {lateCount > 0 && <DueChip tone="red" words={say('today.hourLate', { n: lateCount })} />}
          {dueCount}
        </span>
      </td>
      <td className="p-2 text-right">{new Intl.NumberFormat(localeOf()).format(peopleCount)}</td>
      <td className="p-2 text-right">{canAnswerCount}</td>
      <td className="w-1/2 p-2 pr-3 max-md:hidden" aria-hidden>
        <span className="flex flex-col gap-0.5">
          <Bar share={dueCount / most} colour="bg-accent" />
          <Bar share={canAnswerCount / most} colour="bg-edge" />
        </span>
      </td>
    </tr>
  );
}

function Bar({ share, colour }: { readonly share: number; readonly colour: string }) {
  return <span className={`block h-1.5 rounded-sm ${colour}`} style={{ width: `${share * 100}%` }} />;
}
