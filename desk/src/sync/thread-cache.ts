/** How does one new record get into the threads on screen? Pure changes of cached pages: newest page first, each record once. */
import type { CommitmentRecord, Delivery, Draft, Message, Note, Thread } from '@meanwhile/wire/records.ts';
import type { ThreadPages } from './cases.ts';
import { keys, queryClient } from './query.ts';

type Listed = { readonly id: string };

/** Replaces the record where it stands, else adds it to the newest page. */
function put<Item extends Listed>(pages: readonly Thread[], name: 'messages' | 'notes' | 'commitments', item: Item): readonly Thread[] {
  const listOf = (page: Thread) => page[name] as unknown as readonly Item[];
  const index = pages.findIndex((page) => listOf(page).some((one) => one.id === item.id));
  return pages.map((page, at) => {
    if (at !== Math.max(index, 0)) return page;
    const list = listOf(page);
    const next = index === -1 ? [...list, item] : list.map((one) => (one.id === item.id ? item : one));
    return { ...page, [name]: next };
  });
}

function change(caseId: string, edit: (pages: readonly Thread[]) => readonly Thread[]): void {
  queryClient.setQueryData<ThreadPages>(keys.thread(caseId), (pages) =>
    pages === undefined ? undefined : { ...pages, pages: [...edit(pages.pages)] },
  );
}

/** Every loaded thread of that conversation: the case's own, its neighbours', and those of a customer it was merged into. */
function threadsOf(conversationId: string): readonly string[] {
  return queryClient
    .getQueriesData<ThreadPages>({ queryKey: keys.threads })
    .filter(([, pages]) => {
      const page = pages?.pages[0];
      return (
        page !== undefined &&
        (page.case.conversationId === conversationId || page.messages.some((message) => message.conversationId === conversationId))
      );
    })
    .map(([key]) => String(key[1]));
}

export function putMessage(message: Message): void {
  for (const caseId of threadsOf(message.conversationId)) change(caseId, (pages) => put(pages, 'messages', message));
}
export function putNote(note: Note): void {
  for (const caseId of threadsOf(note.conversationId)) change(caseId, (pages) => put(pages, 'notes', note));
}
export function putCommitment(commitment: CommitmentRecord): void {
  for (const caseId of threadsOf(commitment.conversationId)) change(caseId, (pages) => put(pages, 'commitments', commitment));
}
/** How it ended; the words never change. */
export function endCommitment(conversationId: string, id: string, end: Pick<CommitmentRecord, 'ending' | 'endedAt'>): void {
  const edit = (one: CommitmentRecord): CommitmentRecord => (one.id === id ? { ...one, ...end } : one);
  for (const caseId of threadsOf(conversationId))
    change(caseId, (pages) => pages.map((page) => ({ ...page, commitments: page.commitments.map(edit) })));
}
export function putDelivery(delivery: Delivery): void {
  const edit = (message: Message): Message => {
    if (message.id !== delivery.messageId) return message;
    const known = message.deliveries.some((one) => one.id === delivery.id);
    return {
      ...message,
      deliveries: known ? message.deliveries.map((one) => (one.id === delivery.id ? delivery : one)) : [...message.deliveries, delivery],
    };
  };
  for (const caseId of threadsOf(delivery.conversationId))
    change(caseId, (pages) => pages.map((page) => ({ ...page, messages: page.messages.map(edit) })));
}
export function dropMessage(messageId: string): void {
  queryClient.setQueriesData<ThreadPages>({ queryKey: keys.threads }, (pages) =>
    pages === undefined
      ? undefined
      : { ...pages, pages: pages.pages.map((page) => ({ ...page, messages: page.messages.filter(({ id }) => id !== messageId) })) },
  );
}

/** The message as it is known, from any loaded thread. */
export function knownMessage(messageId: string): Message | undefined {
  for (const [, pages] of queryClient.getQueriesData<ThreadPages>({ queryKey: keys.threads })) {
    const found = pages?.pages.flatMap((page) => page.messages).find(({ id }) => id === messageId);
    if (found !== undefined) return found;
  }
  return undefined;
}
/** The reader's own draft as the server has it now: coming back to the case must not bring back an older one. */
export function putDraft(caseId: string, draft: Draft | null): void {
  change(caseId, (pages) => pages.map((page, at) => (at === 0 ? { ...page, draft } : page)));
}

/** What the pages together say, oldest first; records that stand on two pages count once. */
export function joinThread(pages: readonly Thread[]) {
  const once = <Item extends Listed>(items: readonly Item[]): readonly Item[] => [
    ...new Map(items.map((item) => [item.id, item])).values(),
  ];
  const oldestFirst = pages.toReversed();
  return {
    messages: once(oldestFirst.flatMap((page) => page.messages)),
    notes: once(oldestFirst.flatMap((page) => page.notes)),
    commitments: once(oldestFirst.flatMap((page) => page.commitments)),
  };
}
