/** Nothing in this view: what that means, and where to look next. */
import { Link } from '@tanstack/react-router';
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import { links } from '../../../links.ts';
import type { View } from '../../../links.ts';
import { Button, buttonClass } from '../../../parts/button.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { useCaseList } from '../../../sync/cases.ts';
import { useNow } from '../../../sync/clock.ts';
import { isNarrowed, showAll } from '../../../sync/list-choice.ts';
import { say } from '../../../words/say.ts';
import { useConditions } from './conditions.ts';
import { chipOf } from './due.ts';

/** The sentence of words.md needs two figures; without them it is left out rather than guessed. */
function useNextLead(): string {
  const nowAt = useNow();
  const waiting = useCaseList('waiting').data?.pages;
  const team = useCaseList('team').data?.pages;
  const first = team?.[0]?.items[0];
  const chip = first === undefined ? null : chipOf(first, nowAt);
  if (waiting === undefined || waiting.at(-1)?.nextCursor !== null || chip === null || first?.dueAt == null) return say('empty.inboxPlain');
  const answered = waiting.flatMap((page) => page.items).filter((row) => row.ball === 'customer').length;
  return say('empty.inboxNext', { n: answered, when: chip.words });
}

function Next() {
  const lead = useNextLead();
  return (
    <EmptyState
      title={say('empty.inbox')}
      lead={lead}
      action={
        <Link to={links.inbox('team')} className={buttonClass()}>
          {say('empty.seeTeam')}
        </Link>
      }
    />
  );
}

function Narrowed({ filter }: { readonly filter: CaseFilter }) {
  const conditions = useConditions(filter)
    .map(({ words }) => words)
    .join(' · ');
  return (
    <EmptyState
      title={say('filter.none')}
      lead={say('filter.noneLead', { conditions })}
      action={<Button onClick={showAll}>{say('filter.clear')}</Button>}
    />
  );
}

export function EmptyList({ view, filter }: { readonly view: View; readonly filter: CaseFilter }) {
  if (isNarrowed(filter)) return <Narrowed filter={filter} />;
  if (view === 'next') return <Next />;
  if (view === 'all') {
    return (
      <EmptyState
        title={say('empty.all')}
        lead={say('empty.allLead')}
        action={
          <Link to={links.channels()} className={buttonClass()}>
            {say('empty.allAction')}
          </Link>
        }
      />
    );
  }
  return <EmptyState title={say(`empty.${view}`)} lead={say(`empty.${view}Lead`)} />;
}
