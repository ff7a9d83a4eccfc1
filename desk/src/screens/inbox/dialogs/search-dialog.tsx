/** Search: words, a name, an address or a case number. Results are cases and people, opened with Enter. */
import type { SearchHit } from '@meanwhile/wire/records.ts';
import { Dialog } from '@base-ui/react/dialog';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useId, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { api, links } from '../../../links.ts';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorState } from '../../../parts/error-state.tsx';
import { get } from '../../../sync/api.ts';
import type { Listing } from '../../../sync/api.ts';
import { prefetchThread } from '../../../sync/cases.ts';
import { takeTyping } from '../../../shell/typed-ahead.ts';
import { keys } from '../../../sync/query.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';
import { Hit } from './search-hit.tsx';

function useSearch(text: string) {
  const wanted = useDeferredValue(text.trim());
  const result = useQuery({
    queryKey: keys.search(wanted),
    queryFn: ({ signal }) => get<Listing<SearchHit>>(api.search(), { q: wanted, limit: 30 }, signal),
    enabled: wanted !== '',
    staleTime: 0,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return { wanted, result };
}

export function SearchDialog({ inbox, onClose }: { readonly inbox: Inbox; readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const { wanted, result } = useSearch(text);
  const navigate = useNavigate();
  const listId = useId();
  const hits = wanted === '' ? [] : (result.data?.items ?? []);
  const chosen = Math.min(at, hits.length - 1);
  const go = (hit: SearchHit | undefined) => {
    if (hit === undefined) return;
    onClose();
    if (hit.case !== null) inbox.open(hit.case.id);
    else if (hit.customer !== null) void navigate({ to: links.customer(hit.customer.id) });
  };
  const choose = (index: number) => {
    setAt(index);
    const row = hits[index]?.case;
    if (row != null) prefetchThread(row.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') go(hits[chosen]);
    else if (event.key === 'ArrowDown') choose(Math.min(chosen + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') choose(Math.max(chosen - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          data-takes-keys
          className="pop-box fixed top-[8vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-32px)] max-w-160 -translate-x-1/2 flex-col overflow-hidden"
        >
          <Dialog.Title className="sr-only">{say('search.title')}</Dialog.Title>
          <input
            autoFocus
            onFocus={() => setText((text) => text + takeTyping())}
            role="combobox"
            aria-expanded={hits.length > 0}
            aria-controls={listId}
            aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
            aria-label={say('search.placeholder')}
            placeholder={say('search.placeholder')}
            maxLength={limits.searchChars}
            className="h-12 w-full shrink-0 border-b border-line bg-transparent px-4 text-lead outline-none"
            value={text}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
            }}
          />
          <p role="status" className="sr-only">
            {wanted !== '' && result.isSuccess ? say('search.count', { n: hits.length }) : ''}
          </p>
          {wanted === '' && <p className="px-4 py-3 text-small text-faint">{say('search.hint')}</p>}
          {result.isError && <ErrorState onRetry={() => void result.refetch()} />}
          {wanted !== '' && result.isSuccess && hits.length === 0 && (
            <EmptyState title={say('search.none', { query: wanted })} lead={say('search.noneLead')} />
          )}
          <ul id={listId} role="listbox" aria-label={say('search.results')} className="min-h-0 overflow-y-auto p-1 empty:hidden">
            {hits.map((hit, index) => (
              <li
                key={`${hit.kind}-${hit.id}`}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === chosen}
                ref={(element) => {
                  if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
                }}
                onMouseMove={() => index !== chosen && choose(index)}
                onClick={() => go(hit)}
                className={`flex cursor-pointer flex-col gap-0.5 rounded-sm px-3 py-2 ${index === chosen ? 'bg-sunken' : ''}`}
              >
                <Hit hit={hit} wanted={wanted} />
              </li>
            ))}
          </ul>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
