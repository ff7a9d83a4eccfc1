/** Correcting a customer's name. Empty means: not known. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { renameCustomer } from './customers-data.ts';
import type { Customer } from '@meanwhile/wire/records.ts';

export function RenameCustomer({ customer }: { readonly customer: Customer }) {
  const [name, setName] = useState<string | null>(null);
  const save = useAct<string>((next) => renameCustomer(customer.id, next === '' ? null : next), {
    done: say('screen.saved'),
    refresh: [keys.customers, keys.caseLists, keys.threads],
    then: () => setName(null),
  });
  return (
    <>
      <Button onClick={() => setName(customer.name ?? '')}>{say('customer.rename')}</Button>
      <FormDialog
        open={name !== null}
        onClose={() => setName(null)}
        title={say('customer.rename')}
        submit={say('screen.save')}
        onSubmit={() => save.run((name ?? '').trim())}
        busy={save.busy}
        error={save.error}
      >
        <TextField label={say('customer.name')} autoFocus maxLength={120} value={name ?? ''} onChange={setName} />
      </FormDialog>
    </>
  );
}
