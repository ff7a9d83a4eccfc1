/** Which cases are wanted? Conditions to choose, to show once or to keep under a name. */
import { useNavigate } from '@tanstack/react-router';
import { isHalfField } from '@meanwhile/wire/case-list.ts';
import type { CaseFilter, SavedView } from '@meanwhile/wire/case-list.ts';
import { useState } from 'react';
import { links, views } from '../../../links.ts';
import type { View } from '../../../links.ts';
import { Checkbox } from '../../../parts/checkbox.tsx';
import { Field } from '../../../parts/field.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { Select } from '../../../parts/select.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { useAct } from '../../../sync/act.ts';
import { changeKept, keepList, useKeptLists } from '../../../sync/kept-lists.ts';
import type { KeptBody } from '../../../sync/kept-lists.ts';
import { chooseList, useListChoice } from '../../../sync/list-choice.ts';
import { useMay } from '../../../sync/me.ts';
import { useAgents, useChannelNames, useTags, useTopics } from '../../../sync/people.ts';
import { say } from '../../../words/say.ts';
import { FieldCondition } from './field-condition.tsx';

const any = 'any';
type Named = { readonly id: string; readonly name: string };
const optionsOf = (items: readonly Named[] | undefined) => [
  { value: any, label: say('filter.any') },
  ...(items ?? []).map(({ id, name }) => ({ value: id, label: name })),
];

export function FilterDialog({ view, onClose }: { readonly view: View; readonly onClose: () => void }) {
  const { filter: current, keptId } = useListChoice();
  const list = useKeptLists().data?.find((one) => one.id === keptId && one.mayChange);
  return <Form key={list?.id ?? 'new'} view={view} current={current} list={list} onClose={onClose} />;
}

interface FormProps {
  readonly view: View;
  readonly current: CaseFilter;
  readonly list: SavedView | undefined;
  readonly onClose: () => void;
}

function Form({ view, current, list, onClose }: FormProps) {
  const navigate = useNavigate();
  const mayKeep = useMay('case:write');
  const mayShare = useMay('view:share');
  const [place, setPlace] = useState<View>(view);
  const [filter, setFilter] = useState<CaseFilter>(current);
  const [isKept, setKept] = useState(list !== undefined);
  const [name, setName] = useState(list?.name ?? '');
  const [shared, setShared] = useState(list?.shared ?? false);
  const show = (keptId: string | null) => {
    chooseList(filter, keptId);
    void navigate({ to: links.inbox(place) });
    onClose();
  };
  const keep = useAct<KeptBody, SavedView>((body, key) => (list === undefined ? keepList(body, key) : changeKept(list.id, body)), {
    done: (made) => say('kept.made', { name: made.name }),
    then: (made) => show(made.id),
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say(list === undefined ? 'filter.title' : 'kept.changeTitle')}
      lead={say('filter.lead')}
      submit={say(isKept ? 'screen.save' : 'filter.show')}
      incomplete={(isKept && name.trim() === '') || isHalfField(filter)}
      busy={keep.busy}
      error={keep.error}
      onSubmit={() => (isKept ? keep.run({ name: name.trim(), view: place, filter, shared }) : show(null))}
    >
      <Conditions place={place} setPlace={setPlace} filter={filter} setFilter={setFilter} />
      {mayKeep && list === undefined && <Checkbox label={say('kept.keep')} checked={isKept} onChange={setKept} />}
      {isKept && <TextField label={say('kept.name')} maxLength={60} required value={name} onChange={setName} />}
      {isKept && mayShare && <Checkbox label={say('kept.shared')} checked={shared} onChange={setShared} />}
    </FormDialog>
  );
}

interface ConditionsProps {
  readonly place: View;
  readonly setPlace: (view: View) => void;
  readonly filter: CaseFilter;
  readonly setFilter: (filter: CaseFilter) => void;
}

function Conditions({ place, setPlace, filter, setFilter }: ConditionsProps) {
  const [channels, topics, tags, agents] = [useChannelNames().data, useTopics().data, useTags().data, useAgents().data];
  const nobody = { value: 'nobody', label: say('filter.nobody') };
  const people = optionsOf(agents);
  const parts = [
    {
      part: 'only',
      label: say('filter.only'),
      options: [
        ...optionsOf([]),
        ...(['late', 'due_soon', 'stuck', 'quiet'] as const).map((value) => ({ value, label: say(`only.${value}`) })),
      ],
    },
    { part: 'channelId', label: say('filter.channel'), options: optionsOf(channels) },
    { part: 'topicId', label: say('filter.topic'), options: optionsOf(topics) },
    { part: 'tagId', label: say('filter.tag'), options: optionsOf(tags) },
    { part: 'assigneeId', label: say('filter.assignee'), options: [...people.slice(0, 1), nobody, ...people.slice(1)] },
  ] as const;
  const set = (part: keyof CaseFilter, value: string) => {
    const rest = Object.entries(filter).filter(([key]) => key !== part);
    setFilter(Object.fromEntries(value === any ? rest : [...rest, [part, value]]));
  };
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <Field label={say('filter.view')}>
        <Select<View>
          options={views.map((one) => ({ value: one, label: say(`view.${one}`) }))}
          value={place}
          onChange={setPlace}
          className="w-full"
        />
      </Field>
      {parts.map(({ part, label, options }) => (
        <Field key={part} label={label}>
          <Select<string> options={options} value={filter[part] ?? any} onChange={(value) => set(part, value)} className="w-full" />
        </Field>
      ))}
      <FieldCondition filter={filter} setFilter={setFilter} />
    </div>
  );
}
