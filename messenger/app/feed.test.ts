import type { MessengerHistory, MessengerMessage, MessengerSession } from '@meanwhile/wire/messenger.ts';
import { expect, it } from 'vitest';
import { createFeed } from './feed.ts';
import type { Visit } from './session.ts';
import { createStore } from './view.ts';
import type { View } from './view.ts';

/** Jonas has the messenger open; each page of the history is given by hand, with what the server knew when it was asked. */
const message = (id: string, seq: number, more: Partial<MessengerMessage> = {}): MessengerMessage =>
  ({ id, seq, from: 'you', at: `2026-11-24T10:0${seq}:00Z`, attachments: [], told: null, ...more }) as MessengerMessage;
const session = (visitorId: string) => ({ visitorId }) as MessengerSession;

function open() {
  const pages: ((messages: readonly MessengerMessage[]) => void)[] = [];
  const call = () =>
    new Promise((resolve) =>
      pages.push((messages) => resolve({ ok: true, body: { messages, earlier: null, cursor: '1' } satisfies MessengerHistory })),
    );
  const first = { session: session('jonas'), messages: [], pending: [], loaded: false, say: () => '', settings: { brand: '' } };
  const store = createStore(first as unknown as View);
  const feed = createFeed(store, { call } as unknown as Visit);
  return { feed, store, pages, shown: () => store.get().messages.map(({ id, told }) => (told === null ? id : `${id}, told`)) };
}

it('an answer that comes while the first page is on its way is there when the page is, though the page does not have it', async () => {
  const { feed, pages, shown } = open();
  const asked = feed.refresh();
  feed.take([message('answer', 2, { from: 'us' })]);
  pages[0]!([message('question', 1)]);
  await asked;
  expect(shown()).toEqual(['question', 'answer']);
});

it('the time that was told while a page was on its way stays, though the page is older', async () => {
  const { feed, pages, shown } = open();
  feed.take([message('question', 1)]);
  const asked = feed.refresh();
  feed.take([message('question', 1, { told: 'Reply by Friday' })]);
  pages[0]!([message('question', 1)]);
  await asked;
  expect(shown()).toEqual(['question, told']);
});

it('a page that was asked for one visitor is not shown to the next', async () => {
  const { feed, store, pages, shown } = open();
  const asked = feed.refresh();
  store.set({ session: session('eve') });
  feed.clear();
  pages[0]!([message('what Jonas wrote', 1)]);
  await asked;
  expect(shown()).toEqual([]);
});
