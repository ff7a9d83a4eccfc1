/**
 * Did what the customer wrote reach us? Every message is shown and kept in the browser before it is sent, carries an id made here, and is
 * repeated under that id until the server says it is durable. Nothing typed is ever dropped.
 */
import type { MessengerAttachment, MessengerSendAnswer, MessengerSendRequest } from '@meanwhile/wire/messenger.ts';
import { backoffMs } from './backoff.ts';
import { stillPending } from './history.ts';
import { recallAll, remember } from './keep.ts';
import type { Visit } from './session.ts';
import { clock } from './times.ts';
import type { Pending, Store } from './view.ts';

export interface Outbox {
  readonly send: (text: string, files: readonly MessengerAttachment[]) => void;
  /** Everything that failed and may pass now; with an id only that one, whatever the reason was. */
  readonly again: (clientId?: string) => void;
  /** Takes a failed message out and gives it back for editing. */
  readonly takeBack: (clientId: string) => Pending | null;
  /** Puts what an earlier page left unsent back in line. */
  readonly resume: () => void;
}

const attempts = 3;
const passes = (status: number) => status === 0 || status === 408 || status === 409 || status === 429 || status >= 500;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

export function createOutbox(store: Store, visit: Visit, received: () => void): Outbox {
  let running = false;
  const key = (clientId: string) => `${visit.prefix()}out:${clientId}`;
  const put = (mine: Pending) => {
    const others = store.get().pending;
    const known = others.some(({ clientId }) => clientId === mine.clientId);
    const pending = known ? others.map((one) => (one.clientId === mine.clientId ? mine : one)) : [...others, mine];
    remember(key(mine.clientId), mine.state === 'received' ? null : mine);
    store.set({ pending: stillPending(pending, store.get().messages) });
  };

  const deliver = async (mine: Pending): Promise<void> => {
    const json: MessengerSendRequest = { clientId: mine.clientId, text: mine.text, attachmentIds: mine.files.map(({ id }) => id) };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await visit.call<MessengerSendAnswer>('/messages', { method: 'POST', json });
      const { say, settings } = store.get();
      if (answer.ok) {
        put({ ...mine, state: 'received', at: answer.body.receivedAt, messageId: answer.body.id });
        store.set({ announced: say('own.received.only', { received: clock(answer.body.receivedAt, settings.locale) }), trouble: '' });
        return received();
      }
      if (passes(answer.status) && attempt < attempts && navigator.onLine) await wait(backoffMs(attempt - 1, Math.random()));
      else {
        put({ ...mine, state: 'failed', passing: passes(answer.status), code: answer.code });
        return store.set({ announced: say('own.failed'), trouble: answer.status === 429 ? say('error.tooFast') : '' });
      }
    }
  };
  const run = async () => {
    if (running) return;
    running = true;
    for (let next; (next = store.get().pending.find(({ state }) => state === 'sending'));) await deliver(next);
    running = false;
  };
  return {
    send: (text, files) => {
      const at = new Date().toISOString();
      put({ clientId: newId(), text, files, at, state: 'sending', passing: true, code: '', messageId: null });
      void run();
    },
    again: (clientId) => {
      for (const mine of store.get().pending)
        if (mine.state === 'failed' && (clientId ? mine.clientId === clientId : mine.passing)) put({ ...mine, state: 'sending' });
      void run();
    },
    takeBack: (clientId) => {
      const mine = store.get().pending.find((one) => one.clientId === clientId && one.state === 'failed');
      if (!mine) return null;
      remember(key(clientId), null);
      store.set({ pending: store.get().pending.filter((one) => one !== mine) });
      return mine;
    },
    resume: () => {
      const here = new Set(store.get().pending.map(({ clientId }) => clientId));
      const left = recallAll<Pending>(`${visit.prefix()}out:`).filter(({ clientId }) => !here.has(clientId));
      for (const mine of left.sort((a, b) => (a.at < b.at ? -1 : 1))) put({ ...mine, state: 'sending' });
      void run();
    },
  };
}

/** `randomUUID` exists on secure origins only; a shop's intranet page may have none. */
function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  // Version 4, variant 8.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-');
}
