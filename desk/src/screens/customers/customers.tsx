/** Who writes to us? A list that is searched by name, address or number. Nobody is entered by hand. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { links } from '../../links.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { identityValue, nameOf } from './customer-words.ts';
import { customersQuery } from './customers-data.ts';
import type { Customer } from '@meanwhile/wire/records.ts';

export function Screen() {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const customers = useInfiniteQuery({ ...customersQuery(search), placeholderData: (previous) => previous });
  return (
    <Page title={say('customers.title')}>
      <div role="search">
        <TextField label={say('customers.search')} type="search" name="q" maxLength={200} value={text} onChange={setText} />
      </div>
      <QueryView of={customers} rows={6}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.items);
          if (found.length === 0) return <Nobody search={search} onClear={() => setText('')} />;
          return (
            <>
              {search === '' ? null : (
                <p role="status" className="text-small text-muted">
                  {say('customers.count', { n: customers.hasNextPage ? `${found.length}+` : found.length })}
                </p>
              )}
              <CustomerList customers={found} />
              {customers.hasNextPage ? (
                <Button className="self-center" busy={customers.isFetchingNextPage} onClick={() => void customers.fetchNextPage()}>
                  {say('screen.more')}
                </Button>
              ) : null}
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function CustomerList({ customers }: { readonly customers: readonly Customer[] }) {
  return (
    <ul className="flex flex-col divide-y divide-line rounded border border-line">
      {customers.map((customer) => (
        <li key={customer.id} className="relative flex items-center gap-3 p-3 hover:bg-sunken">
          <Avatar name={customer.name} />
          <div className="min-w-0 flex-1">
            <Link to={links.customer(customer.id)} className="font-medium wrap-anywhere after:absolute after:inset-0">
              {nameOf(customer)}
            </Link>
            <p className="truncate text-small text-muted">
              {customer.identities.map((one) => (one.scheme === 'visitor' ? say('row.visitor') : identityValue(one))).join(' · ')}
            </p>
          </div>
          <span className="hidden text-small text-faint sm:block">
            {say('customers.since')} {day(customer.createdAt)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Nobody({ search, onClear }: { readonly search: string; readonly onClear: () => void }) {
  if (search === '')
    return <EmptyState icon={<Users size={24} aria-hidden />} title={say('customers.empty')} lead={say('customers.emptyLead')} />;
  return (
    <EmptyState title={say('customers.none', { query: search })} action={<Button onClick={onClear}>{say('customers.clear')}</Button>} />
  );
}
