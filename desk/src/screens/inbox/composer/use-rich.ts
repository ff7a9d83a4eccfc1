/** When does the formatted field take over from the plain one? As soon as it is loaded, without losing the caret, and never in the middle of composing a character. */
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { RefObject } from 'react';
import type { RichText } from './rich/rich-text.tsx';

type Rich = typeof RichText;
let loaded: Rich | null = null;

export async function loadRich(): Promise<void> {
  loaded ??= (await import('./rich/rich-text.tsx')).RichText;
}

export interface RichState {
  readonly Field: Rich;
  /** Where the caret was in the plain field, if it had the focus. */
  readonly caret: number | null;
}

/** Null: the plain field stands. `isComposing` says whether an input method is at work in it. */
export function useRich(
  isWanted: boolean,
  plain: RefObject<HTMLTextAreaElement | null>,
  isComposing: RefObject<boolean>,
): RichState | null {
  const [state, setState] = useState<RichState | null>(() => (loaded === null ? null : { Field: loaded, caret: null }));
  const isThere = state !== null;
  useEffect(() => {
    if (!isWanted || isThere) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const takeOver = () => {
      if (isGone || loaded === null) return;
      if (isComposing.current) {
        timer = setTimeout(takeOver, 300);
        return;
      }
      const field = plain.current;
      const next = { Field: loaded, caret: field !== null && document.activeElement === field ? field.selectionStart : null };
      // At once: a letter typed between looking for the caret and the change would end up behind everything that follows.
      flushSync(() => setState(next));
    };
    loadRich().then(takeOver, () => {
      // Not reachable just now: the plain field does all that is needed, and the next case tries again.
    });
    return () => {
      isGone = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [isWanted, isThere, plain, isComposing]);
  return isWanted ? state : null;
}
