/**
 * What does the browser remember for us, and where? The session token, the draft and messages not yet accepted, in the local storage
 * of our own origin. Storage may be forbidden or full: then the same things last as long as the page does.
 */
const memory = new Map<string, string>();

function guarded<T>(use: (storage: Storage) => T, otherwise: T): T {
  try {
    return use(window.localStorage);
  } catch (refused) {
    if (refused instanceof DOMException) return otherwise;
    throw refused;
  }
}

/** The kept value, or null. What is not our JSON counts as absent. */
export function recall<T>(key: string): T | null {
  const text = guarded((storage) => storage.getItem(key), null) ?? memory.get(key);
  if (text == null) return null;
  try {
    return JSON.parse(text) as T;
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return null;
    throw notJson;
  }
}

/** Null forgets. What storage does not take is held in memory instead. */
export function remember(key: string, value: unknown): void {
  memory.delete(key);
  if (value === null) return guarded((storage) => storage.removeItem(key), undefined);
  const text = JSON.stringify(value);
  const kept = guarded((storage) => (storage.setItem(key, text), true), false);
  if (!kept) memory.set(key, text);
}

function keysUnder(prefix: string): string[] {
  const kept = guarded((storage) => Object.keys(storage), []);
  return [...new Set([...kept, ...memory.keys()])].filter((key) => key.startsWith(prefix));
}

/** Every kept value whose key begins with `prefix`. */
export function recallAll<T>(prefix: string): T[] {
  return keysUnder(prefix)
    .map((key) => recall<T>(key))
    .filter((value) => value !== null);
}

/** Moves what is kept under one prefix to another, over nothing that is there. */
export function rename(from: string, to: string): void {
  for (const key of keysUnder(from)) {
    const next = to + key.slice(from.length);
    if (recall(next) === null) remember(next, recall(key));
    remember(key, null);
  }
}

/** Forgets every key that begins with `prefix`. */
export function forget(prefix: string): void {
  for (const key of keysUnder(prefix)) remember(key, null);
}
