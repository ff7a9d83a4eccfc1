/** The inbox: list, conversation, side panel. On narrow screens one pane at a time. */
import { lazy, Suspense, useEffect } from 'react';
import { Search } from 'lucide-react';
import { IconButton } from '../../parts/icon-button.tsx';
import { useCaseCounts } from '../../sync/case-counts.ts';
import { useMe } from '../../sync/me.ts';
import { lazyPart } from '../../parts/lazy-part.tsx';
import { say } from '../../words/say.ts';
import { useInboxCommands, useInboxKeys } from './inbox-keys.ts';
import { useInbox } from './inbox-state.ts';
import { CaseList } from './list/case-list.tsx';
import { FilterBar } from './list/filter-bar.tsx';
import { ViewTabs } from './list/view-tabs.tsx';
import { NoThread } from './thread/no-thread.tsx';

const loadThread = () => import('./thread/thread-pane.tsx');
const ThreadPane = lazy(async () => ({ default: (await loadThread()).ThreadPane }));
const { Part: BulkBar, fetch: fetchBulkBar } = lazyPart(async () => (await import('./list/bulk-bar.tsx')).BulkBar);
const { Part: Dialogs, fetch: fetchDialogs } = lazyPart(async () => (await import('./dialogs/dialogs.tsx')).Dialogs);

/** Fetches what the first press will need: the conversation at once, dialogs when the list stands. */
function useWarmUp(): void {
  useEffect(() => {
    void loadThread().then(async (thread) => Promise.all([thread.loadComposer(), thread.loadPanel()]));
    const timer = setTimeout(() => void Promise.all([fetchDialogs(), fetchBulkBar()]), 1_000);
    return () => clearTimeout(timer);
  }, []);
}

export function Screen() {
  const inbox = useInbox();
  const me = useMe().data;
  useInboxKeys(inbox);
  useInboxCommands(inbox);
  useWarmUp();
  const { view, filter, openId } = inbox;
  const counts = useCaseCounts();
  useEffect(() => {
    document.title = `${say('inbox.title')} · Meanwhile`;
  }, []);

  return (
    <main className="flex min-h-0 min-w-0 flex-1">
      <h1 className="sr-only">{say('inbox.title')}</h1>
      <section
        aria-label={say('inbox.list')}
        className={`min-h-0 w-full flex-col border-line bg-surface md:flex md:w-90 md:shrink-0 md:border-r ${openId === null ? 'flex' : 'hidden'}`}
      >
        <div className="flex shrink-0 items-center border-b border-line pr-2 pl-1.5">
          <ViewTabs view={view} counts={counts} />
          <IconButton
            label={say('keys.search')}
            keys="/"
            icon={<Search size={16} aria-hidden />}
            onClick={() => inbox.setDialog('search')}
          />
        </div>
        {inbox.selection.ids.size === 0 ? (
          <FilterBar counts={counts} onFilter={() => inbox.setDialog('filter')} />
        ) : (
          <Suspense fallback={<div className="h-[41px] shrink-0 border-b border-line" />}>
            <BulkBar inbox={inbox} />
          </Suspense>
        )}
        <CaseList
          key={`${view} ${JSON.stringify(filter)}`}
          view={view}
          filter={filter}
          rows={inbox.rows}
          openId={openId}
          cursorId={inbox.cursorId}
          selection={inbox.selection}
          onReach={inbox.reach}
        />
      </section>
      {openId === null ? (
        <NoThread isEmpty={inbox.rows.length === 0} />
      ) : (
        <Suspense fallback={<section className="min-w-0 flex-1 bg-surface" />}>
          <ThreadPane key={openId} caseId={openId} inbox={inbox} memberId={me?.memberId ?? null} />
        </Suspense>
      )}
      {inbox.dialog !== null && (
        <Suspense fallback={null}>
          <Dialogs inbox={inbox} />
        </Suspense>
      )}
    </main>
  );
}
