/** Which of the inbox's dialogs is open? All of them are one lazy chunk. */
import { focusKeys } from '../../../shell/keys.ts';
import type { Inbox } from '../inbox-state.ts';
import { BulkAssign, BulkSnooze } from '../list/bulk-dialogs.tsx';
import { FilterDialog } from '../list/filter-dialog.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { IncidentDialog } from './incident-dialog.tsx';
import { FactDialog } from './fact-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { SearchDialog } from './search-dialog.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { SplitDialog } from './split-dialog.tsx';
import { WriteFirstDialog } from './write-first-dialog.tsx';

export function Dialogs({ inbox }: { readonly inbox: Inbox }) {
  const { dialog, subject } = inbox;
  const onClose = () => {
    inbox.setDialog(null);
    // Letters act again at once.
    setTimeout(focusKeys, 0);
  };
  if (dialog === 'first') return <WriteFirstDialog inbox={inbox} onClose={onClose} />;
  if (dialog === 'search') return <SearchDialog inbox={inbox} onClose={onClose} />;
  if (dialog === 'filter') return <FilterDialog view={inbox.view} onClose={onClose} />;
  if (inbox.selection.ids.size > 0 && dialog === 'assign') return <BulkAssign inbox={inbox} onClose={onClose} />;
  if (inbox.selection.ids.size > 0 && dialog === 'snooze') return <BulkSnooze inbox={inbox} onClose={onClose} />;
  if (inbox.selection.ids.size > 0 && dialog === 'incident')
    return <IncidentDialog rows={inbox.selection.rows} onLinked={inbox.selection.clear} onClose={onClose} />;
  if (subject === undefined) return null;
  if (dialog === 'incident') return <IncidentDialog rows={[subject]} onClose={onClose} />;
  if (dialog === 'snooze') return <SnoozeDialog row={subject} inbox={inbox} onClose={onClose} />;
  if (dialog === 'assign') return <AssignDialog row={subject} onClose={onClose} />;
  if (dialog === 'merge') return <MergeDialog row={subject} inbox={inbox} onClose={onClose} />;
  if (dialog === 'fact') return <FactDialog row={subject} onClose={onClose} />;
  if (dialog === 'split') return <SplitDialog row={subject} inbox={inbox} onClose={onClose} />;
  return null;
}
