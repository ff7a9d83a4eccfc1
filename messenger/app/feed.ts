/** Which part of the history is here, and how far have we read? Fetches pages, takes news from the stream and keeps the resume cursor. */
import type { MessengerHistory, MessengerMessage } from '@meanwhile/wire/messenger.ts';
import { merge, newAnswers, stillPending } from './history.ts';
import type { Visit } from './session.ts';
import type { Store } from './view.ts';

export interface Feed {
  readonly cursor: () => string | null;
  /** What the stream said we have seen up to. */
  readonly reach: (cursor: string) => void;
  readonly take: (more: readonly MessengerMessage[]) => void;
  /** The newest page again: at the beginning, after a reset, and while the stream is down. */
  readonly refresh: () => Promise<void>;
  readonly earlier: () => Promise<void>;
  /** Another visitor: nothing of the former one stays. */
  readonly clear: () => void;
}

export function createFeed(store: Store, visit: Visit): Feed {
  let cursor: string | null = null;
  /** The page of older messages that is on its way. */
  let asking: number | null = null;
  /** What came by the stream while the newest page was on its way: that page may be older. */
  let meanwhile: readonly MessengerMessage[] = [];
  /** What was asked for one visitor is not shown to another. */
  const fetchPage = async (query: string): Promise<MessengerHistory | null> => {
    const visitorId = () => store.get().session?.visitorId;
    const whose = visitorId();
    const answer = await visit.call<MessengerHistory>(`/messages${query}`);
    return answer.ok && visitorId() === whose ? answer.body : null;
  };
  const show = (messages: readonly MessengerMessage[], answers: readonly MessengerMessage[]) => {
    const { pending, say, settings } = store.get();
    store.set({ messages, pending: stillPending(pending, messages), loaded: true });
    const last = answers.at(-1);
    if (last) store.set({ news: true, announced: `${say('label.newMessage')}: ${last.authorName ?? settings.brand}` });
  };
  const answersIn = (more: readonly MessengerMessage[]) => (store.get().loaded ? newAnswers(store.get().messages, more) : []);
  return {
    cursor: () => cursor,
    reach: (to) => void (cursor = to),
    take: (more) => {
      meanwhile = merge(meanwhile, more);
      show(merge(store.get().messages, more), answersIn(more));
    },
    refresh: async () => {
      meanwhile = [];
      const body = await fetchPage('');
      if (!body) return;
      const { messages: page, earlier } = body;
      const { messages: known } = store.get();
      // Older pages already read stay only where the new page joins on to them; a hole in between would not be seen.
      const ids = new Set(known.map(({ id }) => id));
      const joins = page.some(({ id }) => ids.has(id));
      cursor = body.cursor;
      if (!joins) store.set({ earlier });
      show(merge(merge(joins ? known : [], page), meanwhile), answersIn(page));
    },
    earlier: async () => {
      const { earlier } = store.get();
      if (earlier === null || earlier === asking) return;
      asking = earlier;
      const body = await fetchPage(`?before=${earlier}`);
      asking = null;
      if (body) store.set({ messages: merge(body.messages, store.get().messages), earlier: body.earlier });
    },
    clear: () => {
      cursor = null;
      store.set({ messages: [], loaded: false, earlier: null });
    },
  };
}
