/** Who takes all chosen cases, or until when do they step aside? The same questions as for one case, asked once. */
import { useState } from 'react';
import { Avatar } from '../../../parts/avatar.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { readClock } from '../../../sync/clock.ts';
import { useMe } from '../../../sync/me.ts';
import { useAgents } from '../../../sync/people.ts';
import { say } from '../../../words/say.ts';
import { ChoiceList } from '../dialogs/choice-list.tsx';
import { timeItems } from '../dialogs/time-dialog.tsx';
import type { Inbox } from '../inbox-state.ts';

interface BulkDialogProps {
  readonly inbox: Inbox;
  readonly onClose: () => void;
}

export function BulkAssign({ inbox, onClose }: BulkDialogProps) {
  const memberId = useMe().data?.memberId;
  const agents = (useAgents().data ?? []).toSorted(
    (a, b) => Number(b.id === memberId) - Number(a.id === memberId) || a.name.localeCompare(b.name),
  );
  const people = agents.map((agent) => ({
    id: agent.id,
    onChoose: () => {
      onClose();
      inbox.doForChosen({ verb: 'assign', memberId: agent.id });
    },
    content: (
      <>
        <Avatar name={agent.name} size="small" />
        <span className="flex-1 truncate">{agent.id === memberId ? say('assign.you', { name: agent.name }) : agent.name}</span>
      </>
    ),
  }));
  const release = {
    id: 'release',
    onChoose: () => {
      onClose();
      inbox.doForChosen({ verb: 'release' });
    },
    content: <span className="text-muted">{say('verb.release')}</span>,
  };
  return (
    <Dialog open onClose={onClose} title={say('assign.title')} lead={say('bulk.chosen', { n: inbox.selection.ids.size })}>
      <ChoiceList label={say('assign.title')} items={[...people, release]} />
    </Dialog>
  );
}

export function BulkSnooze({ inbox, onClose }: BulkDialogProps) {
  const [openedAt] = useState(readClock);
  const items = timeItems(openedAt, (at) => {
    onClose();
    inbox.doForChosen({ verb: 'snooze', until: new Date(at).toISOString() });
  });
  return (
    <Dialog open onClose={onClose} title={say('snooze.title')} lead={say('bulk.chosen', { n: inbox.selection.ids.size })}>
      <ChoiceList label={say('snooze.title')} items={items} />
    </Dialog>
  );
}
