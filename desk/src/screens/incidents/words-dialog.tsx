/** Opening an incident, or changing its words: title, channels, and what customers read, language by language, shown as they read it while it is typed. */
import { useState } from 'react';
import type { Incident, IncidentTexts } from '@meanwhile/wire/incidents.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { Ticks } from '../../parts/ticks.tsx';
import { useAct } from '../../sync/act.ts';
import { useChannelNames } from '../../sync/people.ts';
import { keys } from '../../sync/query.ts';
import { currentLanguage, say } from '../../words/say.ts';
import { languageName, type CustomerLanguage } from '../channels/channel-words.ts';
import { keptBecause } from '../settings/automatic-words.tsx';
import { languageOptions, writtenOf } from './incident-words.ts';
import { changeIncident, openIncident } from './incidents-data.ts';
import { LiveWordsPart, type WrittenWords } from './live-words-part.tsx';
import { ToldPreview } from './told-preview.tsx';

export interface WordsDialogProps {
  /** Null: a new one. */
  readonly incident: Incident | null;
  readonly onClose: () => void;
  readonly onSaved?: (incident: Incident) => void;
}

interface Draft {
  readonly title: string;
  readonly channelIds: readonly string[];
  readonly entryTexts: IncidentTexts;
  readonly ackTexts: IncidentTexts;
}
const blank: Draft = { title: '', channelIds: [], entryTexts: {}, ackTexts: {} };

export function WordsDialog({ incident, onClose, onSaved }: WordsDialogProps) {
  const [draft, setDraft] = useState<Draft>(incident ?? blank);
  const [because, setBecause] = useState('');
  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    save.clear();
  };
  const save = useAct<void, Incident>(
    (_, key) => {
      const body = {
        title: draft.title.trim(),
        channelIds: [...draft.channelIds],
        entryTexts: writtenOf(draft.entryTexts),
        ackTexts: writtenOf(draft.ackTexts),
        ...keptBecause(because),
      };
      return incident === null ? openIncident(body, key) : changeIncident(incident.id, body);
    },
    {
      done: say(incident === null ? 'incidents.opened' : 'incidents.saved'),
      refresh: [keys.incidents],
      then: (saved) => {
        onClose();
        onSaved?.(saved);
      },
      words: { sounds_live: 'incidents.soundsLive', ...(incident === null ? { conflict: 'incidents.tooMany' as const } : {}) },
    },
  );
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={say(incident === null ? 'incidents.open' : 'incidents.edit')}
      submit={say(incident === null ? 'incidents.open' : 'screen.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={draft.title.trim() === ''}
      error={save.error}
    >
      <TextField
        label={say('incidents.name')}
        hint={say('incidents.nameHint')}
        autoFocus
        maxLength={limits.nameChars}
        value={draft.title}
        onChange={(title) => change({ title })}
      />
      <Words incident={incident} draft={draft} change={change} because={because} onBecause={setBecause} />
    </FormDialog>
  );
}

interface WordsProps {
  readonly incident: Incident | null;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly because: string;
  readonly onBecause: (because: string) => void;
}

function Words({ incident, draft, change, because, onBecause }: WordsProps) {
  const [language, setLanguage] = useState<CustomerLanguage>(currentLanguage());
  const { entryTexts, ackTexts, channelIds } = draft;
  const setEntry = (text: string, of: string = language) => change({ entryTexts: { ...entryTexts, [of]: text } });
  const setAck = (text: string, of: string = language) => change({ ackTexts: { ...ackTexts, [of]: text } });
  return (
    <>
      <Ticks
        title={say('incidents.channels')}
        hint={say('incidents.channelsHint')}
        all={useChannelNames().data ?? []}
        chosen={channelIds}
        onChange={(next) => change({ channelIds: next })}
      />
      <Field label={say('incidents.language')} hint={say('incidents.wordsWho')}>
        <Select options={languageOptions(entryTexts, ackTexts)} value={language} onChange={setLanguage} />
      </Field>
      <div className="flex flex-col gap-4" lang={language}>
        <TextField
          label={<span lang={currentLanguage()}>{say('incidents.entry')}</span>}
          hint={<span lang={currentLanguage()}>{say('incidents.entryHint')}</span>}
          rows={2}
          maxLength={limits.incidentLineChars}
          value={entryTexts[language] ?? ''}
          onChange={setEntry}
        />
        <TextField
          label={<span lang={currentLanguage()}>{say('incidents.ack')}</span>}
          hint={<span lang={currentLanguage()}>{say('incidents.ackHint')}</span>}
          rows={2}
          maxLength={limits.incidentLineChars}
          value={ackTexts[language] ?? ''}
          onChange={setAck}
        />
      </div>
      <LiveWordsPart
        words={[
          ...written(say('incidents.entry'), entryTexts, incident?.entryTexts ?? {}, setEntry),
          ...written(say('incidents.ack'), ackTexts, incident?.ackTexts ?? {}, setAck),
        ]}
        because={because}
        onBecause={onBecause}
      />
      <div className="flex flex-col gap-1">
        <h3 className="font-medium">{say('incidents.preview')}</h3>
        <p className="text-small text-muted">{say('incidents.previewLead')}</p>
      </div>
      <ToldPreview incidentId={incident?.id ?? null} {...{ channelIds, entryTexts, ackTexts, language }} />
    </>
  );
}

/** In every language, not only in the one that is shown. */
const written = (
  name: string,
  texts: IncidentTexts,
  before: IncidentTexts,
  onChange: (text: string, language: string) => void,
): WrittenWords[] =>
  (Object.keys(texts) as (keyof IncidentTexts)[]).map((language) => ({
    name: `${name}, ${languageName(language)}`,
    text: texts[language] ?? '',
    before: before[language] ?? '',
    onChange: (text) => onChange(text, language),
  }));
