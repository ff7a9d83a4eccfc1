/** Nothing in this view: what that means, and where to look next. */
import { Link } from '@tanstack/react-router';
import { links } from '../../../links.ts';
import type { View } from '../../../links.ts';
import { buttonClass } from '../../../parts/button.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { useCaseList } from '../../../sync/cases.ts';
import { useNow } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
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

export function EmptyList({ view }: { readonly view: View }) {
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
