/** Who takes the case? People who can answer, oneself first. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useState } from 'react';
import { Avatar } from '../../../parts/avatar.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { ErrorState } from '../../../parts/error-state.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { useMe } from '../../../sync/me.ts';
import { useAgents } from '../../../sync/people.ts';
import { assignCase, releaseCase } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';
import { ChoiceList } from './choice-list.tsx';

export function AssignDialog({ row, onClose }: { readonly row: CaseRow; readonly onClose: () => void }) {
  const agents = useAgents();
  const memberId = useMe().data?.memberId;
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const found = (agents.data ?? [])
    .filter((agent) => agent.name.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(b.id === memberId) - Number(a.id === memberId) || a.name.localeCompare(b.name));
  const choose = (act: () => void) => () => {
    onClose();
    act();
  };
  const people = found.map((agent) => ({
    id: agent.id,
    onChoose: choose(() => void assignCase(row, agent)),
    content: (
      <>
        <Avatar name={agent.name} size="small" />
        <span className="flex-1 truncate">{agent.id === memberId ? say('assign.you', { name: agent.name }) : agent.name}</span>
        {agent.id === row.assignee?.id && <span className="text-small text-faint">{say('panel.assignee')}</span>}
      </>
    ),
  }));
  const release = {
    id: 'release',
    onChoose: choose(() => void releaseCase(row)),
    content: <span className="text-muted">{say('verb.release')}</span>,
  };
  return (
    <Dialog open onClose={onClose} title={say('assign.title')}>
      <input
        className="field-box"
        autoFocus
        aria-label={say('assign.search')}
        placeholder={say('assign.search')}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          // Before anything is typed a digit chooses, as in every list of choices: `a` `1` takes the case.
          const isDigit = query === '' && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
          if (event.key !== 'Enter' && !isDigit) return;
          event.preventDefault();
          people[isDigit ? Number(event.key) - 1 : 0]?.onChoose();
        }}
      />
      {agents.isPending && <Skeleton rows={3} />}
      {agents.isError && <ErrorState onRetry={() => void agents.refetch()} />}
      {agents.data !== undefined && people.length === 0 && <p className="text-muted">{say('assign.none')}</p>}
      <ChoiceList label={say('assign.title')} items={row.assignee === null || wanted !== '' ? people : [...people, release]} />
    </Dialog>
  );
}
