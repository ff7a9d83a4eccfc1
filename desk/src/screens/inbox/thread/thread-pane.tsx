/** One case: its conversation, the field to answer in, and the panel beside it. */
import type { Draft, Thread } from '@meanwhile/wire/records.ts';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorState } from '../../../parts/error-state.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { isProblem } from '../../../sync/api.ts';
import { knownRow, useThread } from '../../../sync/cases.ts';
import { useMay } from '../../../sync/me.ts';
import { joinThread } from '../../../sync/thread-cache.ts';
import { say } from '../../../words/say.ts';
import { begunWith } from '../composer/crossed.ts';
import { adoptDraft } from '../composer/drafts.ts';
import { sendReply } from '../composer/send.ts';
import type { SendChoice } from '../composer/send-choice.ts';
import type { Inbox } from '../inbox-state.ts';
import { NoteSelected } from './note-selected.tsx';
import { ThreadHeader } from './thread-header.tsx';
import { TimelineView } from './timeline-view.tsx';

export const loadComposer = () => import('../composer/composer.tsx');
export const loadPanel = () => import('../panel/side-panel.tsx');
const Composer = lazy(async () => ({ default: (await loadComposer()).Composer }));
const SidePanel = lazy(async () => ({ default: (await loadPanel()).SidePanel }));

export interface ThreadPaneProps {
  readonly caseId: string;
  readonly inbox: Inbox;
  readonly memberId: string | null;
}

const widePx = 1_280;
const noComposer = <div className="m-3 h-[138px] rounded border border-line md:m-4" />;
const noPanel = <aside className="hidden w-80 shrink-0 border-l border-line bg-canvas xl:block" />;

/** A draft saved on another device knows what was there when it was saved. */
function begunThere(thread: Thread | undefined, draft: Draft | null, memberId: string | null) {
  if (thread === undefined || draft === null) return { begunSeq: null, readIds: [] };
  const own = thread.messages.filter((one) => one.conversationId === thread.case.conversationId);
  return begunWith(own, memberId, Date.parse(draft.updatedAt));
}

export function ThreadPane({ caseId, inbox, memberId }: ThreadPaneProps) {
  const thread = useThread(caseId);
  const [isPanelOpen, setPanelOpen] = useState(() => window.innerWidth >= widePx);
  const maySend = useMay('message:send');
  // The conversation is the answer to the press and is drawn first; field and panel follow in the next frames, at once for who writes.
  const hasRest = useDeferredValue(true, false);
  const pages = thread.data?.pages;
  const newest = pages?.[0];
  const joined = useMemo(() => joinThread(pages ?? []), [pages]);
  const row = newest?.case ?? knownRow(caseId);
  const serverDraft = newest?.draft;
  // No address and no name is left of them; whoever writes is known by at least one.
  const isForgotten = newest !== undefined && newest.customer.identities.length === 0 && newest.customer.name === null;
  useEffect(() => {
    if (serverDraft !== undefined) adoptDraft(caseId, serverDraft, begunThere(newest, serverDraft, memberId));
    // Once per draft of the server; the messages are those that came with it.
  }, [caseId, serverDraft]);

  if (isProblem(thread.error, 'not_found')) {
    return (
      <section className="flex-1">
        <EmptyState title={say('notFound.title')} lead={say('notFound.lead')} />
      </section>
    );
  }
  const send = (choice: SendChoice, sendAt?: string) => {
    if (row === undefined) return;
    void sendReply({ row, choice, sendAt, show: () => inbox.open(row.id) });
    inbox.goOn(row.id);
  };
  return (
    <>
      <section aria-label={say('thread.label')} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface low:overflow-y-auto">
        {row !== undefined && <ThreadHeader row={row} inbox={inbox} isPanelOpen={isPanelOpen} onPanel={() => setPanelOpen(!isPanelOpen)} />}
        {newest === undefined || row === undefined ? (
          <div className="min-h-0 flex-1">
            {thread.isError ? <ErrorState onRetry={() => void thread.refetch()} /> : <Skeleton rows={5} />}
          </div>
        ) : (
          <>
            <NoteSelected inbox={inbox} />
            <TimelineView
              row={row}
              others={newest.otherCases}
              {...joined}
              memberId={memberId}
              hasEarlier={thread.hasNextPage}
              isLoadingEarlier={thread.isFetchingNextPage}
              onEarlier={() => void thread.fetchNextPage()}
            />
          </>
        )}
        {row !== undefined &&
          (isForgotten ? (
            <p className="border-t border-line px-4 py-3 text-small text-muted md:px-6">{say('composer.forgotten')}</p>
          ) : maySend ? (
            <div className="mx-auto w-full max-w-280">
              <Suspense fallback={noComposer}>
                {hasRest || inbox.focusCount > 0 ? (
                  <Composer
                    row={row}
                    messages={newest === undefined ? undefined : joined.messages}
                    commitments={joined.commitments}
                    locale={newest?.customer.locale ?? null}
                    mode={inbox.mode}
                    onMode={inbox.write}
                    focusCount={inbox.focusCount}
                    onSend={send}
                  />
                ) : (
                  noComposer
                )}
              </Suspense>
            </div>
          ) : (
            <p className="border-t border-line px-4 py-3 text-small text-muted md:px-6">{say('composer.viewer')}</p>
          ))}
      </section>
      {isPanelOpen && newest !== undefined && (
        <Suspense fallback={noPanel}>
          {hasRest ? (
            <SidePanel thread={newest} commitments={joined.commitments} inbox={inbox} onClose={() => setPanelOpen(false)} />
          ) : (
            noPanel
          )}
        </Suspense>
      )}
    </>
  );
}
