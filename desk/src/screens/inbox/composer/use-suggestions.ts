/** Which suggestions are open at the caret, and which keys choose among them? Looks after every change; what they are is given by the caller. */
import { useCallback, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import type { FieldHandle } from './field-handle.ts';
import { askedBy } from './suggest.ts';
import type { Asked, Trigger } from './suggest.ts';
import type { Suggestion } from './suggestion-list.tsx';

export interface Suggestions {
  readonly items: readonly Suggestion[];
  readonly at: number;
  readonly setAt: (at: number) => void;
  /** Call it whenever the caret or the text may have changed. */
  readonly look: () => void;
  /** True when the key was for the suggestions. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

export function useSuggestions(
  handle: RefObject<FieldHandle | null>,
  triggers: readonly Trigger[],
  itemsFor: (asked: Asked) => readonly Suggestion[],
): Suggestions {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [at, setAt] = useState(0);
  /** What Escape closed stays closed until another word is begun. */
  const [closed, setClosed] = useState<string | null>(null);
  const look = useCallback(() => {
    const next = handle.current === null ? null : askedBy(handle.current.before(), triggers);
    setAsked((now) => (now?.trigger === next?.trigger && now?.word === next?.word ? now : next));
    if (next === null) setClosed(null);
  }, [handle, triggers]);
  const isOpen = asked !== null && closed !== asked.trigger;
  const items = isOpen ? itemsFor(asked) : [];
  const chosen = Math.min(at, Math.max(0, items.length - 1));
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (items.length === 0 || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'ArrowDown') setAt((chosen + 1) % items.length);
    else if (event.key === 'ArrowUp') setAt((chosen - 1 + items.length) % items.length);
    else if (event.key === 'Escape') setClosed(asked?.trigger ?? null);
    else if (event.key === 'Enter' || event.key === 'Tab') {
      items[chosen]?.onChoose();
      setAt(0);
      setTimeout(look, 0);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { items, at: chosen, setAt, look, onKeyDown };
}
