/** Which single keys are there, and which ones did the person at this device choose instead? One list for help, settings, tooltips and `keys.ts`. */
import { useSyncExternalStore } from 'react';
import type { WordKey } from '../words/say.ts';
import { deedOf, keyOf, readChoice, takenBy } from './key-choice.ts';
import type { KeyChoice } from './key-choice.ts';

/** In the order they are shown. */
export const singleKeys: readonly { readonly key: string; readonly words: WordKey }[] = [
  { key: 'j', words: 'keyboard.next' },
  { key: 'k', words: 'keyboard.previous' },
  { key: 'r', words: 'keyboard.reply' },
  { key: 'n', words: 'keyboard.note' },
  { key: 'e', words: 'keyboard.resolve' },
  { key: 's', words: 'keyboard.snooze' },
  { key: 'a', words: 'keyboard.assign' },
  { key: 'm', words: 'verb.merge' },
  { key: 'x', words: 'keyboard.choose' },
  { key: 'X', words: 'keyboard.chooseTo' },
  { key: '!', words: 'keyboard.spam' },
  { key: 'u', words: 'verb.notUrgent' },
  { key: 'c', words: 'first.title' },
  { key: 'o', words: 'keyboard.fact' },
  { key: 'f', words: 'keyboard.filter' },
  { key: '/', words: 'keyboard.search' },
  { key: '?', words: 'keyboard.help' },
];
/** The others: the same for everybody. `Mod` is ⌘ on Apple devices, Ctrl elsewhere. */
export const fixedKeys: readonly { readonly key: string; readonly words: WordKey }[] = [
  { key: 'Enter', words: 'keyboard.open' },
  { key: 'Esc', words: 'keys.leave' },
  { key: 'Mod K', words: 'keyboard.command' },
  { key: 'Mod Enter', words: 'keys.sendNext' },
  { key: 'Mod ⇧ Enter', words: 'later.title' },
  { key: '0–9', words: 'keyboard.macros' },
  { key: '/', words: 'keyboard.snippet' },
  { key: '@', words: 'keyboard.mention' },
  { key: 'F8', words: 'keyboard.checks' },
  { key: 'F9', words: 'keyboard.promise' },
];
const deeds = singleKeys.map(({ key }) => key);

const storageKey = 'meanwhile.keyChoice';
const listeners = new Set<() => void>();
let choice: KeyChoice | null = null;

const current = (): KeyChoice => (choice ??= readChoice(localStorage.getItem(storageKey), deeds));

/** The key that does this now; null where it was switched off. Any other text is given back as it is. */
export const shownKey = (deed: string): string | null => keyOf(deed, current());
export const pressedDeed = (key: string): string | null => deedOf(key, current(), deeds);
export const useKeyChoice = (): KeyChoice =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);

function write(next: KeyChoice): void {
  choice = next;
  if (Object.keys(next).length === 0) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** Null switches the deed's key off. False: the key is another deed's. */
export function chooseKey(deed: string, key: string | null): boolean {
  if (key !== null && takenBy(key, deed, current(), deeds) !== undefined) return false;
  const { [deed]: _, ...others } = current();
  write(key === deed ? others : { ...others, [deed]: key });
  return true;
}
export const resetKeys = (): void => write({});
