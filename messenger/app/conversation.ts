/**
 * What happens in the widget, and in what order? Ties visit, history, stream, outbox and files together and offers the verbs the screen
 * calls. It draws nothing and decides nothing about times: the sentences come from the server.
 */
import type { MessengerFrame } from '@meanwhile/wire/messenger.ts';
import { backoffMs } from './backoff.ts';
import { createEntryClock } from './entry-clock.ts';
import type { EntryClock } from './entry-clock.ts';
import { createFeed } from './feed.ts';
import type { Feed } from './feed.ts';
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

interface Parts {
  readonly visit: Visit;
  readonly outbox: Outbox;
  readonly tray: Tray;
  readonly feed: Feed;
  readonly entryClock: EntryClock;
  readonly write: (draft: string) => void;
  /** The key of something kept for this visitor. */
  readonly kept: (name: string) => string;
}

export function createConversation(store: Store, base: string): Conversation {
  const kept = (name: string) => visit.prefix() + name;
  const write = (draft: string) => {
    remember(kept('draft'), draft || null);
    store.set({ draft });
  };
  const visit = createVisit(store, base, (session, before) => {
    if (before && before.visitorId !== session.visitorId) {
      feed.clear();
      store.set({ contact: 'none' });
      if (before.proof === 'site') {
        store.set({ pending: [], draft: '' });
        tray.empty();
      }
    }
    write(store.get().draft || recall<string>(kept('draft')) || '');
    entryClock.show(session.settings.entry);
    void feed.refresh().then(() => {
      stream.connect();
      outbox.resume();
    });
  });
  const feed = createFeed(store, visit);
  const entryClock = createEntryClock(store, visit);
  const tray = createTray(store, visit, base);
  const outbox = createOutbox(store, visit, () => {
    const { session, contact } = store.get();
    if (session?.contact === null && session.settings.canNotify && contact === 'none' && !recall<boolean>(kept('skip')))
      store.set({ contact: 'ask' });
  });
  const parts = { visit, outbox, tray, feed, entryClock, write, kept };
  const stream = openStream(`${location.origin.replace(/^http/, 'ws')}${base}/stream`, {
    hello: () => {
      const { session } = store.get();
      return session && { token: session.token, cursor: feed.cursor() };
    },
    frame: listener(store, parts),
    down: (attempt) => {
      if (attempt < 2) return;
      store.set({ connected: false });
      void feed.refresh();
    },
  });
  window.addEventListener('online', () => {
    if (!store.get().session) void visit.begin();
    outbox.again();
  });
  const end = () => {
    stream.close();
    entryClock.stop();
    visit.end();
  };
  return { ...verbs(store, parts), outbox, tray, write, end };
}

function listener(store: Store, { visit, outbox, feed, entryClock }: Parts): (frame: MessengerFrame) => void {
  let denials = 0;
  return (frame) => {
    if (frame.type === 'ready') {
      denials = 0;
      feed.reach(frame.cursor);
      if (!store.get().connected) store.set({ connected: true, announced: store.get().say('state.connected') });
      if (frame.reset || !store.get().loaded) void feed.refresh();
      outbox.again();
      entryClock.check();
    } else if (frame.type === 'messages') {
      feed.reach(frame.cursor);
      feed.take(frame.messages);
    } else if (frame.type === 'entry') entryClock.show(frame.entry);
    else if (frame.type === 'denied') {
      // The first time the token has just run out; after that something is wrong and must not become a storm.
      setTimeout(() => void visit.begin(), denials === 0 ? 0 : backoffMs(denials, Math.random()));
      denials += 1;
    }
  };
}

function verbs(store: Store, { visit, outbox, tray, feed, write, kept }: Parts): Omit<Conversation, 'outbox' | 'tray' | 'write' | 'end'> {
  let tries = 0;
  const begin: Visit['begin'] = async (proof) => {
    const begun = await visit.begin(proof);
    if (!begun && !store.get().refused) setTimeout(() => store.get().session ?? void begin(proof), backoffMs((tries += 1), Math.random()));
    return begun;
  };
  return {
    begin,
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
    earlier: feed.earlier,
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
  };
}
