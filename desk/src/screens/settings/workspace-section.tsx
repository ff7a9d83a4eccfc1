/** How is this workspace called, in which language and zone does it speak by itself? Changing it needs the right to manage it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { ZoneSelect } from '../../parts/zone-select.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { customerLanguages, languageName } from '../channels/channel-words.ts';
import { LogoChoice } from './logo-choice.tsx';
import { changeWorkspace, workspaceQuery } from './settings-data.ts';
import type { Workspace } from '@meanwhile/wire/records.ts';

export function WorkspaceSection() {
  const workspace = useQuery(workspaceQuery);
  const mayManage = useMay('workspace:manage');
  return (
    <Section title={say('settings.workspace')} lead={say('workspace.lead')}>
      <QueryView of={workspace}>
        {(found) => (
          <>
            <WorkspaceForm key={found.id} workspace={found} />
            <LogoChoice workspace={found} mayManage={mayManage} />
          </>
        )}
      </QueryView>
    </Section>
  );
}

function WorkspaceForm({ workspace }: { readonly workspace: Workspace }) {
  const mayManage = useMay('workspace:manage');
  const [name, setName] = useState(workspace.name);
  const [brand, setBrand] = useState(workspace.brand);
  const [locale, setLocale] = useState(workspace.locale);
  const [zone, setZone] = useState(workspace.zone);
  const save = useAct<void>(() => changeWorkspace({ name: name.trim(), brand: brand.trim(), locale, zone }), {
    done: say('screen.saved'),
    refresh: [workspaceQuery.queryKey, keys.me, keys.channels],
  });
  const languages = [...new Set<string>([...customerLanguages, locale])];
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.run();
      }}
    >
      <div className="grid w-full gap-4 sm:grid-cols-2">
        <TextField
          label={say('workspace.name')}
          hint={say('workspace.nameHint')}
          required
          maxLength={120}
          disabled={!mayManage}
          value={name}
          onChange={setName}
        />
        <TextField
          label={say('workspace.brand')}
          hint={say('workspace.brandHint')}
          required
          maxLength={120}
          disabled={!mayManage}
          value={brand}
          onChange={setBrand}
        />
        <Field label={say('workspace.locale')} hint={say('workspace.localeHint')}>
          <Select
            options={languages.map((code) => ({ value: code, label: languageName(code) }))}
            value={locale}
            onChange={setLocale}
            disabled={!mayManage}
          />
        </Field>
        <Field label={say('workspace.zone')} hint={say('workspace.zoneHint')}>
          <ZoneSelect value={zone} onChange={setZone} disabled={!mayManage} />
        </Field>
      </div>
      <FormError text={save.error} />
      {mayManage ? (
        <Button type="submit" weight="primary" busy={save.busy} disabled={name.trim() === '' || brand.trim() === ''}>
          {say('screen.save')}
        </Button>
      ) : (
        <p className="text-muted">{say('screen.notAllowed')}</p>
      )}
    </form>
  );
}
