/** One internal target: for which cases it holds, how soon each thing is to be done, and what a change does to clocks that run. */
import { useQuery } from '@tanstack/react-query';
import { aimKinds, type AimKind } from '@meanwhile/core/commitment/clock-fold.ts';
import type { ClockTarget, SaveTarget } from '@meanwhile/wire/targets.ts';
import { useState } from 'react';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { calendarsQuery } from './channels-data.ts';
import { ConditionFields } from './policy-conditions.tsx';
import { minutesOfHours, targetBody, targetDraft, type AimDraft, type TargetDraft } from './target-draft.ts';
import { addTarget, changeTarget, targetsQuery } from './targets-data.ts';

interface Props {
  /** Null: a new one. */
  readonly target: ClockTarget | null;
  readonly nextPlace: number;
  readonly onClose: () => void;
}

export function TargetDialog({ target, nextPlace, onClose }: Props) {
  const calendars = useQuery(calendarsQuery).data?.items ?? [];
  const [draft, setDraft] = useState(() => targetDraft(target, nextPlace));
  const change = (part: Partial<TargetDraft>) => setDraft({ ...draft, ...part });
  const body = targetBody(draft, calendars[0]?.id ?? null);
  const save = useAct<SaveTarget>((next, key) => (target === null ? addTarget(next, key) : changeTarget(target.id, next)), {
    done: say('screen.saved'),
    refresh: [targetsQuery.queryKey, ['case-clocks']],
    then: onClose,
  });
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={say(target === null ? 'targets.add' : 'targets.edit')}
      submit={say('screen.save')}
      onSubmit={() => {
        if (body !== null) save.run(body);
      }}
      busy={save.busy}
      incomplete={body === null}
      error={save.error}
    >
      <TextField label={say('targets.name')} autoFocus required maxLength={80} value={draft.name} onChange={(name) => change({ name })} />
      <section className="flex flex-col gap-3 border-t border-line pt-4" aria-label={say('targets.aims')}>
        <h3 className="font-medium">{say('targets.aims')}</h3>
        <p className="-mt-2 text-small text-muted">{say('targets.aimsHint')}</p>
        {aimKinds.map((kind) => (
          <AimFields key={kind} kind={kind} aim={draft.aims[kind]} onChange={(aim) => change({ aims: { ...draft.aims, [kind]: aim } })} />
        ))}
        {aimKinds.some((kind) => draft.aims[kind].isOpenTime) && (
          <Field label={say('targets.calendar')}>
            <Select
              options={calendars.map((calendar) => ({ value: calendar.id, label: calendar.name }))}
              value={draft.calendarId ?? calendars[0]?.id ?? null}
              onChange={(calendarId) => change({ calendarId })}
            />
          </Field>
        )}
        <Switches draft={draft} change={change} />
      </section>
      <section className="flex flex-col gap-4 border-t border-line pt-4" aria-label={say('targets.holds')}>
        <h3 className="font-medium">{say('targets.holds')}</h3>
        <ConditionFields
          value={draft.appliesTo}
          languages={draft.languages}
          onChange={(appliesTo) => change({ appliesTo: appliesTo ?? draft.appliesTo })}
          onLanguages={(languages) => change({ languages })}
        />
      </section>
    </FormDialog>
  );
}

interface AimProps {
  readonly kind: AimKind;
  readonly aim: AimDraft;
  readonly onChange: (aim: AimDraft) => void;
}

function AimFields({ kind, aim, onChange }: AimProps) {
  const name = say(`clock.${kind}`);
  const isBad = aim.hours.trim() !== '' && minutesOfHours(aim.hours) === null;
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <TextField
        label={say('targets.hours', { kind: name })}
        maxLength={8}
        error={isBad ? say('targets.bad') : null}
        value={aim.hours}
        onChange={(hours) => onChange({ ...aim, hours })}
      />
      <Field label={say('targets.counts', { kind: name })}>
        <Select
          options={[
            { value: 'open', label: say('targets.open') },
            { value: 'elapsed', label: say('targets.elapsed') },
          ]}
          value={aim.isOpenTime ? 'open' : 'elapsed'}
          onChange={(next) => onChange({ ...aim, isOpenTime: next === 'open' })}
        />
      </Field>
    </div>
  );
}

function Switches({ draft, change }: { readonly draft: TargetDraft; readonly change: (part: Partial<TargetDraft>) => void }) {
  return (
    <>
      <Checkbox
        label={say('targets.restarts')}
        checked={draft.restartsOnPriority}
        onChange={(restartsOnPriority) => change({ restartsOnPriority })}
      />
      <Checkbox label={say('targets.pauses')} checked={draft.pausesOnOthers} onChange={(pausesOnOthers) => change({ pausesOnOthers })} />
      <TextField
        label={say('targets.grace')}
        inputMode="numeric"
        maxLength={4}
        value={draft.graceMinutes}
        onChange={(graceMinutes) => change({ graceMinutes })}
      />
    </>
  );
}
