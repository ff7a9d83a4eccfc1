/** With which case is it one matter? The customer's other cases first, or one by its number. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useEffect, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field, TextInput } from '../../../parts/field.tsx';
import { prefetchThread, useCaseByNumber, useThread } from '../../../sync/cases.ts';
import { mergeCase } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';
import { nameOf } from '../list/due.ts';
import { ChoiceList } from './choice-list.tsx';

export function MergeDialog({ row, inbox, onClose }: { readonly row: CaseRow; readonly inbox: Inbox; readonly onClose: () => void }) {
  const others = useThread(row.id).data?.pages[0]?.otherCases ?? [];
  const [typed, setTyped] = useState('');
  const [number, setNumber] = useState<number | null>(null);
  const byNumber = useCaseByNumber(number);
  const found = byNumber.data !== undefined && number !== null ? [byNumber.data] : others;
  const items = found
    .filter((other) => other.id !== row.id && other.mergedIntoId === null)
    .map((other) => ({
      id: other.id,
      onChoose: () => {
        onClose();
        inbox.open(other.id);
        void mergeCase(row, other);
      },
      content: (
        <>
          <span className="text-small text-faint">{other.number}</span>
          <span className="min-w-0 flex-1 truncate">
            {nameOf(other)} <span className="text-muted">{other.subject ?? other.lastText}</span>
          </span>
          <span className="text-small text-faint">{say(`state.${other.state}`)}</span>
        </>
      ),
    }));
  const likely = items
    .slice(0, 3)
    .map((item) => item.id)
    .join(' ');
  useEffect(() => {
    // The one that is chosen is opened.
    for (const id of likely.split(' ')) if (id !== '') prefetchThread(id);
  }, [likely]);
  return (
    <Dialog open onClose={onClose} title={say('merge.title', { n: row.number })} lead={say('merge.lead')}>
      {items.length === 0 ? (
        <p className="text-muted">{say('merge.none')}</p>
      ) : (
        <ChoiceList label={say('merge.title', { n: row.number })} items={items} />
      )}
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setNumber(/^\d{1,9}$/.test(typed.trim()) ? Number(typed) : null);
        }}
      >
        <Field label={say('merge.number')} error={byNumber.isError ? say('merge.notFound') : null} className="flex-1">
          <TextInput inputMode="numeric" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </Field>
        <Button type="submit" busy={byNumber.isFetching}>
          {say('merge.find')}
        </Button>
      </form>
    </Dialog>
  );
}
