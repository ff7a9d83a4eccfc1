/** What does today bring, who is there for it, and what will be late unless somebody does something? */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarPlus, UserX } from 'lucide-react';
import { useState } from 'react';
import type { Leave } from '@meanwhile/wire/queues.ts';
import type { Today } from '@meanwhile/wire/today.ts';
import { links } from '../../links.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { useNow } from '../../sync/clock.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { AbsentDialog } from './absent-dialog.tsx';
import { IncidentsSection } from './incidents-section.tsx';
import { HoursSection } from './hours-section.tsx';
import { OpenAllTheSame } from './open-all-the-same.tsx';
import { LateSection } from './late-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { markPresent, refreshAfterLeave, todayQuery } from './today-data.ts';
import { untilWords } from './until-words.ts';

export function Screen() {
  const day = useQuery(todayQuery);
  const nowAt = useNow();
  const mayPlan = useMay('shift:manage');
  // Here, not in the dialog: the way back outlives it.
  const back = useAct<readonly Leave[]>(markPresent, { done: say('today.absentUndone'), refresh: refreshAfterLeave });
  const [marking, setMarking] = useState(false);
  const mark =
    mayPlan && day.data !== undefined ? (
      <Button weight="primary" icon={<UserX size={16} aria-hidden />} onClick={() => setMarking(true)}>
        {say('today.markAbsent')}
      </Button>
    ) : undefined;
  return (
    <Page wide title={say('today.title')} {...(day.data === undefined ? {} : { lead: leadOf(day.data, nowAt) })} actions={mark}>
      <FormError text={back.error} />
      <QueryView of={day} rows={8}>
        {(today) => (
          <>
            {today.isCapped && <p className="rounded border border-line bg-sunken p-3">{say('today.capped')}</p>}
            {today.isPlanned ? null : <NoPlan mayPlan={mayPlan} />}
            <OpenAllTheSame />
            <HoursSection of={today} />
            <LateSection of={today} />
            <IncidentsSection />
            <PeopleSection of={today} />
            <HowReckoned of={today} />
            {marking && <AbsentDialog of={today} onBack={back.run} onClose={() => setMarking(false)} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function leadOf({ dueCount, lateCount, willBeLateCount, until, isPlanned }: Today, nowAt: number): string {
  const values = { n: dueCount, late: lateCount, later: willBeLateCount, until: untilWords(until, nowAt) };
  return say(isPlanned ? 'today.lead' : 'today.leadNoPlan', values);
}

function NoPlan({ mayPlan }: { readonly mayPlan: boolean }) {
  const toShifts = (
    <Link to={links.team()} className={buttonClass()}>
      {say('today.toShifts')}
    </Link>
  );
  return (
    <EmptyState
      icon={<CalendarPlus size={24} aria-hidden />}
      title={say('today.noPlan')}
      lead={say('today.noPlanLead')}
      action={mayPlan ? toShifts : undefined}
    />
  );
}

function HowReckoned({ of: { figures } }: { readonly of: Today }) {
  const share = Math.round(figures.productiveShare * 100);
  return (
    <Section title={say('today.how')}>
      <ul className="flex max-w-160 list-disc flex-col gap-1 pl-5 text-muted">
        <li>
          {say('today.how.figures', {
            minutes: Math.round(figures.minutesPerReply * 10) / 10,
            share,
            source: say(`today.source.${figures.source}`),
          })}
        </li>
        <li>{say('today.how.due')}</li>
        <li>{say('today.how.people')}</li>
        <li>{say('today.how.not')}</li>
      </ul>
    </Section>
  );
}
