/** By when does this channel say a reply comes? The chosen reply time, what it stands on, and the opening hours it counts in. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Field } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { replyText } from './channel-words.ts';
import { changeChannel, channelsQuery, policiesQuery } from './channels-data.ts';
import { gatesQuery } from './gate-data.ts';
import { GateRefused, unkeepableIn, type UnkeepableTime } from './gate-refused.tsx';
import { OpeningHours } from './opening-hours.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { tellInstead } from './tell-instead.ts';
import type { CommitmentPolicyRecord } from '@meanwhile/wire/policy.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

interface Props {
  readonly channel: Channel;
  readonly all: readonly Channel[];
}

export function ReplyTime(props: Props) {
  const policies = useQuery(policiesQuery);
  return (
    <Section title={say('reply.title')} lead={say('reply.lead')}>
      <QueryView of={policies}>{({ items }) => <Chosen {...props} policies={items} />}</QueryView>
    </Section>
  );
}

/** Another reply time, also with a reason or with a length of its own. */
interface Choice {
  readonly policyId: string;
  readonly keptBecause?: string;
  readonly minutes?: number;
}

function Chosen({ channel, all, policies }: Props & { readonly policies: readonly CommitmentPolicyRecord[] }) {
  const mayManage = useMay('policy:manage');
  const [editing, setEditing] = useState<CommitmentPolicyRecord | 'new' | null>(null);
  const [refused, setRefused] = useState<{ readonly of: UnkeepableTime; readonly policyId: string } | null>(null);
  const send = async ({ policyId, keptBecause, minutes }: Choice, key: string): Promise<void> => {
    const calendarId = policies.find((one) => one.id === policyId)?.calendarId;
    try {
      if (minutes !== undefined && calendarId !== undefined) return await tellInstead(channel, { minutes, calendarId }, key);
      await changeChannel(channel.id, { policyId, ...(keptBecause === undefined ? {} : { keptBecause }) });
    } catch (error) {
      const of = unkeepableIn(error);
      setRefused(of === null ? null : { of, policyId });
      throw error;
    }
  };
  const choose = useAct<Choice>(send, {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey, policiesQuery.queryKey, ['entry', channel.id], ['gate', channel.id], gatesQuery.queryKey],
    then: () => setRefused(null),
  });
  const chosen = policies.find((policy) => policy.id === channel.policyId) ?? null;
  const sharers = all.filter((one) => one.policyId !== null && one.policyId === chosen?.id && one.id !== channel.id).map((one) => one.name);
  const first = policies
    .filter(({ appliesTo }) => appliesTo !== null && (appliesTo.channelIds.length === 0 || appliesTo.channelIds.includes(channel.id)))
    .toSorted((a, b) => a.appliesTo!.place - b.appliesTo!.place);
  const onSaved = (saved: CommitmentPolicyRecord) => {
    setEditing(null);
    // One with conditions holds by them, not because this channel names it.
    if (saved.id !== channel.policyId && saved.appliesTo === null) choose.run({ policyId: saved.id });
  };
  return (
    <>
      <div className="flex flex-wrap items-end gap-2">
        <Field label={say('reply.policy')} className="flex-1 basis-64">
          <Select
            options={policies.map((policy) => ({ value: policy.id, label: policy.name, hint: replyText(policy) }))}
            value={channel.policyId}
            onChange={(policyId) => choose.run({ policyId })}
            placeholder={say('reply.none')}
            disabled={!mayManage || choose.busy}
          />
        </Field>
        {mayManage && chosen !== null ? <Button onClick={() => setEditing(chosen)}>{say('reply.edit')}</Button> : null}
        {mayManage ? <Button onClick={() => setEditing('new')}>{say('reply.new')}</Button> : null}
      </div>
      {refused === null ? (
        <FormError text={choose.error} />
      ) : (
        <GateRefused
          of={refused.of}
          busy={choose.busy}
          onTake={(minutes) => choose.run({ policyId: refused.policyId, minutes })}
          onAnyway={(keptBecause) => choose.run({ policyId: refused.policyId, keptBecause })}
        />
      )}
      {chosen === null ? null : <Basis policy={chosen} />}
      {first.length === 0 ? null : <Before policies={first} onEdit={mayManage ? setEditing : null} />}
      {chosen === null ? null : <OpeningHours calendarId={chosen.calendarId} policies={policies} all={all} />}
      {editing === null ? null : (
        <PolicyDialog policy={editing === 'new' ? null : editing} sharedWith={sharers} onClose={() => setEditing(null)} onSaved={onSaved} />
      )}
    </>
  );
}

/** Those with conditions that are asked before the channel's own, in their order. */
function Before({
  policies,
  onEdit,
}: {
  readonly policies: readonly CommitmentPolicyRecord[];
  readonly onEdit: ((policy: CommitmentPolicyRecord) => void) | null;
}) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-small text-muted">{say('reply.before')}</p>
      <ol className="flex flex-col gap-1">
        {policies.map((policy) => (
          <li key={policy.id} className="flex flex-wrap items-center gap-2">
            <span>
              {policy.name} <span className="text-faint">· {replyText(policy)}</span>
            </span>
            {onEdit === null ? null : (
              <Button onClick={() => onEdit(policy)}>
                {say('reply.edit')}
                <span className="sr-only"> {policy.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Basis({ policy }: { readonly policy: CommitmentPolicyRecord }) {
  return (
    <div className="flex flex-col items-start gap-1.5">
      <p>
        {replyText(policy)} <span className="text-faint">· {say('reply.version', { n: policy.version })}</span>
      </p>
      {policy.basis === 'starter' ? (
        <>
          <Chip tone="accent">{say('reply.starter')}</Chip>
          <p className="max-w-160 text-small text-muted">{say('reply.starterWhat')}</p>
        </>
      ) : null}
    </div>
  );
}
