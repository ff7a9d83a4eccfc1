/** Making or changing one queue: which cases it takes, who answers them, and how they get into hands. */
import { useState } from 'react';
import type { Queue } from '@meanwhile/wire/queues.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { Ticks } from '../../parts/ticks.tsx';
import { useAct } from '../../sync/act.ts';
import { useAgents, useChannelNames, useTopics } from '../../sync/people.ts';
import { say } from '../../words/say.ts';
import { lineOf, listOf } from '../../parts/comma-list.ts';
import { addQueue, changeQueue, queuesQuery, type QueueBody } from './staff-data.ts';

interface Props {
  /** Null: a new one. */
  readonly queue: Queue | null;
  readonly nextPlace: number;
  readonly onClose: () => void;
}

export function QueueDialog({ queue, nextPlace, onClose }: Props) {
  const [draft, setDraft] = useState<QueueBody>(() => queue ?? blank(nextPlace));
  const [skills, setSkills] = useState(lineOf(draft.skills));
  const [languages, setLanguages] = useState(lineOf(draft.languages));
  const agents = useAgents().data ?? [];
  const channels = useChannelNames().data ?? [];
  const topics = useTopics().data ?? [];
  const save = useAct<void>(
    (_, key) => {
      const { name, place, channelIds, topicIds, memberIds, handOut } = draft;
      const body = {
        name,
        place,
        channelIds,
        topicIds,
        memberIds,
        handOut,
        skills: listOf(skills),
        languages: listOf(languages.toLowerCase()),
      };
      return queue === null ? addQueue(body, key) : changeQueue(queue.id, body);
    },
    { done: say('queues.saved'), refresh: [queuesQuery.queryKey], then: onClose },
  );
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={say(queue === null ? 'queues.add' : 'queues.edit')}
      submit={say('screen.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={draft.name.trim() === ''}
      error={save.error}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={say('queues.name')} maxLength={60} value={draft.name} onChange={(name) => setDraft({ ...draft, name })} />
        <TextField
          label={say('queues.place')}
          hint={say('queues.placeHint')}
          inputMode="numeric"
          maxLength={4}
          value={String(draft.place + 1)}
          onChange={(text) => setDraft({ ...draft, place: Math.min(1_000, Math.max(0, (Number.parseInt(text, 10) || 1) - 1)) })}
        />
        <Field label={say('queues.handOut')} hint={say(draft.handOut === 'pushed' ? 'queues.pushedHint' : 'queues.pulledHint')}>
          <Select
            options={(['pulled', 'pushed'] as const).map((value) => ({ value, label: say(`queues.${value}`) }))}
            value={draft.handOut}
            onChange={(handOut) => setDraft({ ...draft, handOut })}
          />
        </Field>
        <TextField
          label={say('queues.languages')}
          hint={say('queues.languagesHint')}
          maxLength={200}
          value={languages}
          onChange={setLanguages}
        />
        <TextField label={say('queues.skills')} hint={say('queues.skillsHint')} maxLength={400} value={skills} onChange={setSkills} />
      </div>
      <Ticks
        title={say('queues.channels')}
        all={channels}
        chosen={draft.channelIds}
        onChange={(channelIds) => setDraft({ ...draft, channelIds })}
      />
      <Ticks title={say('queues.topics')} all={topics} chosen={draft.topicIds} onChange={(topicIds) => setDraft({ ...draft, topicIds })} />
      <Ticks
        title={say('queues.members')}
        hint={say('queues.membersHint')}
        all={agents}
        chosen={draft.memberIds}
        onChange={(memberIds) => setDraft({ ...draft, memberIds })}
      />
    </FormDialog>
  );
}

const blank = (place: number): QueueBody => ({
  name: '',
  place,
  channelIds: [],
  topicIds: [],
  languages: [],
  skills: [],
  memberIds: [],
  handOut: 'pushed',
});
