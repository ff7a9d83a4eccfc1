/** For which cases does a reply time hold whatever their channel names? Its number in the order, and what a case must be; decided by the server. */
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { Ticks } from '../../parts/ticks.tsx';
import { useChannelNames, useTopics } from '../../sync/people.ts';
import { useQueues } from '../../sync/queues.ts';
import { useTiers } from '../../sync/tiers.ts';
import { say } from '../../words/say.ts';
import type { CommitmentPolicyRecord } from '@meanwhile/wire/policy.ts';

export type CaseConditions = NonNullable<CommitmentPolicyRecord['appliesTo']>;

interface Props {
  readonly value: CaseConditions | null;
  /** As typed; made a list when it is saved. */
  readonly languages: string;
  readonly onChange: (value: CaseConditions | null) => void;
  readonly onLanguages: (text: string) => void;
}

export const everyCase: CaseConditions = { place: 0, channelIds: [], topicIds: [], queueIds: [], languages: [], priorities: [], tiers: [] };

export function PolicyConditions({ value, languages, onChange, onLanguages }: Props) {
  return (
    <>
      <Field label={say('reply.holds')}>
        <Select
          options={[
            { value: 'named', label: say('reply.holdsNamed') },
            { value: 'first', label: say('reply.holdsFirst') },
          ]}
          value={value === null ? 'named' : 'first'}
          onChange={(next) => onChange(next === 'named' ? null : (value ?? everyCase))}
        />
      </Field>
      {value === null ? null : <ConditionFields value={value} languages={languages} onChange={onChange} onLanguages={onLanguages} />}
    </>
  );
}

/** Which cases: also of internal targets, which always have some. */
export function ConditionFields({ value, languages, onChange, onLanguages }: Omit<Props, 'value'> & { readonly value: CaseConditions }) {
  const channels = useChannelNames().data ?? [];
  const topics = useTopics().data ?? [];
  const queues = useQueues().data?.items ?? [];
  const tiers = useTiers().data?.keys ?? [];
  const kept = value.tiers.filter((one) => !tiers.includes(one));
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={say('reply.place')}
          hint={say('reply.placeHint')}
          inputMode="numeric"
          maxLength={4}
          value={String(value.place + 1)}
          onChange={(text) => onChange({ ...value, place: Math.min(1_000, Math.max(0, (Number.parseInt(text, 10) || 1) - 1)) })}
        />
        <TextField
          label={say('queues.languages')}
          hint={say('queues.languagesHint')}
          maxLength={200}
          value={languages}
          onChange={onLanguages}
        />
      </div>
      <Ticks
        title={say('queues.channels')}
        all={channels}
        chosen={value.channelIds}
        onChange={(channelIds) => onChange({ ...value, channelIds })}
      />
      <Ticks title={say('queues.topics')} all={topics} chosen={value.topicIds} onChange={(topicIds) => onChange({ ...value, topicIds })} />
      <Ticks title={say('reply.queues')} all={queues} chosen={value.queueIds} onChange={(queueIds) => onChange({ ...value, queueIds })} />
      <Ticks
        title={say('policy.priorities')}
        all={priorities.map((id) => ({ id, name: say(`priority.${id}`) }))}
        chosen={value.priorities}
        onChange={(chosen) => onChange({ ...value, priorities: priorities.filter((one) => chosen.includes(one)) })}
      />
      <Ticks
        title={say('policy.tiers')}
        all={[...tiers, ...kept].map((id) => ({ id, name: id }))}
        chosen={value.tiers}
        onChange={(chosen) => onChange({ ...value, tiers: chosen })}
      />
    </>
  );
}
