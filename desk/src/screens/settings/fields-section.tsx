/** Which facts are noted beside cases? Making and removing fields; writing into them happens in the inbox. */
import { factKinds } from '@meanwhile/core/identity/fact.ts';
import type { FactKind } from '@meanwhile/core/identity/fact.ts';
import { fieldKind } from '@meanwhile/wire/fields.ts';
import type { TopicField } from '@meanwhile/wire/fields.ts';
import { useState } from 'react';
import { api } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { del, patch, post } from '../../sync/api.ts';
import { useTopicFields } from '../../sync/case-fields.ts';
import { useMay } from '../../sync/me.ts';
import { useTopics } from '../../sync/people.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';

const everyTopic = 'every';
const ofTheCase = 'none';

export function FieldsSection() {
  const fields = useTopicFields();
  const mayManage = useMay('topic:manage');
  const [isAdding, setAdding] = useState(false);
  return (
    <Section title={say('fields.title')} lead={say('fields.lead')}>
      <QueryView of={fields} rows={1}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-muted">{say('fields.empty')}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {items.map((field) => (
                <FieldRow key={field.id} field={field} mayManage={mayManage} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {mayManage && (
        <Button className="self-start" onClick={() => setAdding(true)}>
          {say('fields.add')}
        </Button>
      )}
      {isAdding && <FieldDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}

function FieldRow({ field, mayManage }: { readonly field: TopicField; readonly mayManage: boolean }) {
  const [isChanging, setChanging] = useState(false);
  const topic = useTopics().data?.find((one) => one.id === field.topicId)?.name ?? say('fields.everyTopic');
  const remove = useAct(() => del(api.topicField(field.id)), {
    refresh: [keys.topicFields],
    done: say('fields.removed', { name: field.name }),
  });
  const facts = [
    topic,
    say(`fields.kind.${field.kind}`),
    ...(field.factKind === null ? [] : [say('fields.factOf', { fact: say(`facts.kind.${field.factKind}`) })]),
    ...(field.required ? [say('fields.required')] : []),
    ...(field.askedBecause === null ? [] : [say('fields.askedWord')]),
    ...(field.mandatory ? [say('fields.mandatoryWord')] : []),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 p-3">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block font-medium wrap-anywhere">{field.name}</span>
        <span className="block text-small text-muted wrap-anywhere">{facts.join(' · ')}</span>
        {field.kind === 'choice' && <span className="block text-small text-faint wrap-anywhere">{field.choices.join(', ')}</span>}
      </span>
      {mayManage && (
        <span className="flex gap-2">
          <Button size="small" aria-label={say('fields.changeName', { name: field.name })} onClick={() => setChanging(true)}>
            {say('fields.change')}
          </Button>
          <Button size="small" busy={remove.busy} onClick={() => remove.run()}>
            {say('fields.remove')}
          </Button>
        </span>
      )}
      {isChanging && <FieldDialog field={field} onClose={() => setChanging(false)} />}
    </li>
  );
}

/** `field`: the one that is changed; what kind it is, and of which topic, stays. */
function FieldDialog({ field, onClose }: { readonly field?: TopicField; readonly onClose: () => void }) {
  const topics = useTopics().data ?? [];
  const [topicId, setTopicId] = useState(field?.topicId ?? everyTopic);
  const [name, setName] = useState(field?.name ?? '');
  const [kind, setKind] = useState<TopicField['kind']>(field?.kind ?? 'text');
  const [choices, setChoices] = useState(field?.choices.join('\n') ?? '');
  const [required, setRequired] = useState(field?.required ?? false);
  const [because, setBecause] = useState(field?.askedBecause ?? '');
  const [mandatory, setMandatory] = useState(field?.mandatory ?? false);
  const [factKind, setFactKind] = useState<FactKind | typeof ofTheCase>(field?.factKind ?? ofTheCase);
  const given = [...new Set(choices.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
  const keep = (body: Omit<TopicField, 'id'>, key: string) => {
    const { topicId: _topic, kind: _kind, ...changes } = body;
    return field === undefined ? post(api.topicFields(), body, key) : patch(api.topicField(field.id), changes);
  };
  const save = useAct<Omit<TopicField, 'id'>>(keep, {
    refresh: [keys.topicFields],
    then: onClose,
  });
  return (
    <FormDialog
      open
      onClose={onClose}
      title={field === undefined ? say('fields.add') : say('fields.changeName', { name: field.name })}
      submit={say('screen.save')}
      incomplete={name.trim() === '' || (kind === 'choice' && given.length === 0)}
      busy={save.busy}
      error={save.error}
      onSubmit={() =>
        save.run({
          topicId: topicId === everyTopic ? null : topicId,
          name: name.trim(),
          kind,
          choices: kind === 'choice' ? given : [],
          required,
          factKind: factKind === ofTheCase ? null : factKind,
          askedBecause: because.trim() === '' ? null : because.trim(),
          mandatory: mandatory && because.trim() !== '',
        })
      }
    >
      <TextField label={say('fields.name')} autoFocus required maxLength={60} value={name} onChange={setName} />
      {field === undefined && (
        <>
          <Field label={say('fields.topic')}>
            <Select<string>
              options={[
                { value: everyTopic, label: say('fields.everyTopic') },
                ...topics.map((one) => ({ value: one.id, label: one.name })),
              ]}
              value={topicId}
              onChange={setTopicId}
              className="w-full"
            />
          </Field>
          <Field label={say('fields.kind')}>
            <Select<TopicField['kind']>
              options={fieldKind.options.map((value) => ({ value, label: say(`fields.kind.${value}`) }))}
              value={kind}
              onChange={setKind}
              className="w-full"
            />
          </Field>
        </>
      )}
      {kind === 'choice' && <TextField label={say('fields.choices')} rows={4} value={choices} onChange={setChoices} />}
      <Field label={say('fields.fact')} hint={say('fields.factHint')}>
        <Select<FactKind | typeof ofTheCase>
          options={[
            { value: ofTheCase, label: say('fields.factNone') },
            ...factKinds.map((one) => ({ value: one, label: say(`facts.kind.${one}`) })),
          ]}
          value={factKind}
          onChange={setFactKind}
          className="w-full"
        />
      </Field>
      <Checkbox label={say('fields.required')} checked={required} onChange={setRequired} />
      <TextField label={say('fields.asked')} hint={say('fields.askedHint')} maxLength={200} value={because} onChange={setBecause} />
      {because.trim() !== '' && <Checkbox label={say('fields.mandatory')} checked={mandatory} onChange={setMandatory} />}
    </FormDialog>
  );
}
