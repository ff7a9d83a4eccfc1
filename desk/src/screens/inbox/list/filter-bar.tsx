/** Below the tabs: incidents while one is open, what deserves a second look (hidden where there is none), the lists somebody kept, and the conditions set now. */
import { Link, useNavigate } from '@tanstack/react-router';
import { ListFilter, Megaphone, X } from 'lucide-react';
import type { CaseCounts, CaseFilter, SavedView } from '@meanwhile/wire/case-list.ts';
import { lazy, Suspense } from 'react';
import type { ReactNode } from 'react';
import { links } from '../../../links.ts';
import type { View } from '../../../links.ts';
import { IconButton } from '../../../parts/icon-button.tsx';
import { useOpenIncidents } from '../../../sync/incidents.ts';
import { useKeptLists } from '../../../sync/kept-lists.ts';
import { chooseList, isNarrowed, showAll, useListChoice } from '../../../sync/list-choice.ts';
import { say } from '../../../words/say.ts';
import { useConditions } from './conditions.ts';
import { Count } from './view-tabs.tsx';

const KeptMenu = lazy(async () => ({ default: (await import('./kept-menu.tsx')).KeptMenu }));

/** Each with the view in which all of them stand. */
const looks = [
  { only: 'late', figure: 'late', view: 'team' },
  { only: 'due_soon', figure: 'dueSoon', view: 'team' },
  { only: 'stuck', figure: 'stuck', view: 'waiting' },
  { only: 'quiet', figure: 'quiet', view: 'waiting' },
] as const;

export interface FilterBarProps {
  readonly counts: CaseCounts | undefined;
  readonly onFilter: () => void;
}

export function FilterBar({ counts, onFilter }: FilterBarProps) {
  const { filter, keptId } = useListChoice();
  const kept = useKeptLists().data ?? [];
  const incidents = useOpenIncidents();
  const navigate = useNavigate();
  const go = (to: View, next: CaseFilter, list: SavedView | null = null) => {
    chooseList(next, list?.id ?? null);
    void navigate({ to: links.inbox(to) });
  };
  const isEmpty =
    counts !== undefined &&
    looks.every(({ figure }) => counts[figure] === 0) &&
    kept.length + incidents.length === 0 &&
    !isNarrowed(filter);
  return (
    <div className="flex h-[41px] shrink-0 items-center border-b border-line pr-2 pl-1.5">
      <div role="group" aria-label={say('filter.bar')} className="flex min-w-0 flex-1 gap-1 overflow-x-auto py-1.5">
        {incidents.map(({ id, title }) => (
          <Link
            key={id}
            to={links.incident(id)}
            title={say('incidents.pill', { title })}
            className={`${pill} border border-edge text-ink hover:bg-sunken`}
          >
            <Megaphone size={12} aria-hidden className="shrink-0" />
            <span className="truncate">{say('incidents.pill', { title })}</span>
          </Link>
        ))}
        {looks.map(({ only, figure, view: place }) => {
          const isOn = keptId === null && filter.only === only;
          if (counts === undefined || (counts[figure] === 0 && !isOn)) return null;
          return (
            <Pill key={only} isOn={isOn} title={say(`only.${only}.what`)} onPress={() => (isOn ? showAll() : go(place, { only }))}>
              {say(`only.${only}`)}
              <Count count={counts[figure]} most={counts.most} />
            </Pill>
          );
        })}
        {kept.map((list) => {
          const isOn = keptId === list.id;
          return (
            <span key={list.id} className="flex shrink-0">
              <Pill isOn={isOn} onPress={() => (isOn ? showAll() : go(list.view, list.filter, list))}>
                {list.name}
              </Pill>
              {isOn && list.mayChange && (
                <Suspense fallback={null}>
                  <KeptMenu list={list} onChange={onFilter} />
                </Suspense>
              )}
            </span>
          );
        })}
        {keptId === null && <Conditions filter={filter} />}
        {isEmpty && <span className="self-center truncate px-2 text-small text-faint">{say('filter.everything')}</span>}
      </div>
      <IconButton label={say('filter.open')} keys="f" icon={<ListFilter size={16} aria-hidden />} onClick={onFilter} />
    </div>
  );
}

/** The conditions beside `only`, each with a way to take it away. */
function Conditions({ filter }: { readonly filter: CaseFilter }) {
  const conditions = useConditions(filter);
  if (!isNarrowed(filter)) return null;
  return conditions
    .filter(({ part }) => part !== 'only')
    .map(({ part, words }) => (
      <Pill
        key={part}
        isOn
        title={say('filter.remove', { name: words })}
        onPress={() =>
          chooseList(
            Object.fromEntries(Object.entries(filter).filter(([name]) => name !== part && (part !== 'fieldId' || name !== 'fieldValue'))),
          )
        }
      >
        {words}
        <X size={12} aria-hidden />
      </Pill>
    ));
}

interface PillProps {
  readonly isOn: boolean;
  readonly title?: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

const pill = 'focus-inset inline-flex h-7 max-w-48 shrink-0 items-center gap-1 rounded px-2 text-small whitespace-nowrap';

function Pill({ isOn, title, onPress, children }: PillProps) {
  return (
    <button
      type="button"
      title={title}
      aria-pressed={isOn}
      onClick={onPress}
      className={`${pill} ${isOn ? 'bg-accent-soft text-accent-text' : 'bg-sunken text-muted hover:text-ink'}`}
    >
      {children}
    </button>
  );
}
