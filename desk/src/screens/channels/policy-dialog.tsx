/** A reply time: so many hours or minutes of a calendar's open time. Changing one makes a new version; who was told a time before keeps it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { lineOf, listOf } from '../../parts/comma-list.ts';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { calendarsQuery, channelsQuery, createPolicy, policiesQuery, savePolicy } from './channels-data.ts';
import { gatesQuery } from './gate-data.ts';
import { PolicyConditions } from './policy-conditions.tsx';
import { PolicyPreview } from './policy-preview.tsx';
import { amountOf, minutesOf } from './reply-time.ts';
import { GateRefused, unkeepableIn, type UnkeepableTime } from './gate-refused.tsx';
import type { CommitmentPolicyRecord } from '@meanwhile/wire/policy.ts';
import type { PolicyBody } from './channels-data.ts';

interface Props {
  /** Null = a new one. */
  readonly policy: CommitmentPolicyRecord | null;
  /** Other channels with the same reply time. */
  readonly sharedWith: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: (policy: CommitmentPolicyRecord) => unknown;
}

export function PolicyDialog({ policy, sharedWith, onClose, onSaved }: Props) {
  const calendars = useQuery(calendarsQuery).data?.items ?? [];
  const start = amountOf(policy?.replyWithinMinutes ?? 480);
  const [name, setName] = useState(policy?.name ?? '');
  const [amount, setAmount] = useState(String(start.amount));
  const [unit, setUnit] = useState(start.unit);
  const [calendarId, setCalendarId] = useState(policy?.calendarId ?? null);
  const [appliesTo, setAppliesTo] = useState(policy?.appliesTo ?? null);
  const [languages, setLanguages] = useState(lineOf(appliesTo?.languages ?? []));
  const [unkeepable, setUnkeepable] = useState<UnkeepableTime | null>(null);
  const chosenCalendarId = calendarId ?? calendars[0]?.id ?? null;
  const minutes = minutesOf(amount, unit);
  const body: PolicyBody | null =
    minutes === null || chosenCalendarId === null
      ? null
      : {
          name: name.trim(),
          calendarId: chosenCalendarId,
          replyWithinMinutes: minutes,
          appliesTo: appliesTo === null ? null : { ...appliesTo, languages: listOf(languages.toLowerCase()) },
        };
  const save = useAct<PolicyBody & { readonly keptBecause?: string }, CommitmentPolicyRecord>(
    async (next, key) => {
      setUnkeepable(null);
      try {
        return await (policy === null ? createPolicy(next, key) : savePolicy(policy.id, next));
      } catch (error) {
        setUnkeepable(unkeepableIn(error));
        throw error;
      }
    },
    {
      done: say('screen.saved'),
      refresh: [policiesQuery.queryKey, channelsQuery.queryKey, ['entry'], ['gate'], gatesQuery.queryKey],
      then: onSaved,
    },
  );
  const lead =
    policy === null
      ? say('reply.lead')
      : [say('reply.newVersion'), ...(sharedWith.length === 0 ? [] : [say('reply.sharedWith', { names: sharedWith.join(', ') })])].join(
          ' ',
        );
  return (
    <FormDialog
      open
      wide={appliesTo !== null}
      onClose={onClose}
      title={say(policy === null ? 'reply.new' : 'reply.edit')}
      lead={lead}
      submit={say('screen.save')}
      onSubmit={() => {
        if (body !== null) save.run(body);
      }}
      busy={save.busy}
      incomplete={body === null || name.trim() === ''}
      error={unkeepable === null ? save.error : null}
    >
      <TextField label={say('reply.nameLabel')} autoFocus={policy === null} required maxLength={120} value={name} onChange={setName} />
      <div className="grid grid-cols-[7rem_1fr] items-start gap-3">
        <TextField
          label={say('reply.amount')}
          inputMode="numeric"
          required
          error={minutes === null ? say('reply.amountBad') : null}
          value={amount}
          onChange={setAmount}
        />
        <Field label={say('reply.unit')}>
          <Select
            options={[
              { value: 'hours', label: say('reply.unitHours') },
              { value: 'minutes', label: say('reply.unitMinutes') },
            ]}
            value={unit}
            onChange={setUnit}
          />
        </Field>
      </div>
      <Field label={say('reply.calendar')}>
        <Select
          options={calendars.map((calendar) => ({ value: calendar.id, label: calendar.name }))}
          value={chosenCalendarId}
          onChange={setCalendarId}
        />
      </Field>
      <PolicyConditions value={appliesTo} languages={languages} onChange={setAppliesTo} onLanguages={setLanguages} />
      {unkeepable === null ? null : (
        <GateRefused
          of={unkeepable}
          busy={save.busy}
          onTake={(achievable) => {
            const next = amountOf(achievable);
            setAmount(String(next.amount));
            setUnit(next.unit);
            if (body !== null) save.run({ ...body, replyWithinMinutes: achievable });
          }}
          onAnyway={(keptBecause) => {
            if (body !== null) save.run({ ...body, keptBecause });
          }}
        />
      )}
      {minutes === null || chosenCalendarId === null ? null : <PolicyPreview calendarId={chosenCalendarId} minutes={minutes} />}
    </FormDialog>
  );
}
