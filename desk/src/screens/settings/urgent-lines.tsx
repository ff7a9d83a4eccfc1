/** The shop's own line for danger and outages, language by language, with what a customer would read as it is typed. */
import { urgentAtEntry, urgentReceived } from '@meanwhile/core/craft/urgent-line.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { currentLanguage, say } from '../../words/say.ts';
import { customerLanguages, languageName } from '../channels/channel-words.ts';
import type { CustomerLanguage } from '../channels/channel-words.ts';
import type { UrgentLine } from '@meanwhile/wire/urgent-lines.ts';
import { AutomaticWords, keptBecause } from './automatic-words.tsx';
import { removeUrgentLine, saveUrgentLine, urgentLinesQuery } from './wording-data.ts';

const kinds = ['safety', 'outage'] as const;
type Kind = (typeof kinds)[number];

export function UrgentLines() {
  const lines = useQuery(urgentLinesQuery);
  const [kind, setKind] = useState<Kind>('safety');
  const [language, setLanguage] = useState<CustomerLanguage>(currentLanguage());
  return (
    <Section title={say('urgent.title')} lead={say('urgent.lead')}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={say('urgent.kind')}>
          <Select options={kinds.map((value) => ({ value, label: say(`urgent.kind.${value}`) }))} value={kind} onChange={setKind} />
        </Field>
        <Field label={say('urgent.language')}>
          <Select
            options={customerLanguages.map((code) => ({ value: code, label: languageName(code) }))}
            value={language}
            onChange={setLanguage}
          />
        </Field>
      </div>
      <QueryView of={lines} rows={2}>
        {({ items }) => {
          const line = items.find((one) => one.kind === kind && one.language === language) ?? null;
          return <LineForm key={`${kind} ${language} ${line?.changedAt ?? ''}`} {...{ kind, language, line }} />;
        }}
      </QueryView>
    </Section>
  );
}

interface LineProps {
  readonly kind: Kind;
  readonly language: CustomerLanguage;
  readonly line: UrgentLine | null;
}

function LineForm({ kind, language, line }: LineProps) {
  const mayManage = useMay('channel:manage');
  const [words, setWords] = useState(line?.words ?? '');
  const [route, setRoute] = useState(line?.route ?? '');
  const [because, setBecause] = useState('');
  const refresh = [urgentLinesQuery.queryKey];
  const body = { words: words.trim(), route: route.trim(), ...keptBecause(because) };
  const save = useAct<void>(() => saveUrgentLine({ kind, language }, body), { done: say('screen.saved'), refresh });
  const remove = useAct<void>(() => removeUrgentLine({ kind, language }), { done: say('urgent.removed'), refresh });
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.run();
      }}
    >
      <div className="grid w-full gap-4 sm:grid-cols-2" lang={language}>
        <TextField
          label={say('urgent.words')}
          hint={say('urgent.wordsHint')}
          maxLength={300}
          disabled={!mayManage}
          value={words}
          onChange={setWords}
        />
        <TextField
          label={say('urgent.route')}
          hint={say('urgent.routeHint')}
          maxLength={120}
          disabled={!mayManage}
          value={route}
          onChange={setRoute}
        />
      </div>
      <AutomaticWords text={words} before={line?.words ?? ''} onChange={setWords} because={because} onBecause={setBecause} />
      <Preview {...{ kind, language, words: words.trim(), route: route.trim() }} />
      <FormError text={save.error ?? remove.error} />
      {mayManage ? (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" weight="primary" busy={save.busy} disabled={words.trim() === ''}>
            {say('screen.save')}
          </Button>
          {line === null ? null : (
            <Button busy={remove.busy} onClick={() => remove.run()}>
              {say('urgent.remove')}
            </Button>
          )}
        </div>
      ) : (
        <p className="text-muted">{say('screen.notAllowed')}</p>
      )}
    </form>
  );
}

/** By the same rule as the server's, from what is typed. */
function Preview({ kind, language, words, route }: Pick<LineProps, 'kind' | 'language'> & { words: string; route: string }) {
  const own = words === '' ? [] : [{ kind, language, words, route }];
  return (
    <figure className="flex w-full flex-col gap-2 rounded border border-line bg-sunken p-4">
      <figcaption className="text-small text-muted">{say(own.length === 0 ? 'urgent.isOurs' : 'urgent.isOwn')}</figcaption>
      {(['atEntry', 'received'] as const).map((place) => {
        const said = (place === 'atEntry' ? urgentAtEntry : urgentReceived)(kind, language, own);
        return (
          <div key={place}>
            <p className="text-small text-muted">{say(`urgent.${place}`)}</p>
            {said === null ? (
              <p>{say('urgent.nothing')}</p>
            ) : (
              <p className="text-lead wrap-anywhere" lang={language} dir={language === 'ar' ? 'rtl' : 'ltr'}>
                {said}
              </p>
            )}
          </div>
        );
      })}
    </figure>
  );
}
