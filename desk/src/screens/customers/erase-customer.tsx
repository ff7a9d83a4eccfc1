/** Forgets a customer for good, after saying what goes and what stays. Only where nothing of theirs is open. */
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { paths } from '../../paths.ts';
import { useAct } from '../../sync/act.ts';
import { post } from '../../sync/api.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { nameOf } from './customer-words.ts';
import type { Customer } from '@meanwhile/wire/records.ts';

export function EraseCustomer({ customer }: { readonly customer: Customer }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const erase = useAct<void>(() => post<unknown>(paths.eraseCustomer(customer.id), {}), {
    done: say('erase.done'),
    refresh: [keys.customers, keys.caseLists, keys.threads],
    words: { customer_busy: 'erase.busy' },
    then: () => navigate({ to: links.customers() }),
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{say('erase.button')}</Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={say('erase.title', { name: nameOf(customer) })}
        lead={say('erase.lead')}
        confirm={say('erase.confirm')}
        onConfirm={() => erase.run()}
        busy={erase.busy}
        error={erase.error}
      />
    </>
  );
}
