/**
 * What does a pressed letter do? Single letters act only while the focus is inside an element marked `data-keys` (list, thread and what stands around it), never in a
 * field, and can be switched off on this device (WCAG 2.1.4). Which letter does what is bound by the screens with `useKeys`.
 */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { pressedDeed } from './key-map.ts';

export type KeyMap = Readonly<Record<string, (() => void) | undefined>>;

const storageKey = 'meanwhile.keys';
const listeners = new Set<() => void>();

export const areKeysOn = (): boolean => localStorage.getItem(storageKey) !== 'off';
export function switchKeys(on: boolean): void {
  if (on) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, 'off');
  for (const listener of listeners) listener();
}
export const useKeysOn = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, areKeysOn);

const fields =
  'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="menu"], [role="listbox"]:not([data-keys]), [role="dialog"], [role="combobox"]';

/** Would a single letter act, with the focus where it is now? */
export function mayLetterAct(
  event: Pick<KeyboardEvent, 'target' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented'>,
): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !areKeysOn()) return false;
  const target = event.target;
  // Nothing has the focus, e.g. after a toast went: list or thread take it back, unless a dialog is open.
  if (target === document.body && document.querySelector('[data-takes-keys]') === null) {
    focusKeys();
    return document.activeElement?.closest('[data-keys]') != null;
  }
  if (!(target instanceof Element) || target.closest(fields) !== null) return false;
  return target.closest('[data-keys]') !== null;
}

/** Binds single keys while mounted, by the key each has from the start ('j', '/', '?'); which one is pressed for it, the person chooses (`key-map.ts`). */
export function useKeys(map: KeyMap): void {
  const current = useRef(map);
  useEffect(() => {
    current.current = map;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const deed = pressedDeed(event.key);
      const act = deed === null ? undefined : current.current[deed];
      if (act === undefined || !mayLetterAct(event)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Brings the focus back to where letters act: the open thread, else the list. */
export function focusKeys(): void {
  const place = document.querySelector<HTMLElement>('[data-keys="thread"]') ?? document.querySelector<HTMLElement>('[data-keys="list"]');
  place?.focus({ preventScroll: true });
}
