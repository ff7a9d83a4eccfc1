/** Pulling work: the next case of the queues one answers in, opened at once. There is nothing to pick from. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { paths } from '../../paths.ts';
import { notify } from '../../parts/toast.tsx';
import { post } from '../../sync/api.ts';
import { putRow } from '../../sync/cases.ts';
import { failedWords } from '../../words/reason.ts';
import { say } from '../../words/say.ts';
import type { Inbox } from './inbox-state.ts';

export async function takeNext(inbox: Pick<Inbox, 'open'>): Promise<void> {
  try {
    const { case: row } = await post<{ readonly case: CaseRow | null }>(paths.nextCase, undefined, crypto.randomUUID());
    if (row === null) {
      notify({ title: say('command.nothingWaits') });
      return;
    }
    putRow(row);
    inbox.open(row.id);
    notify({ title: say('command.taken', { n: row.number }) });
  } catch (error) {
    notify({ title: failedWords(error), urgent: true });
  }
}
