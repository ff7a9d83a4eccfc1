/** What was typed between the key that opens a field and the moment the field has the focus? Nothing of it is lost, and no letter acts meanwhile. */

/** A field that has not come by then is not coming. */
const patienceMs = 3_000;
let typed = '';
let timer: ReturnType<typeof setTimeout> | null = null;

function collect(event: KeyboardEvent): void {
  const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isText || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  typed += event.key;
}

export function collectTyping(): void {
  takeTyping();
  window.addEventListener('keydown', collect, { capture: true });
  timer = setTimeout(takeTyping, patienceMs);
}

/** Ends the collecting and answers what was typed. Call it when the field gets the focus. */
export function takeTyping(): string {
  window.removeEventListener('keydown', collect, { capture: true });
  if (timer !== null) clearTimeout(timer);
  const text = typed;
  typed = '';
  timer = null;
  return text;
}
