/** Which messages are about something else? They become a case of their own. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useMemo, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { useThread } from '../../../sync/cases.ts';
import { joinThread } from '../../../sync/thread-cache.ts';
import { splitCase } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import type { Inbox } from '../inbox-state.ts';
import { nameOf } from '../list/due.ts';

export function SplitDialog({ row, inbox, onClose }: { readonly row: CaseRow; readonly inbox: Inbox; readonly onClose: () => void }) {
  const pages = useThread(row.id).data?.pages;
  const messages = useMemo(
    () => joinThread(pages ?? []).messages.filter((message) => message.caseId === row.id && message.state === 'stored'),
    [pages, row.id],
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const split = async () => {
    onClose();
    const made = await splitCase(row, [...chosen]);
    if (made !== null) inbox.open(made.id);
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={say('split.title')}
      lead={say('split.lead')}
      actions={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button weight="primary" disabled={chosen.size === 0} onClick={() => void split()}>
            {say('split.submit', { n: chosen.size })}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col">
        {messages.map((message) => (
          <li key={message.id}>
            <label className="flex cursor-pointer items-start gap-3 border-b border-line py-2">
              <input
                type="checkbox"
                className="mt-1 size-4 shrink-0 accent-accent"
                checked={chosen.has(message.id)}
                onChange={() => toggle(message.id)}
              />
              <span className="min-w-0">
                <span className="block text-small text-faint">
                  {message.author.name ?? nameOf(row)} · {momentWords(message.receivedAt)}
                </span>
                <span className="line-clamp-2 wrap-anywhere">{message.visibleText ?? message.text}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
