/** What can be done to the field an answer is written in, be it plain or rich? Names what a suggestion or a command needs of it, and does it for the plain one. */

export interface FieldHandle {
  focus(): void;
  /** What stands in the line before the caret; empty while something is selected. */
  before(): string;
  /** Puts text in place of the last `length` characters before the caret. Can be taken back with the field's own undo. */
  replace(length: number, text: string): void;
  /** Shows an uploaded picture at the caret; false where it can only be a file. */
  picture?(id: string, alt: string): boolean;
}

export function plainHandle(element: HTMLTextAreaElement): FieldHandle {
  return {
    focus: () => element.focus(),
    before() {
      const { selectionStart, selectionEnd, value } = element;
      if (selectionStart !== selectionEnd) return '';
      return value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
    },
    replace(length, text) {
      element.focus();
      element.setSelectionRange(element.selectionStart - length, element.selectionEnd);
      // The one way that keeps the field's undo; where it is gone, the text alone is put in.
      if (!document.execCommand('insertText', false, text)) {
        element.setRangeText(text, element.selectionStart, element.selectionEnd, 'end');
        element.dispatchEvent(new Event('input', { bubbles: true }));
      }
    },
  };
}
