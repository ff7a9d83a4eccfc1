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

export function useFirstSentence({ caseId, inside, handle }: FirstSentencePlace, sentence: () => string | null): void {
  const current = useRef(sentence);
  useEffect(() => {
    current.current = sentence;
  });
  useEffect(() => {
    const composer = inside.current?.closest('section') ?? null;
    if (composer === null) return;
    let put: string | null = null;
    let isPressed = false;
    const begin = (target: EventTarget | null) => {
      const isField = target instanceof HTMLElement && (target instanceof HTMLTextAreaElement || target.isContentEditable);
      if (!isField || wasBegun(caseId) || isWritten(readDraft(caseId))) return;
      const text = current.current();
      if (text === null) return;
      put = `${text}\n\n`;
      noteBegun(caseId, true);
      editDraft(caseId, { text: put });
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
      setTimeout(() => begin(composer.contains(document.activeElement) ? document.activeElement : null), 0);
    };
    const onFocusOut = (event: FocusEvent) => {
      if (event.relatedTarget instanceof Node && composer.contains(event.relatedTarget)) return;
      if (put === null || readDraft(caseId).text.trim() !== put.trim()) return;
      put = null;
      noteBegun(caseId, false);
      editDraft(caseId, { text: '' });
    };
    begin(composer.contains(document.activeElement) ? document.activeElement : null);
    composer.addEventListener('focusin', onFocusIn);
    composer.addEventListener('focusout', onFocusOut);
    composer.addEventListener('pointerdown', onPress, true);
    window.addEventListener('pointerup', onRelease);
    window.addEventListener('pointercancel', onRelease);
    return () => {
      composer.removeEventListener('focusin', onFocusIn);
      composer.removeEventListener('focusout', onFocusOut);
      composer.removeEventListener('pointerdown', onPress, true);
      window.removeEventListener('pointerup', onRelease);
      window.removeEventListener('pointercancel', onRelease);
    };
  }, [caseId, inside, handle]);
}
