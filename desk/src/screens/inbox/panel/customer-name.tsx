/** The customer's name, changed where it stands. */
import type { Customer } from '@meanwhile/wire/records.ts';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '../../../parts/avatar.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { useMay } from '../../../sync/me.ts';
import { renameCustomer } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';

export function CustomerName({ customer }: { readonly customer: Customer }) {
  const mayWrite = useMay('customer:write');
  const [text, setText] = useState<string | null>(null);
  const save = async () => {
    if (text === null) return;
    const name = text.trim() === '' ? null : text.trim();
    if (name === customer.name || (await renameCustomer(customer.id, name))) setText(null);
  };
  if (text !== null) {
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <input
          className="field-box"
          aria-label={say('panel.name')}
          autoFocus
          maxLength={120}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => void save()}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setText(null);
          }}
        />
      </form>
    );
  }
  return (
    <div className="flex items-center gap-2">
      <Avatar name={customer.name ?? customer.identities.find(({ scheme }) => scheme === 'email')?.value ?? say('panel.noName')} />
      <span className={`min-w-0 flex-1 text-lead font-semibold wrap-anywhere ${customer.name === null ? 'text-faint' : ''}`}>
        {customer.name ?? say('panel.noName')}
      </span>
      {mayWrite && (
        <IconButton label={say('panel.editName')} icon={<Pencil size={14} aria-hidden />} onClick={() => setText(customer.name ?? '')} />
      )}
    </div>
  );
}
