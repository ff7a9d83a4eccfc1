/** How long is the sentence above the field true? Until the server's `freshUntil`; then a fresh one is asked for. It words nothing itself. */
import type { EntryWords } from '@meanwhile/wire/messenger.ts';
import type { Visit } from './session.ts';
import type { Store } from './view.ts';

export interface EntryClock {
  readonly show: (entry: EntryWords | null) => void;
  /** After sleep or a lost line: asks at once when the sentence has run out. */
  readonly check: () => void;
  readonly stop: () => void;
}

/** Never ask more often than this, whatever the server says, and never more seldom than the other. */
const leastMs = 15_000;
const mostMs = 3_600_000;

export function createEntryClock(store: Store, visit: Visit): EntryClock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leftMs = ({ freshUntil }: EntryWords) => Date.parse(freshUntil) - Date.now();
  const show = (entry: EntryWords | null) => {
    store.set({ entry });
    clearTimeout(timer);
    if (entry) timer = setTimeout(() => void renew(), Math.min(mostMs, Math.max(leastMs, leftMs(entry))));
  };
  const renew = async (): Promise<void> => {
    // In the language and zone this visit began with: its token says which.
    const answer = await visit.call<EntryWords | null>('/entry');
    const { entry } = store.get();
    // Nobody is said to be there on the word of a server that is gone.
    show(answer.ok ? (answer.body?.words ? answer.body : null) : (entry?.later ?? entry));
  };
  return {
    show,
    check: () => {
      const { entry } = store.get();
      if (entry && leftMs(entry) < 0) void renew();
    },
    stop: () => clearTimeout(timer),
  };
}
