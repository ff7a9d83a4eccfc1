/** A new webhook: where to, and which events. Its signing secret is shown once. */
import { useState } from 'react';
import { ruleCalled } from '@meanwhile/wire/rules.ts';
import { eventTypes } from '@meanwhile/wire/stream.ts';
import { Checkbox } from '../../parts/checkbox.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { SecretOnce } from './secret-once.tsx';
import { createWebhook, webhooksQuery } from './settings-data.ts';
import type { EventType } from '@meanwhile/wire/stream.ts';

export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const [url, setUrl] = useState('');
  const [everything, setEverything] = useState(true);
  const [types, setTypes] = useState<readonly (EventType | typeof ruleCalled)[]>([]);
  const [secret, setSecret] = useState<string | null>(null);
  const create = useAct<void, { readonly secret: string }>(
    (_, key) => createWebhook({ url: url.trim(), types: everything ? [] : types }, key),
    {
      refresh: [webhooksQuery.queryKey],
      then: (answer) => setSecret(answer.secret),
    },
  );

  if (secret !== null) return <SecretOnce secret={secret} onClose={onClose} />;
  const isAddress = URL.canParse(url.trim()) && url.includes('.');
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('webhooks.new')}
      lead={say('webhooks.lead')}
      submit={say('webhooks.create')}
      onSubmit={() => create.run()}
      busy={create.busy}
      incomplete={!isAddress || (!everything && types.length === 0)}
      error={create.error}
    >
      <TextField
        label={say('webhooks.url')}
        hint={say('webhooks.urlHint')}
        error={url.length > 10 && !isAddress ? say('webhooks.urlBad') : null}
        type="url"
        autoFocus
        required
        maxLength={2000}
        value={url}
        onChange={setUrl}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-small font-medium">{say('webhooks.types')}</legend>
        <Checkbox label={say('webhooks.allTypes')} checked={everything} onChange={setEverything} />
        {everything ? null : (
          <div className="grid gap-1.5 sm:grid-cols-2">
            {([...eventTypes, ruleCalled] as const).map((type) => (
              <Checkbox
                key={type}
                label={<code className="text-small">{type}</code>}
                checked={types.includes(type)}
                onChange={(checked) => setTypes(checked ? [...types, type] : types.filter((one) => one !== type))}
              />
            ))}
          </div>
        )}
      </fieldset>
    </FormDialog>
  );
}
