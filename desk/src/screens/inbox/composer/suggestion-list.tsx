/** The few things a typed `/` or `@` may mean, above the field; the field keeps the focus and its arrow keys choose. */
import { useEffect, useRef } from 'react';

export interface Suggestion {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly onChoose: () => void;
}

export function SuggestionList({
  id,
  label,
  items,
  at,
  onAt,
}: {
  readonly id: string;
  readonly label: string;
  readonly items: readonly Suggestion[];
  readonly at: number;
  readonly onAt: (at: number) => void;
}) {
  const chosen = useRef<HTMLLIElement>(null);
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <ul id={id} role="listbox" aria-label={label} className="max-h-56 overflow-y-auto border-b border-line p-1">
      {items.map((item, index) => (
        <li
          key={item.id}
          ref={index === at ? chosen : undefined}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onMouseMove={() => onAt(index)}
          onClick={item.onChoose}
          className={`flex min-h-8 cursor-default items-center gap-3 rounded-sm px-2 max-sm:min-h-11 ${index === at ? 'bg-sunken' : ''}`}
        >
          <span className="shrink-0 font-medium">{item.name}</span>
          <span className="min-w-0 flex-1 truncate text-small text-faint">{item.hint}</span>
        </li>
      ))}
    </ul>
  );
}
