/** What does a customer read at this moment, in each language? The server's own sentence; nothing is composed here. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { useChannelType } from '../../sync/channel-types.ts';
import { currentLanguage, say } from '../../words/say.ts';
import { customerLanguages, languageName } from './channel-words.ts';
import { entryQuery } from './channels-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { CustomerLanguage } from './channel-words.ts';

const leads = { page: 'entry.lead', mail: 'entry.mailLead', chat: 'entry.chatLead' } as const;

export function EntryPreview({ channel }: { readonly channel: Channel }) {
  const [language, setLanguage] = useState<CustomerLanguage>(currentLanguage());
  const way = useChannelType(channel.type)?.way ?? 'page';
  const chooser = (
    <Field label={say('entry.language')} className="w-48">
      <Select
        options={customerLanguages.map((code) => ({ value: code, label: languageName(code) }))}
        value={language}
        onChange={setLanguage}
      />
    </Field>
  );
  return (
    <Section title={say('entry.title')} lead={say(leads[way])} action={chooser}>
      <Sentence channel={channel} language={language} />
    </Section>
  );
}

function Sentence({ channel, language }: { readonly channel: Channel; readonly language: CustomerLanguage }) {
  const entry = useQuery(entryQuery(channel.id, language));
  return (
    <QueryView of={entry} rows={1}>
      {({ words, besideSend }) =>
        words === null ? (
          <p className="text-muted">{say(channel.type === 'messenger' ? 'entry.none' : 'entry.mailNone')}</p>
        ) : (
          <figure
            lang={language}
            dir={language === 'ar' ? 'rtl' : 'ltr'}
            className="flex flex-col gap-2 rounded border border-line bg-sunken p-4"
          >
            <blockquote className="text-lead">{words}</blockquote>
            {besideSend === undefined || besideSend === '' ? null : (
              <p className="text-small text-muted">
                <span lang={currentLanguage()}>{say('entry.beside')}: </span>
                {besideSend}
              </p>
            )}
          </figure>
        )
      }
    </QueryView>
  );
}
