/** One answer to all linked cases: the words in each language, who gets it and who does not, and what becomes of the cases. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Incident, IncidentReply, IncidentTexts, ReplyToIncident } from '@meanwhile/wire/incidents.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify } from '../../parts/toast.tsx';
import { useAct } from '../../sync/act.ts';
import { takeAnswerBack } from '../../sync/incident-deeds.ts';
import { keys } from '../../sync/query.ts';
import { currentLanguage, say } from '../../words/say.ts';
import { languageName, type CustomerLanguage } from '../channels/channel-words.ts';
import { keptBecause } from '../settings/automatic-words.tsx';
import { Audience } from './audience.tsx';
import { directionOf, languageOptions, writtenOf } from './incident-words.ts';
import { answerAll, audienceQuery } from './incidents-data.ts';
import { LiveWordsPart } from './live-words-part.tsx';

/** As long as an answer to one can be taken back. */
const undoMs = 10_000;
type Then = ReplyToIncident['then'];

export function AnswerDialog({ incident, onClose }: { readonly incident: Incident; readonly onClose: () => void }) {
  const [kind, setKind] = useState<ReplyToIncident['kind']>('news');
  const [texts, setTexts] = useState<IncidentTexts>({});
  const [locale, setLocale] = useState<CustomerLanguage | null>(null);
  const [then, setThen] = useState<Then>('wait');
  const [because, setBecause] = useState('');
  const written = writtenOf(texts);
  const languages = Object.keys(written) as CustomerLanguage[];
  // Whoever reads none of them needs one of them.
  const forOthers = locale !== null && languages.includes(locale) ? locale : languages[0];
  const count = useQuery(audienceQuery(incident.id)).data?.count ?? 0;
  const send = useAct<void, IncidentReply>(
    (_, key) => answerAll(incident.id, { kind, texts: written, locale: forOthers!, undoMs, then, ...keptBecause(because) }, key),
    {
      refresh: [keys.incidents],
      then: (reply) => {
        onClose();
        const n = reply.waitingCount;
        notify({ title: say('incidents.sending', { n }), undo: () => void takeAnswerBack(reply), lastsMs: undoMs });
      },
      words: { sounds_live: 'incidents.soundsLive', no_way_to_reach: 'incidents.nobody', conflict: 'incidents.busy' },
    },
  );
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={say('incidents.answerTitle')}
      lead={say('incidents.answerLead')}
      submit={say('incidents.sendTo', { n: count })}
      onSubmit={() => send.run()}
      busy={send.busy}
      incomplete={forOthers === undefined || count === 0}
      error={send.error}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={say('incidents.kind')} hint={say(`incidents.kindHint.${kind}`)}>
          <Select
            options={(['news', 'fixed'] as const).map((value) => ({ value, label: say(`incidents.kind.${value}`) }))}
            value={kind}
            onChange={setKind}
          />
        </Field>
        <Field label={say('incidents.then')}>
          <Select
            options={(['wait', 'stay', 'resolve'] as const).map((value) => ({ value, label: say(`incidents.then.${value}`) }))}
            value={then}
            onChange={setThen}
          />
        </Field>
      </div>
      <Words texts={texts} onChange={setTexts} because={because} onBecause={setBecause} />
      {languages.length > 1 && (
        <Field label={say('incidents.locale')} hint={say('incidents.localeHint')}>
          <Select
            options={languages.map((value) => ({ value, label: languageName(value) }))}
            value={forOthers ?? null}
            onChange={setLocale}
          />
        </Field>
      )}
      <Audience incidentId={incident.id} />
    </FormDialog>
  );
}

interface WordsProps {
  readonly texts: IncidentTexts;
  readonly onChange: (texts: IncidentTexts) => void;
  readonly because: string;
  readonly onBecause: (because: string) => void;
}

function Words({ texts, onChange, because, onBecause }: WordsProps) {
  const [language, setLanguage] = useState<CustomerLanguage>(currentLanguage());
  return (
    <>
      <Field label={say('incidents.language')}>
        <Select options={languageOptions(texts)} value={language} onChange={setLanguage} />
      </Field>
      <div lang={language} dir={directionOf(language)}>
        <TextField
          label={<span lang={currentLanguage()}>{say('incidents.text')}</span>}
          autoFocus
          rows={5}
          maxLength={limits.messageTextChars}
          value={texts[language] ?? ''}
          onChange={(text) => onChange({ ...texts, [language]: text })}
        />
      </div>
      <LiveWordsPart
        words={(Object.keys(texts) as (keyof IncidentTexts)[]).map((of) => ({
          name: languageName(of),
          text: texts[of] ?? '',
          before: '',
          onChange: (text) => onChange({ ...texts, [of]: text }),
        }))}
        because={because}
        onBecause={onBecause}
      />
    </>
  );
}
