/** One macro: what it is called, its digit, and each step it takes. */
import { useState } from 'react';
import type { Macro, MacroSteps } from '@meanwhile/wire/snippets.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Choice } from '../../parts/choice.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { post, put } from '../../sync/api.ts';
import { useAgents, useTags, useTopics } from '../../sync/people.ts';
import { snippetKeys } from '../../sync/snippets.ts';
import { api } from '../../links.ts';
import { say } from '../../words/say.ts';
import { LiveWordsHint } from './live-words-hint.tsx';

const nothing: MacroSteps = { text: null, topicId: null, tagIds: [], assignee: null, status: null, snoozeMinutes: null };
const hours = [1, 3] as const;
const days = [1, 2, 3, 7] as const;
const statuses = ['open', 'wait', 'resolved'] as const;

export function MacroDialog({ macro, onClose }: { readonly macro: Macro | null; readonly onClose: () => void }) {
  const [name, setName] = useState(macro?.name ?? '');
  const [key, setKey] = useState(macro?.key ?? null);
  const [steps, setSteps] = useState<MacroSteps>(macro?.steps ?? nothing);
  const topics = useTopics().data ?? [];
  const tags = useTags().data ?? [];
  const agents = useAgents().data ?? [];
  const change = (part: Partial<MacroSteps>) => setSteps({ ...steps, ...part });
  const save = useAct(
    (_: void, idempotencyKey) => {
      const body = { name: name.trim(), key, steps };
      return macro === null ? post(api.macros(), body, idempotencyKey) : put(api.macro(macro.id), body);
    },
    { refresh: [snippetKeys.macros], then: onClose, words: { name_taken: 'snippets.taken' } },
  );
  const named = ({ id, name: label }: { readonly id: string; readonly name: string }) => ({ value: id, label });
  const snoozes = [
    ...hours.map((n) => ({ value: String(n * 60), label: say('macros.snooze.hours', { n }) })),
    ...days.map((n) => ({ value: String(n * 24 * 60), label: say('macros.snooze.days', { n }) })),
  ];
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={macro === null ? say('macros.add') : say('snippets.change', { name: macro.name })}
      lead={say('macros.lead')}
      submit={say('screen.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={name.trim() === ''}
      error={save.error}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={say('snippets.name')} autoFocus maxLength={60} value={name} onChange={setName} />
        <Choice
          label={say('macros.key')}
          none={say('macros.noKey')}
          value={key}
          options={'1234567890'.split('').map((digit) => ({ value: digit, label: digit }))}
          onChange={setKey}
        />
      </div>
      <TextField
        label={say('macros.text')}
        hint={say('snippets.blanks')}
        rows={4}
        maxLength={10_000}
        value={steps.text ?? ''}
        onChange={(text) => change({ text: text === '' ? null : text })}
      />
      <LiveWordsHint text={steps.text ?? ''} onChange={(text) => change({ text: text === '' ? null : text })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          label={say('macros.status')}
          none={say('macros.status.none')}
          value={steps.status}
          options={statuses.map((one) => ({ value: one, label: say(`macros.status.${one}`) }))}
          onChange={(status) => change({ status: statuses.find((one) => one === status) ?? null })}
        />
        <Choice
          label={say('macros.assignee')}
          none={say('macros.assignee.none')}
          value={steps.assignee}
          options={[{ value: 'me', label: say('macros.assignee.me') }, ...agents.map(named)]}
          onChange={(assignee) => change({ assignee })}
        />
        <Choice
          label={say('macros.topic')}
          none={say('macros.topic.none')}
          value={steps.topicId}
          options={topics.map(named)}
          onChange={(topicId) => change({ topicId })}
        />
        <Choice
          label={say('macros.snooze')}
          none={say('macros.snooze.none')}
          value={steps.snoozeMinutes === null ? null : String(steps.snoozeMinutes)}
          options={snoozes}
          onChange={(minutes) => change({ snoozeMinutes: minutes === null ? null : Number(minutes) })}
        />
      </div>
      {tags.length > 0 && (
        <fieldset>
          <legend className="mb-1 text-small font-medium">{say('macros.tags')}</legend>
          <div className="grid max-h-40 gap-1.5 overflow-y-auto sm:grid-cols-3">
            {tags.map((tag) => (
              <Checkbox
                key={tag.id}
                label={tag.name}
                checked={steps.tagIds.includes(tag.id)}
                onChange={(on) => change({ tagIds: on ? [...steps.tagIds, tag.id] : steps.tagIds.filter((one) => one !== tag.id) })}
              />
            ))}
          </div>
        </fieldset>
      )}
    </FormDialog>
  );
}
