/**
 * What happens in the widget, and in what order? Ties visit, history, stream, outbox and files together and offers the verbs the screen
 * calls. It draws nothing and decides nothing about times: the sentences come from the server.
 */
import type { EntryWords, MessengerFrame, MessengerHistory, MessengerMessage } from '@meanwhile/wire/messenger.ts';
import { backoffMs } from './backoff.ts';
import { merge, newAnswers, stillPending } from './history.ts';
import { recall, remember } from './keep.ts';
import { createOutbox } from './outbox.ts';
import type { Outbox } from './outbox.ts';
import { createVisit } from './session.ts';
import type { Visit } from './session.ts';
import { openStream } from './stream.ts';
import { createTray } from './tray.ts';
import type { Tray } from './tray.ts';
import type { Store } from './view.ts';

export interface Conversation {
  readonly begin: Visit['begin'];
  readonly outbox: Outbox;
  readonly tray: Tray;
  readonly write: (draft: string) => void;
  readonly send: () => void;
  readonly edit: (clientId: string) => void;
  readonly earlier: () => Promise<void>;
  /** Answers true when the address was taken. */
  readonly leaveContact: (email: string) => Promise<boolean>;
  readonly skipContact: () => void;
  /** Forgets everything kept in this browser and stops. */
  readonly end: () => void;
}

/** Never ask for a fresh sentence more often than this, whatever the server says. */
const entryEveryMs = 15_000;
const entryAtLeastMs = 3_600_000;

export function createConversation(store: Store, base: string): Conversation {
  let cursor: string | null = null;
  let entryTimer: ReturnType<typeof setTimeout> | undefined;
  const kept = (name: string) => visit.prefix() + name;

  const write = (draft: string) => {
    remember(kept('draft'), draft || null);
    store.set({ draft });
  };
  const take = (more: readonly MessengerMessage[], whole: boolean) => {
    const { messages, loaded, pending, say, settings } = store.get();
    const answers = loaded ? newAnswers(messages, more) : [];
    const next = merge(whole ? [] : messages, more);
    store.set({ messages: next, pending: stillPending(pending, next), loaded: true });
    const last = answers.at(-1);
    if (last) store.set({ news: true, announced: `${say('label.newMessage')}: ${last.authorName ?? settings.brand}` });
  };
  const refresh = async (): Promise<void> => {
    const answer = await visit.call<MessengerHistory>('/messages');
    if (!answer.ok) return;
    cursor = answer.body.cursor;
    take(answer.body.messages, true);
    store.set({ earlier: answer.body.earlier });
  };
  const schedule = (entry: EntryWords | null) => {
    clearTimeout(entryTimer);
    if (!entry) return;
    const due = Math.min(entryAtLeastMs, Math.max(entryEveryMs, Date.parse(entry.freshUntil) - Date.now()));
    entryTimer = setTimeout(() => void freshEntry(), due);
  };
  const freshEntry = async (): Promise<void> => {
    const answer = await visit.call<EntryWords | null>(`/entry?locale=${encodeURIComponent(store.get().settings.locale)}`);
    if (answer.ok) store.set({ entry: answer.body?.words ? answer.body : null });
    schedule(store.get().entry);
  };
  const hear = (frame: MessengerFrame) => {
    if (frame.type === 'ready') {
      cursor = frame.cursor;
      if (!store.get().connected) store.set({ connected: true, announced: store.get().say('state.connected') });
      if (frame.reset || !store.get().loaded) void refresh();
      outbox.again();
      const { entry } = store.get();
      if (entry && Date.parse(entry.freshUntil) < Date.now()) void freshEntry();
    } else if (frame.type === 'messages') {
      cursor = frame.cursor;
      take(frame.messages, false);
    } else if (frame.type === 'entry') {
      store.set({ entry: frame.entry });
      schedule(frame.entry);
    } else if (frame.type === 'denied') void visit.begin();
  };

  const visit = createVisit(store, base, (session, before) => {
    if (before && before.visitorId !== session.visitorId) {
      const carries = before.proof === 'channel';
      store.set({ messages: [], loaded: false, earlier: null, contact: 'none', ...(carries ? {} : { pending: [], draft: '' }) });
      if (!carries) tray.empty();
      cursor = null;
    }
    const draft = store.get().draft || recall<string>(kept('draft')) || '';
    write(draft);
    schedule(session.settings.entry);
    void refresh().then(() => {
      stream.connect();
      outbox.resume();
    });
  });
  const stream = openStream(`${location.origin.replace(/^http/, 'ws')}${base}/stream`, {
    hello: () => {
      const { session } = store.get();
      return session && { token: session.token, cursor };
    },
    frame: hear,
    down: (attempt) => {
      if (attempt < 2) return;
      store.set({ connected: false });
      void refresh();
    },
  });
  const outbox = createOutbox(store, visit, () => {
    const { session, contact } = store.get();
    if (session?.contact === null && contact === 'none' && !recall<boolean>(kept('skip'))) store.set({ contact: 'ask' });
  });
  const tray = createTray(store, visit, base);
  window.addEventListener('online', () => {
    if (!store.get().session) void visit.begin();
    outbox.again();
  });

  let tries = 0;
  /** The page of older messages that is on its way. */
  let asking: number | null = null;
  const begin: Visit['begin'] = async (proof) => {
    const begun = await visit.begin(proof);
    if (!begun && !store.get().refused) setTimeout(() => store.get().session ?? void begin(proof), backoffMs((tries += 1), Math.random()));
    return begun;
  };
  return {
    begin,
    outbox,
    tray,
    write,
    send: () => {
      const { draft, tray: files, say } = store.get();
      const attached = files.flatMap(({ attachment }) => attachment ?? []);
      const unready = files.find(({ state }) => state !== 'ready');
      if (unready) {
        const percent = Math.round(unready.share * 100);
        const failed = unready.state === 'failed';
        return store.set({ trouble: say(failed ? 'file.failed' : 'file.uploading', { name: unready.name, percent }) });
      }
      if (draft.trim() === '' && attached.length === 0) return store.set({ trouble: say('text.empty') });
      store.set({ trouble: '', announced: say('own.sending') });
      outbox.send(draft.trim(), attached);
      tray.empty();
      write('');
    },
    edit: (clientId) => {
      const mine = outbox.takeBack(clientId);
      if (!mine) return;
      write([mine.text, store.get().draft].filter(Boolean).join('\n\n'));
      tray.restore(mine.files);
    },
    earlier: async () => {
      const { earlier } = store.get();
      if (earlier === null || earlier === asking) return;
      asking = earlier;
      const answer = await visit.call<MessengerHistory>(`/messages?before=${earlier}`);
      asking = null;
      if (answer.ok) store.set({ messages: merge(answer.body.messages, store.get().messages), earlier: answer.body.earlier });
    },
    leaveContact: async (email) => {
      const answer = await visit.call('/contact', { method: 'PUT', json: { email } });
      const { session } = store.get();
      if (answer.ok && session) store.set({ contact: 'saved', session: { ...session, contact: email } });
      return answer.ok;
    },
    skipContact: () => {
      remember(kept('skip'), true);
      store.set({ contact: 'none' });
    },
    end: () => {
      stream.close();
      clearTimeout(entryTimer);
      visit.end();
    },
  };
}
