/** Who is the same person? Found by name or address, with the reason; what the other side sees does not change by it. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { mergeReason } from '@meanwhile/wire/customer-merge.ts';
import type { MergeReason } from '@meanwhile/wire/customer-merge.ts';
import type { Customer } from '@meanwhile/wire/records.ts';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { links } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { say } from '../../words/say.ts';
import { mergeCustomers } from './customer-deeds.ts';
import { identityValue, nameOf } from './customer-words.ts';
import { customersQuery } from './customers-data.ts';

export function MergeCustomer({ customer }: { readonly customer: Customer }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('customer.merge')}</Button>
      {open && <Form customer={customer} onClose={() => setOpen(false)} />}
    </>
  );
}

function Form({ customer, onClose }: { readonly customer: Customer; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [into, setInto] = useState<Customer | null>(null);
  const [reason, setReason] = useState<MergeReason | null>(null);
  const [busy, setBusy] = useState(false);
  const search = useDeferredValue(text.trim());
  const found = (useInfiniteQuery({ ...customersQuery(search), enabled: search !== '' }).data?.pages[0]?.items ?? []).filter(
    (one) => one.id !== customer.id,
  );
  const save = async () => {
    if (into === null || reason === null) return;
    setBusy(true);
    const done = await mergeCustomers(customer, into, reason);
    setBusy(false);
    if (!done) return;
    onClose();
    void navigate({ to: links.customer(into.id) });
  };
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('customer.mergeTitle', { name: nameOf(customer) })}
      lead={say('customer.mergeLead')}
      submit={say('customer.mergeSubmit')}
      incomplete={into === null || reason === null}
      busy={busy}
      error={null}
      onSubmit={() => void save()}
    >
      <TextField label={say('customers.search')} type="search" autoFocus maxLength={200} value={text} onChange={setText} />
      {search !== '' && (
        <div
          role="radiogroup"
          aria-label={say('customers.title')}
          className="flex max-h-56 flex-col overflow-y-auto rounded border border-line"
        >
          {found.length === 0 && <p className="p-3 text-muted">{say('customers.none', { query: search })}</p>}
          {found.slice(0, 8).map((one) => (
            <label key={one.id} className="flex min-h-11 cursor-pointer items-center gap-3 px-3 py-2 hover:bg-sunken">
              <input
                type="radio"
                name="into"
                className="size-4 accent-accent"
                checked={into?.id === one.id}
                onChange={() => setInto(one)}
              />
              <span className="min-w-0">
                <span className="block font-medium wrap-anywhere">{nameOf(one)}</span>
                <span className="block truncate text-small text-muted">{one.identities.map(identityValue).join(' · ')}</span>
              </span>
            </label>
          ))}
        </div>
      )}
      <Field label={say('customer.mergeReason')}>
        <Select<MergeReason>
          options={mergeReason.options.map((value) => ({ value, label: say(`mergeReason.${value}`) }))}
          value={reason}
          onChange={setReason}
          placeholder={say('customer.mergeReasonNone')}
          className="w-full"
        />
      </Field>
    </FormDialog>
  );
}
