/** A new API token: a name and what it may do, at most what its maker may. The token itself is shown once. */
import { useState } from 'react';
import { permissions } from '@meanwhile/wire/permissions.ts';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useMe } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { createToken, tokensQuery } from './settings-data.ts';
import type { Permission } from '@meanwhile/wire/permissions.ts';

export function NewTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const mine = useMe().data?.permissions ?? [];
  // `*` is everything there is, and nobody hands out more than they have.
  const mayAll = permissions.every((permission) => mine.includes(permission));
  const [name, setName] = useState('');
  const [everything, setEverything] = useState(false);
  const [scopes, setScopes] = useState<readonly Permission[]>([]);
  const [token, setToken] = useState<string | null>(null);
  const create = useAct<void, { readonly token: string | null }>(
    (_, key) => createToken({ name: name.trim(), scopes: everything ? ['*'] : scopes }, key),
    {
      refresh: [tokensQuery.queryKey],
      then: (answer) => (answer.token === null ? onClose() : setToken(answer.token)),
    },
  );

  if (token !== null) {
    return (
      <Dialog open onClose={onClose} title={say('tokens.created')} actions={<Button onClick={onClose}>{say('screen.close')}</Button>}>
        <CopyField label={name} value={token} hint={say('tokens.once')} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('tokens.new')}
      lead={say('tokens.lead')}
      submit={say('tokens.create')}
      onSubmit={() => create.run()}
      busy={create.busy}
      incomplete={name.trim() === '' || (!everything && scopes.length === 0)}
      error={create.error}
    >
      <TextField
        label={say('tokens.name')}
        hint={say('tokens.nameHint')}
        autoFocus
        required
        maxLength={120}
        value={name}
        onChange={setName}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-small font-medium">{say('tokens.scopes')}</legend>
        {mayAll ? <Checkbox label={say('tokens.all')} checked={everything} onChange={setEverything} /> : null}
        {everything
          ? null
          : permissions
              .filter((permission) => mine.includes(permission))
              .map((permission) => (
                <Checkbox
                  key={permission}
                  label={say(`permission.${permission}`)}
                  hint={<code>{permission}</code>}
                  checked={scopes.includes(permission)}
                  onChange={(checked) => setScopes(checked ? [...scopes, permission] : scopes.filter((one) => one !== permission))}
                />
              ))}
      </fieldset>
    </FormDialog>
  );
}
