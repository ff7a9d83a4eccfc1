/** What is selected in which message of the customer's? Read from the page when it is needed. */
export interface SelectedText {
  readonly text: string;
  readonly messageId: string;
  readonly rect: DOMRect;
}

const most = 500;

/** Null: nothing, more than one fact, or not in one message of theirs. */
export function selectedText(): SelectedText | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const within = range.commonAncestorContainer;
  const element = within instanceof Element ? within : within.parentElement;
  const messageId = element?.closest<HTMLElement>('[data-message][data-from="customer"]')?.dataset['message'];
  const text = selection.toString().replaceAll(/\s+/g, ' ').trim();
  return messageId === undefined || text === '' || text.length > most ? null : { text, messageId, rect: range.getBoundingClientRect() };
}

let last: SelectedText | null = null;
/** Kept while a dialog takes the focus, and with it the selection, away. */
export function keepSelected(): SelectedText | null {
  last = selectedText();
  return last;
}
export function takeSelected(): SelectedText | null {
  const taken = selectedText() ?? last;
  last = null;
  return taken;
}
