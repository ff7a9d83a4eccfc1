/** When does the sentence for a late answer stand in the field? From the moment it is entered while empty; left untouched, it goes again, so that looking at a case makes no draft. */
import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { editDraft, isWritten, readDraft } from '../drafts.ts';
import type { FieldHandle } from '../field-handle.ts';
import { noteBegun, wasBegun } from './waved.ts';

export interface FirstSentencePlace {
  readonly caseId: string;
  readonly inside: RefObject<HTMLElement | null>;
  readonly handle: RefObject<FieldHandle | null>;
}

/** `sentence` is another function once more is known: somebody who stood in the field before that was fetched finds the sentence there as well. */
export function useFirstSentence({ caseId, inside, handle }: FirstSentencePlace, sentence: () => string | null): void {
  /** The sentence as it was put there, for as long as it may go again. */
  const put = useRef<string | null>(null);
  useEffect(() => {
    const composer = inside.current?.closest('section') ?? null;
    if (composer === null) return;
    let isPressed = false;
    const begin = (target: EventTarget | null) => {
      const isField = target instanceof HTMLElement && (target instanceof HTMLTextAreaElement || target.isContentEditable);
      if (!isField || wasBegun(caseId) || isWritten(readDraft(caseId))) return;
      const text = sentence();
      if (text === null) return;
      put.current = `${text}\n\n`;
      noteBegun(caseId, true);
      editDraft(caseId, { text: put.current });
      // Behind the sentence, once it is in the field.
      setTimeout(() => handle.current?.focus(), 0);
    };
    // A click that is still being made would set the caret into the middle of the sentence.
    const onFocusIn = (event: FocusEvent) => {
      if (!isPressed) begin(event.target);
    };
    const onPress = () => {
      isPressed = true;
    };
    const onRelease = () => {
      isPressed = false;
      setTimeout(beginWhereFocused, 0);
    };
    const onFocusOut = (event: FocusEvent) => {
      if (event.relatedTarget instanceof Node && composer.contains(event.relatedTarget)) return;
      if (put.current === null || readDraft(caseId).text.trim() !== put.current.trim()) return;
      put.current = null;
      noteBegun(caseId, false);
      editDraft(caseId, { text: '' });
    };
    const beginWhereFocused = () => begin(composer.contains(document.activeElement) ? document.activeElement : null);
    // A draft that came with the thread is taken over first.
    const timer = setTimeout(beginWhereFocused, 0);
    composer.addEventListener('focusin', onFocusIn);
    composer.addEventListener('focusout', onFocusOut);
    composer.addEventListener('pointerdown', onPress, true);
    window.addEventListener('pointerup', onRelease);
    window.addEventListener('pointercancel', onRelease);
    return () => {
      clearTimeout(timer);
      composer.removeEventListener('focusin', onFocusIn);
      composer.removeEventListener('focusout', onFocusOut);
      composer.removeEventListener('pointerdown', onPress, true);
      window.removeEventListener('pointerup', onRelease);
      window.removeEventListener('pointercancel', onRelease);
    };
  }, [caseId, inside, handle, sentence]);
}
