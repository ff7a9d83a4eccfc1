/** One card: its name, whether it is a link or asks a server, and where. What it is cannot be changed later. */
import { cardBlanks } from '@meanwhile/core/automation/card-link.ts';
import type { Card, CardKind } from '@meanwhile/wire/cards.ts';
import { useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { addCard, cardsQuery, changeCard, type CardDraft } from './card-data.ts';
import { SecretOnce } from './secret-once.tsx';

const kinds = ['link', 'lines'] as const satisfies readonly CardKind[];
const blanks = cardBlanks.map((name) => `{${name}}`).join(', ');

export function CardDialog({ card, onClose }: { readonly card: Card | null; readonly onClose: () => void }) {
  const [draft, setDraft] = useState<CardDraft>({ name: card?.name ?? '', kind: card?.kind ?? 'link', url: card?.url ?? '' });
  const [secret, setSecret] = useState<string | null>(null);
  const isLink = draft.kind === 'link';
  const save = useAct<void, { readonly secret?: string | null }>(
    (_, key) => {
      const body = { ...draft, name: draft.name.trim(), url: draft.url.trim() };
      return card === null ? addCard(body, key) : changeCard(card.id, body).then(() => ({}));
    },
    {
      refresh: [cardsQuery.queryKey],
      then: (answer) => (typeof answer.secret === 'string' ? setSecret(answer.secret) : onClose()),
      words: { name_taken: 'cards.taken', url_refused: isLink ? 'cards.templateRefused' : 'webhooks.urlRefused' },
    },
  );
  if (secret !== null) return <SecretOnce secret={secret} hint={say('cards.secretLead')} onClose={onClose} />;
  return (
    <FormDialog
      open
      onClose={onClose}
      title={card === null ? say('cards.add') : say('cards.edit')}
      submit={say('screen.save')}
      onSubmit={() => save.run()}
      busy={save.busy}
      incomplete={draft.name.trim() === '' || draft.url.trim() === ''}
      error={save.error}
    >
      <TextField
        label={say('cards.name')}
        hint={say('cards.nameHint')}
        autoFocus
        required
        maxLength={60}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
      />
      {card === null && (
        <Field label={say('cards.kind')}>
          <Select
            options={kinds.map((value) => ({ value, label: say(`cards.kind.${value}`), hint: say(`cards.kind.${value}.hint`) }))}
            value={draft.kind}
            onChange={(kind) => setDraft({ ...draft, kind })}
          />
        </Field>
      )}
      <TextField
        label={isLink ? say('cards.template') : say('cards.url')}
        hint={isLink ? say('cards.templateHint', { ids: blanks }) : say('cards.urlHint')}
        inputMode="url"
        required
        maxLength={2000}
        {...(isLink ? { placeholder: 'https://shop.example/customers?email={email}' } : {})}
        value={draft.url}
        onChange={(url) => setDraft({ ...draft, url })}
      />
    </FormDialog>
  );
}
