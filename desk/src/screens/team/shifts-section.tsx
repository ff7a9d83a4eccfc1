/** Who is planned when? A week as a grid, members down and days across; shifts in both pools and leave. Times are the reader's own. */
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Leave, StaffMember } from '@meanwhile/wire/queues.ts';
import type { Shift } from '@meanwhile/wire/records.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { readClock } from '../../sync/clock.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { localeOf } from '../../words/when.ts';
import { gatesQuery } from '../channels/gate-data.ts';
import { GateRefused, unkeepableIn, type UnkeepableTime } from '../channels/gate-refused.tsx';
import { ShiftDialog } from './shift-dialog.tsx';
import { copyWeek, leaveQuery, removeLeave, removeShift, shiftsQuery, staffQuery } from './staff-data.ts';
import { touches, weekOf } from './week.ts';

interface Cell {
  readonly member: StaffMember;
  readonly date: string;
}

export function ShiftsSection() {
  const [weeks, setWeeks] = useState(0);
  const week = weekOf(new Date(readClock()), weeks);
  const weekTitle = say('shifts.week', { day: dayText(week.days[0]!, { day: 'numeric', month: 'long' }) });
  const staff = useQuery(staffQuery);
  const shifts = useQuery(shiftsQuery(week.from, week.to));
  const leave = useQuery(leaveQuery(week.from, week.to));
  const mayPlan = useMay('shift:manage');
  const [adding, setAdding] = useState<Cell | null>(null);
  const copy = useAct<void, number>((_, key) => copyWeek(week, key), {
    refresh: [['shifts'], staffQuery.queryKey],
    done: (n) => (n === 0 ? say('shifts.nothingToCopy') : say('shifts.copied', { n })),
  });
  return (
    <Section title={say('shifts.title')} lead={say('shifts.lead', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}>
      <div className="flex flex-wrap items-center gap-2">
        <IconButton label={say('shifts.before')} icon={<ChevronLeft size={16} aria-hidden />} onClick={() => setWeeks(weeks - 1)} />
        <p className="min-w-40 text-center font-medium" aria-live="polite">
          {weekTitle}
        </p>
        <IconButton label={say('shifts.after')} icon={<ChevronRight size={16} aria-hidden />} onClick={() => setWeeks(weeks + 1)} />
        {weeks !== 0 && (
          <Button size="small" onClick={() => setWeeks(0)}>
            {say('shifts.today')}
          </Button>
        )}
        <span className="flex-1" />
        {mayPlan && (
          <Button size="small" busy={copy.busy} onClick={() => copy.run()}>
            {say('shifts.copy')}
          </Button>
        )}
      </div>
      {copy.error !== null && <FormError text={copy.error} />}
      <QueryView of={staff}>
        {({ items }) => (
          <div className="overflow-x-auto rounded border border-line" tabIndex={0} role="region" aria-label={weekTitle}>
            <table className="w-full min-w-200 table-fixed border-collapse text-small">
              <thead>
                <tr className="border-b border-line">
                  <th scope="col" className="p-2 text-left font-medium">
                    {say('shifts.member')}
                  </th>
                  {week.days.map((date) => (
                    <th key={date} scope="col" className="p-2 text-left font-medium">
                      {dayText(date, { weekday: 'short', day: 'numeric', month: 'numeric' })}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {items.map((member) => (
                  <tr key={member.memberId} className="align-top">
                    <th scope="row" className="max-w-40 p-2 text-left font-medium wrap-anywhere">
                      {member.name}
                    </th>
                    {week.days.map((date) => (
                      <td key={date} className="p-1.5">
                        <DayCell
                          shifts={(shifts.data ?? []).filter((shift) => shift.memberId === member.memberId && touches(shift, date))}
                          leave={(leave.data?.items ?? []).filter((one) => one.memberId === member.memberId && touches(one, date))}
                          mayPlan={mayPlan}
                          addLabel={say('shifts.add', { name: member.name, day: dayText(date, { dateStyle: 'full' }) })}
                          onAdd={() => setAdding({ member, date })}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </QueryView>
      {adding !== null && (
        <ShiftDialog
          memberId={adding.member.memberId}
          title={say('shifts.addTitle', {
            name: adding.member.name,
            day: dayText(adding.date, { weekday: 'long', day: 'numeric', month: 'long' }),
          })}
          date={adding.date}
          onClose={() => setAdding(null)}
        />
      )}
    </Section>
  );
}

interface DayProps {
  readonly shifts: readonly Shift[];
  readonly leave: readonly Leave[];
  readonly mayPlan: boolean;
  readonly addLabel: string;
  readonly onAdd: () => void;
}

function DayCell({ shifts, leave, mayPlan, addLabel, onAdd }: DayProps) {
  return (
    <div className="flex min-h-8 flex-col gap-1">
      {leave.map((one) => (
        <Entry
          key={one.id}
          tone="bg-sunken text-muted"
          text={say(`shifts.leave.${one.kind}`)}
          mayPlan={mayPlan}
          remove={() => removeLeave(one.id)}
        />
      ))}
      {shifts.map((shift) => (
        <Entry
          key={shift.id}
          tone={shift.pool === 'live' ? 'border border-line text-ink' : 'bg-accent-soft text-accent-text'}
          text={`${clock(shift.startsAt)}–${clock(shift.endsAt)}${shift.pool === 'live' ? ` ${say('shifts.live')}` : ''}`}
          {...(shift.exceptionReason === null ? {} : { hint: say('shifts.exception', { reason: shift.exceptionReason }) })}
          mayPlan={mayPlan}
          remove={(because) => removeShift(shift.id, because)}
        />
      ))}
      {mayPlan && (
        <button
          type="button"
          aria-label={addLabel}
          title={addLabel}
          onClick={onAdd}
          className="flex h-6 min-w-6 items-center justify-center rounded-sm text-faint hover:bg-sunken hover:text-ink"
        >
          <Plus size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

interface EntryProps {
  readonly tone: string;
  readonly text: string;
  readonly hint?: string;
  readonly mayPlan: boolean;
  readonly remove: (because?: string) => Promise<unknown>;
}

function Entry({ tone, text, hint, mayPlan, remove }: EntryProps) {
  const [refused, setRefused] = useState<UnkeepableTime | null>(null);
  const send = async (because: string | null): Promise<void> => {
    try {
      await remove(because ?? undefined);
    } catch (error) {
      setRefused(unkeepableIn(error));
      throw error;
    }
  };
  const removing = useAct<string | null>(send, {
    done: say('shifts.removed'),
    refresh: [['shifts'], ['leave'], staffQuery.queryKey, ['gate'], gatesQuery.queryKey],
    then: () => setRefused(null),
  });
  return (
    <span className={`flex items-center gap-1 rounded-sm px-1.5 py-0.5 ${tone}`} title={hint}>
      <span className="min-w-0 flex-1 tabular-nums">
        {text}
        {hint !== undefined && ' *'}
      </span>
      {mayPlan && (
        <button
          type="button"
          aria-label={say('shifts.remove', { what: text })}
          disabled={removing.busy}
          onClick={() => removing.run(null)}
          className="flex size-6 shrink-0 items-center justify-center rounded-sm hover:bg-surface"
        >
          <X size={12} aria-hidden />
        </button>
      )}
      {refused !== null && (
        <Dialog
          open
          onClose={() => setRefused(null)}
          title={say('shifts.remove', { what: text })}
          actions={<Button onClick={() => setRefused(null)}>{say('screen.cancel')}</Button>}
        >
          <div className="pt-2">
            <GateRefused when="shift" of={refused} busy={removing.busy} onAnyway={removing.run} />
          </div>
        </Dialog>
      )}
    </span>
  );
}

function dayText(date: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(localeOf(), options).format(new Date(`${date}T12:00`));
}

function clock(instant: string): string {
  return new Intl.DateTimeFormat(localeOf(), { hour: 'numeric', minute: '2-digit' }).format(new Date(instant));
}
