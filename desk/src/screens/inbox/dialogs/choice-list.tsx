/** A few things to choose from, one press each; arrow keys move, Enter chooses, and the first nine by their digit. */
import type { KeyboardEvent, ReactNode } from 'react';

export interface ChoiceItem {
  readonly id: string;
  readonly content: ReactNode;
  readonly onChoose: () => void;
}

export function ChoiceList({ label, items }: { readonly label: string; readonly items: readonly ChoiceItem[] }) {
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      items[Number(event.key) - 1]?.onChoose();
      return;
    }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  return (
    <ul aria-label={label} onKeyDown={onKeyDown} className="-mx-2 flex flex-col">
      {items.map((item) => (
        <li key={item.id}>
          <button
            type="button"
            onClick={item.onChoose}
            className="focus-inset flex min-h-10 w-full items-center gap-3 rounded px-2 text-left hover:bg-sunken focus-visible:bg-sunken"
          >
            {item.content}
          </button>
        </li>
      ))}
    </ul>
  );
}
