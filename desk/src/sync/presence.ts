/** Who else is at this case? Tells colleagues which case this screen shows and whether something is being typed, and hears the same of them. Nothing of it is kept. */
import type { OnlookersFrame } from '@meanwhile/wire/stream.ts';
import { useEffect, useRef, useSyncExternalStore } from 'react';

type Look = (caseId: string | null, writing: boolean) => void;
type People = OnlookersFrame['people'];

/** Typing is over when nothing was typed for so long. */
const typingMs = 6_000;
const nobody: People = [];

let tell: Look | null = null;
let shown: { readonly caseId: string | null; readonly writing: boolean } = { caseId: null, writing: false };
let others: OnlookersFrame | null = null;
const listeners = new Set<() => void>();

function say(next: typeof shown): void {
  shown = next;
  tell?.(document.hidden ? null : shown.caseId, shown.writing && !document.hidden);
}

/** The stream's way out, while there is one. */
export function connectLook(look: Look): () => void {
  tell = look;
  const onVisible = () => say(shown);
  document.addEventListener('visibilitychange', onVisible);
  onVisible();
  return () => {
    tell = null;
    document.removeEventListener('visibilitychange', onVisible);
  };
}

export function setOnlookers(frame: OnlookersFrame): void {
  others = frame;
  for (const listener of listeners) listener();
}

export const useOnlookers = (caseId: string): People =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (others?.caseId === caseId ? others.people : nobody),
  );

/** While mounted, this screen shows the case; a changed text is typing. */
export function useLooking(caseId: string, text: string): void {
  const last = useRef({ caseId, text });
  useEffect(() => {
    say({ caseId, writing: false });
    return () => say({ caseId: null, writing: false });
  }, [caseId]);
  useEffect(() => {
    const before = last.current;
    last.current = { caseId, text };
    // What another device or a restored draft put there was not typed here.
    if (before.caseId !== caseId || before.text === text || document.activeElement?.matches('textarea, [contenteditable="true"]') !== true)
      return;
    say({ caseId, writing: text !== '' });
    const timer = setTimeout(() => say({ caseId, writing: false }), typingMs);
    return () => clearTimeout(timer);
  }, [caseId, text]);
}
