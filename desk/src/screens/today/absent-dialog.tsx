/** Marking people absent: who, until when, and by name the replies that puts at risk, before anything is saved. One press takes it back. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Leave } from '@meanwhile/wire/queues.ts';
import type { Today, TodayWithout } from '@meanwhile/wire/today.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { notify } from '../../parts/toast.tsx';
import { useAct } from '../../sync/act.ts';
import { readClock } from '../../sync/clock.ts';
import { say } from '../../words/say.ts';
import { localeOf } from '../../words/when.ts';
import { daysLater } from '../team/week.ts';
import { ReplyList } from './reply-list.tsx';
import { untilWords } from './until-words.ts';
import { markAbsent, refreshAfterLeave, withoutQuery } from './today-data.ts';

const kinds = ['other', 'sick', 'holiday'] as const satisfies readonly Leave['kind'][];
const ends = ['today', 'tomorrow'] as const;

interface Props {
  readonly of: Today;
  /** Takes it all back. */
  readonly onBack: (leave: readonly Leave[]) => void;
  readonly onClose: () => void;
}

export function AbsentDialog({ of: { people, dayEndsAt }, onBack, onClose }: Props) {
  // One beginning and end for as long as the dialog stands: a repeated press asks for the same.
  const [span] = useState({ startsAt: new Date(readClock()).toISOString(), today: dayEndsAt, tomorrow: daysLater(dayEndsAt, 1) });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [end, setEnd] = useState<(typeof ends)[number]>('today');
  const [kind, setKind] = useState<Leave['kind']>('other');
  const until = span[end];
  const names = new Intl.ListFormat(localeOf()).format(people.filter((one) => chosen.includes(one.memberId)).map(({ name }) => name));
  const mark = useAct<void, readonly Leave[]>((_, key) => markAbsent(chosen, { kind, startsAt: span.startsAt, endsAt: until }, key), {
    refresh: refreshAfterLeave,
    then(leave) {
      notify({ title: say('today.absentDone', { when: untilWords(until, readClock()), names }), undo: () => onBack(leave) });
      onClose();
    },
  });
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={say('today.absentTitle')}
      lead={say('today.absentLead')}
      submit={say('today.markAbsent')}
      onSubmit={() => mark.run()}
      busy={mark.busy}
      incomplete={chosen.length === 0}
      error={mark.error}
    >
      <fieldset>
        <legend className="sr-only">{say('today.absentTitle')}</legend>
        <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
          {people.map(({ memberId, name, availability }) => (
            <Checkbox
              key={memberId}
              label={name}
              hint={say(`staff.${availability}`)}
              checked={chosen.includes(memberId)}
              onChange={(ticked) => setChosen(ticked ? [...chosen, memberId] : chosen.filter((one) => one !== memberId))}
            />
          ))}
        </div>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={say('today.absentUntil')}>
          <Select
            options={ends.map((value) => ({ value, label: say(value === 'today' ? 'today.endOfToday' : 'today.endOfTomorrow') }))}
            value={end}
            onChange={setEnd}
          />
        </Field>
        <Field label={say('today.absentKind')}>
          <Select options={kinds.map((value) => ({ value, label: say(`shifts.leave.${value}`) }))} value={kind} onChange={setKind} />
        </Field>
      </div>
      <Risk memberIds={chosen} until={until} />
    </FormDialog>
  );
}

function Risk({ memberIds, until }: { readonly memberIds: readonly string[]; readonly until: string }) {
  const risk = useQuery(withoutQuery(memberIds, until));
  const isKnown = memberIds.length > 0 && risk.data !== undefined;
  return (
    <div className={`flex min-h-12 flex-col gap-2 ${risk.isPlaceholderData ? 'opacity-55' : ''}`}>
      <p aria-live="polite" className="font-medium">
        {isKnown ? headline(risk.data) : say('today.riskChoose')}
      </p>
      {risk.isError && <p className="text-muted">{say('screen.loadFailed')}</p>}
      {isKnown && !risk.data.isPlanned && <p className="text-small text-muted">{say('today.riskNoPlan')}</p>}
      {isKnown && risk.data.atRisk.length > 0 && (
        <ReplyList replies={risk.data.atRisk} label={headline(risk.data)} aside={(reply) => whyOf(reply)} />
      )}
      {isKnown && risk.data.atRiskCount > risk.data.atRisk.length && (
        <p className="text-small text-muted">{say('today.first', { n: risk.data.atRisk.length })}</p>
      )}
    </div>
  );
}

const headline = ({ atRiskCount }: TodayWithout): string =>
  atRiskCount === 0 ? say('today.riskNone') : say('today.risk', { n: atRiskCount });

const whyOf = (reply: TodayWithout['atRisk'][number]): string =>
  reply.why === 'in_their_hands' ? say('today.inHands', { name: reply.case.assignee?.name ?? '' }) : say('today.tooFew');
