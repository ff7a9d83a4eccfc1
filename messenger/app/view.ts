/** What does the widget know at this moment? One plain object, changed only through `set`, that every part draws from. */
import type { EntryWords, MessengerAttachment, MessengerMessage, MessengerSession, MessengerSettings } from '@meanwhile/wire/messenger.ts';
import type { Say } from './words.ts';

/** A message of ours that the history does not show yet. `clientId` is its idempotency key, the same across reloads. */
export interface Pending {
  readonly clientId: string;
  readonly text: string;
  readonly files: readonly MessengerAttachment[];
  readonly at: string;
  readonly state: 'sending' | 'received' | 'failed';
  /** May the same thing succeed later without anyone changing it? */
  readonly passing: boolean;
  readonly code: string;
  readonly messageId: string | null;
}
export interface TrayFile {
  readonly key: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** Null once uploaded and taken back from a message that failed. */
  readonly file: File | null;
  /** `blob:` URL of an image. */
  readonly preview: string | null;
  /** 0 to 1. */
  readonly share: number;
  readonly state: 'uploading' | 'ready' | 'failed';
  readonly attachment: MessengerAttachment | null;
}
export interface View {
  readonly settings: MessengerSettings;
  readonly say: Say;
  readonly embed: boolean;
  readonly session: MessengerSession | null;
  /** The visit was refused until the site says who this is. */
  readonly refused: boolean;
  readonly entry: EntryWords | null;
  readonly messages: readonly MessengerMessage[];
  readonly earlier: number | null;
  readonly loaded: boolean;
  readonly pending: readonly Pending[];
  readonly tray: readonly TrayFile[];
  readonly draft: string;
  /** What to read first, where the draft speaks of danger or an outage. */
  readonly urgent: string | null;
  readonly connected: boolean;
  /** After sending, while no address is known. */
  readonly contact: 'none' | 'ask' | 'saved';
  /** An answer arrived that may lie outside the window. */
  readonly news: boolean;
  /** For the status line that assistive technology reads. */
  readonly announced: string;
  /** A sentence above the field: what went wrong and what is safe. */
  readonly trouble: string;
}
export interface Store {
  readonly get: () => View;
  readonly set: (change: Partial<View>) => void;
  /** Returns the way to stop listening. */
  readonly listen: (ear: () => void) => () => void;
}

export function createStore(first: View): Store {
  let view = first;
  const ears = new Set<() => void>();
  return {
    get: () => view,
    set: (change) => {
      view = { ...view, ...change };
      for (const ear of ears) ear();
    },
    listen: (ear) => {
      ears.add(ear);
      return () => void ears.delete(ear);
    },
  };
}

/** Before anything has come from the server but the page itself. */
export const nothingYet = {
  session: null,
  urgent: null,
  refused: false,
  messages: [],
  earlier: null,
  loaded: false,
  pending: [],
  tray: [],
  connected: true,
  contact: 'none',
  news: false,
  announced: '',
  trouble: '',
} as const satisfies Partial<View>;
