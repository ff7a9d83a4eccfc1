/** Which topics and tags are there? Making new ones; giving them to cases happens in the inbox. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { useTags, useTopics } from '../../sync/people.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { FieldsSection } from './fields-section.tsx';
import { createTag, createTopic } from './settings-data.ts';
import type { QueryKey } from '@tanstack/react-query';

interface Label {
  readonly id: string;
  readonly name: string;
}

export function LabelsSection() {
  const topics = useTopics();
  const tags = useTags();
  const mayTopic = useMay('topic:manage');
  const mayTag = useMay('tag:write');
  return (
    <>
      <Section title={say('labels.topics')} lead={say('labels.topicsLead')}>
        <QueryView of={topics} rows={1}>
          {(items) => <Labels labels={items} none={say('labels.topicsEmpty')} />}
        </QueryView>
        {mayTopic ? <NewLabel label={say('labels.addTopic')} create={createTopic} refresh={keys.topics} /> : null}
      </Section>
      <Section title={say('labels.tags')} lead={say('labels.tagsLead')}>
        <QueryView of={tags} rows={1}>
          {(items) => <Labels labels={items} none={say('labels.tagsEmpty')} />}
        </QueryView>
        {mayTag ? <NewLabel label={say('labels.addTag')} create={createTag} refresh={keys.tags} /> : null}
      </Section>
      <FieldsSection />
    </>
  );
}

function Labels({ labels, none }: { readonly labels: readonly Label[]; readonly none: string }) {
  if (labels.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <ul className="flex flex-wrap gap-2">
      {labels.map((label) => (
        <li key={label.id} className="max-w-full">
          <Chip>{label.name}</Chip>
        </li>
      ))}
    </ul>
  );
}

interface NewLabelProps {
  readonly label: string;
  readonly create: (name: string, key: string) => Promise<unknown>;
  readonly refresh: QueryKey;
}

function NewLabel({ label, create, refresh }: NewLabelProps) {
  const [name, setName] = useState('');
  const add = useAct<string>(create, { refresh: [refresh], then: () => setName('') });
  return (
    <form
      noValidate
      className="flex max-w-96 flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') add.run(name.trim());
      }}
    >
      <div className="flex items-end gap-2">
        <TextField className="flex-1" label={label} maxLength={60} value={name} onChange={setName} />
        <Button type="submit" busy={add.busy} disabled={name.trim() === ''}>
          {say('screen.add')}
        </Button>
      </div>
      <FormError text={add.error} />
    </form>
  );
}
