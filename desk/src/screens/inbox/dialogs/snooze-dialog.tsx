/** Until when does the case step aside? Presets, or a time of one's own. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { snoozeCase } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';
import { TimeDialog } from './time-dialog.tsx';

export function SnoozeDialog({ row, inbox, onClose }: { readonly row: CaseRow; readonly inbox: Inbox; readonly onClose: () => void }) {
  const snooze = (until: string) => {
    if (inbox.openId === row.id) inbox.goOn(row.id);
    void snoozeCase(row, until);
  };
  return (
    <TimeDialog title={say('snooze.title')} lead={say('snooze.lead')} submit={say('snooze.submit')} onChoose={snooze} onClose={onClose} />
  );
}
