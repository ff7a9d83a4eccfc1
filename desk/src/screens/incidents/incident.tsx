/** One incident: what customers read of it, which cases are about it, and what was answered to all of them. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Pencil, Send } from 'lucide-react';
import { useState } from 'react';
import type { Incident } from '@meanwhile/wire/incidents.ts';
import { links } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { useNamedParts } from '../../route-params.ts';
import { changeState } from '../../sync/incident-deeds.ts';
import { useMay } from '../../sync/me.ts';
import { useChannelNames } from '../../sync/people.ts';
import { currentLanguage, say } from '../../words/say.ts';
import type { CustomerLanguage } from '../channels/channel-words.ts';
import { AnswerDialog } from './answer-dialog.tsx';
import { Answers } from './answers.tsx';
import { courseWords, languageOptions } from './incident-words.ts';
import { incidentQuery } from './incidents-data.ts';
import { LinkedSection } from './linked-section.tsx';
import { StateChip } from './state-chip.tsx';
import { Suggestions } from './suggestions.tsx';
import { ToldPreview } from './told-preview.tsx';
import { WordsDialog } from './words-dialog.tsx';

export function Screen() {
  const id = useNamedParts()['incidentId'] ?? '';
  const incident = useQuery(incidentQuery(id));
  if (incident.data === undefined)
    return (
      <Page title={say('incidents.title')}>
        <QueryView of={incident} rows={6}>
          {() => null}
        </QueryView>
      </Page>
    );
  return <OneIncident key={id} incident={incident.data} />;
}

function OneIncident({ incident }: { readonly incident: Incident }) {
  const mayManage = useMay('incident:manage');
  const [dialog, setDialog] = useState<'words' | 'answer' | null>(null);
  const onClose = () => setDialog(null);
  const back = (
    <Link to={links.incidents()} className="inline-flex items-center gap-1 self-start text-small text-muted hover:text-ink">
      <ArrowLeft size={14} aria-hidden />
      {say('incidents.back')}
    </Link>
  );
  return (
    <Page
      back={back}
      title={incident.title}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          <StateChip state={incident.state} />
          <span>{courseWords(incident)}</span>
          <Channels incident={incident} />
        </span>
      }
      actions={mayManage ? <Deeds incident={incident} onDialog={setDialog} /> : undefined}
    >
      <Told incident={incident} />
      <LinkedSection incident={incident} />
      {incident.state !== 'closed' && <Suggestions incident={incident} />}
      <Answers incident={incident} />
      {dialog === 'words' && <WordsDialog incident={incident} onClose={onClose} />}
      {dialog === 'answer' && <AnswerDialog incident={incident} onClose={onClose} />}
    </Page>
  );
}

function Channels({ incident: { channelIds } }: { readonly incident: Incident }) {
  const all = useChannelNames().data ?? [];
  const names = all.flatMap(({ id, name }) => (channelIds.includes(id) ? [name] : []));
  return <span>· {channelIds.length === 0 ? say('incidents.everyChannel') : names.join(', ')}</span>;
}

interface DeedsProps {
  readonly incident: Incident;
  readonly onDialog: (dialog: 'words' | 'answer') => void;
}

function Deeds({ incident, onDialog }: DeedsProps) {
  const { state, caseCount } = incident;
  return (
    <>
      {state !== 'closed' && (
        <Button weight="primary" icon={<Send size={16} aria-hidden />} disabled={caseCount === 0} onClick={() => onDialog('answer')}>
          {say('incidents.answer')}
        </Button>
      )}
      {state === 'open' && (
        <Button icon={<Pencil size={16} aria-hidden />} onClick={() => onDialog('words')}>
          {say('incidents.edit')}
        </Button>
      )}
      {state === 'open' && <Button onClick={() => void changeState(incident, 'fixed')}>{say('incidents.fix')}</Button>}
      {state !== 'closed' && <Button onClick={() => void changeState(incident, 'closed')}>{say('incidents.close')}</Button>}
      {state !== 'open' && <Button onClick={() => void changeState(incident, 'open')}>{say('incidents.reopen')}</Button>}
    </>
  );
}

function Told({ incident }: { readonly incident: Incident }) {
  const mayManage = useMay('incident:manage');
  const [language, setLanguage] = useState<CustomerLanguage>(currentLanguage());
  const { id, channelIds, entryTexts, ackTexts, state } = incident;
  const isTold = state === 'open';
  const chooser = (
    <Field label={say('incidents.language')} className="w-full sm:w-48">
      <Select options={languageOptions(entryTexts, ackTexts)} value={language} onChange={setLanguage} />
    </Field>
  );
  return (
    <Section title={say('incidents.preview')} lead={say(isTold ? 'incidents.previewNow' : 'incidents.previewEnded')}>
      {isTold &&
        (mayManage ? (
          <ToldPreview incidentId={id} {...{ channelIds, entryTexts, ackTexts, language, chooser }} />
        ) : (
          <Written incident={incident} />
        ))}
    </Section>
  );
}

/** Who may not preview reads the words as they were written. */
function Written({ incident: { entryTexts, ackTexts } }: { readonly incident: Incident }) {
  const all = [...Object.entries(entryTexts), ...Object.entries(ackTexts)];
  return (
    <ul className="flex flex-col gap-1">
      {all.map(([language, text], index) => (
        <li key={`${language} ${index}`} lang={language} className="wrap-anywhere">
          {text}
        </li>
      ))}
    </ul>
  );
}
