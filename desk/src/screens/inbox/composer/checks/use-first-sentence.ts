/** When does the sentence for a late answer stand in the field? From the moment it is entered while empty; left untouched, it goes again, so that looking at a case makes no draft. */
import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { editDraft, isWritten, readDraft } from '../drafts.ts';
import { noteBegun, wasBegun } from './waved.ts';

export function useFirstSentence(caseId: string, inside: RefObject<HTMLElement | null>, sentence: () => string | null): void {
  const current = useRef(sentence);
  useEffect(() => {
    current.current = sentence;
  });
  useEffect(() => {
    const composer = inside.current?.closest('section') ?? null;
    if (composer === null) return;
    let put: string | null = null;
    const begin = (target: EventTarget | null) => {
      const isField = target instanceof HTMLElement && (target instanceof HTMLTextAreaElement || target.isContentEditable);
      if (!isField || wasBegun(caseId) || isWritten(readDraft(caseId))) return;
      const text = current.current();
      if (text === null) return;
      put = `${text}\n\n`;
      noteBegun(caseId, true);
      editDraft(caseId, { text: put });
    };
    const onFocusIn = (event: FocusEvent) => begin(event.target);
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
    return () => {
      composer.removeEventListener('focusin', onFocusIn);
      composer.removeEventListener('focusout', onFocusOut);
    };
  }, [caseId, inside]);
}
