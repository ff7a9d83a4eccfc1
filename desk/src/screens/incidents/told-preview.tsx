/** What does a customer read with these words, on one channel and in one language? The server's own sentences; nothing is composed here. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import type { IncidentTexts } from '@meanwhile/wire/incidents.ts';
import { Field } from '../../parts/field.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Select } from '../../parts/select.tsx';
import { useChannelNames } from '../../sync/people.ts';
import { say } from '../../words/say.ts';
import type { CustomerLanguage } from '../channels/channel-words.ts';
import { directionOf, writtenOf } from './incident-words.ts';
import { previewQuery, type PreviewAsked } from './incidents-data.ts';

const settleMs = 250;

export interface ToldPreviewProps {
  /** Null: it is being written. */
  readonly incidentId: string | null;
  readonly channelIds: readonly string[];
  readonly entryTexts: IncidentTexts;
  readonly ackTexts: IncidentTexts;
  readonly language: CustomerLanguage;
  /** Of the language, where nothing else on the screen chooses it: beside that of the channel. */
  readonly chooser?: ReactNode;
}

export function ToldPreview({ incidentId, channelIds, entryTexts, ackTexts, language, chooser }: ToldPreviewProps) {
  const channels = (useChannelNames().data ?? []).filter(({ id }) => channelIds.length === 0 || channelIds.includes(id));
  const [chosen, setChosen] = useState<string | null>(null);
  const channelId = channels.find(({ id }) => id === chosen)?.id ?? channels[0]?.id ?? '';
  const asked = useSettled({
    incidentId,
    channelId,
    locale: language,
    entryTexts: writtenOf(entryTexts),
    ackTexts: writtenOf(ackTexts),
  });
  const told = useQuery(previewQuery(asked));
  if (channels.length === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-3 empty:hidden">
        {chooser}
        {channels.length > 1 && (
          <Field label={say('incidents.previewChannel')} className="w-full sm:w-80">
            <Select options={channels.map(({ id, name }) => ({ value: id, label: name }))} value={channelId} onChange={setChosen} />
          </Field>
        )}
      </div>
      <QueryView of={told} rows={2}>
        {({ entry, confirmation }) => (
          <figure aria-label={say('incidents.preview')} className="flex flex-col gap-3 rounded border border-line bg-sunken p-4">
            {entry === null && confirmation === null && <p className="text-muted">{say('incidents.previewNone')}</p>}
            <Sentence name={say('incidents.previewEntry')} words={entry} language={language} />
            <Sentence name={say('incidents.previewAck')} words={confirmation} language={language} />
          </figure>
        )}
      </QueryView>
    </div>
  );
}

interface SentenceProps {
  readonly name: string;
  readonly words: string | null;
  readonly language: CustomerLanguage;
}

function Sentence({ name, words, language }: SentenceProps) {
  if (words === null) return null;
  return (
    <div>
      <p className="text-small text-muted">{name}</p>
      <blockquote className="whitespace-pre-line wrap-anywhere" lang={language} dir={directionOf(language)}>
        {words}
      </blockquote>
    </div>
  );
}

/** What is asked for, once the typing has paused. */
function useSettled(asked: PreviewAsked): PreviewAsked {
  const text = JSON.stringify(asked);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return JSON.parse(settled) as PreviewAsked;
}
