/** One snippet: its name, its text, and the same in a second language where the team answers in two. */
import { useState } from 'react';
import type { Snippet } from '@meanwhile/wire/snippets.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { post, put } from '../../sync/api.ts';
import { snippetKeys } from '../../sync/snippets.ts';
import { api } from '../../links.ts';
import { currentLanguage, say } from '../../words/say.ts';
import { LiveWordsHint } from './live-words-hint.tsx';

const locales = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'ja', 'ar'] as const;
const languageOf = (locale: string): string => new Intl.DisplayNames([currentLanguage()], { type: 'language' }).of(locale) ?? locale;
const options = () => locales.map((locale) => ({ value: locale as string, label: languageOf(locale) }));

export function SnippetDialog({ snippet, onClose }: { readonly snippet: Snippet | null; readonly onClose: () => void }) {
  const [name, setName] = useState(snippet?.name ?? '');
  const [texts, setTexts] = useState<Snippet['texts']>(snippet?.texts ?? [{ locale: currentLanguage(), text: '' }]);
  const save = useAct(
    (_: void, key) => {
      const body = { name: name.trim(), texts };
      return snippet === null ? post(api.snippets(), body, key) : put(api.snippet(snippet.id), body);
    },
    { refresh: [snippetKeys.snippets], then: onClose, words: { name_taken: 'snippets.taken' } },
  );
  const change = (index: number, part: Partial<Snippet['texts'][number]>) =>
    setTexts(texts.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const other = locales.find((locale) => locale !== texts[0]?.locale) ?? 'de';
  return (
    <FormDialog
      open
      wide
      onClose={onClose}
      title={snippet === null ? say('snippets.add') : say('snippets.change', { name: snippet.name })}
      lead={say('snippets.blanks')}
      submit={say('screen.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={!/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u.test(name.trim()) || texts.some((one) => one.text.trim() === '')}
      error={save.error}
    >
      <TextField label={say('snippets.name')} hint={say('snippets.nameHint')} autoFocus maxLength={40} value={name} onChange={setName} />
      {texts.map((one, index) => (
        <div key={index} className="flex flex-col gap-2">
          <Field label={say('snippets.language')}>
            <Select options={options()} value={one.locale} onChange={(locale) => change(index, { locale })} />
          </Field>
          <TextField
            label={say('snippets.text', { language: languageOf(one.locale) })}
            rows={5}
            maxLength={10_000}
            value={one.text}
            onChange={(text) => change(index, { text })}
          />
          <LiveWordsHint text={one.text} onChange={(text) => change(index, { text })} />
        </div>
      ))}
      <Checkbox
        label={say('snippets.second')}
        checked={texts.length > 1}
        onChange={(two) => setTexts(two ? [...texts, { locale: other, text: '' }] : texts.slice(0, 1))}
      />
    </FormDialog>
  );
}
