/** When is it due? Words, a colour and a shape, so that no one of them has to carry it alone. What it says is decided in `core`. */
import type { DueTone } from '@meanwhile/core/commitment/due-chip.ts';

export interface DueChipProps {
  readonly tone: DueTone;
  readonly words: string;
  /** The whole date, shown on hover. */
  readonly title?: string;
}

const colours: Record<DueTone, string> = {
  green: 'bg-green-soft text-green',
  amber: 'bg-amber-soft text-amber',
  red: 'bg-red-soft text-red font-semibold',
  waiting: 'bg-sunken text-muted',
};

/** A ring that empties: full, a quarter left, a filled square when late, a dash while waiting. */
function Shape({ tone }: { readonly tone: DueTone }) {
  return (
    <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden className="shrink-0">
      {tone === 'green' && <circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.75" />}
      {tone === 'amber' && (
        <>
          <circle cx="5" cy="5" r="4.25" fill="none" stroke="currentColor" strokeWidth="1" />
          <path d="M5 5V.75A4.25 4.25 0 0 1 9.25 5Z" fill="currentColor" />
        </>
      )}
      {tone === 'red' && <path d="M5 .5 9.5 9h-9Z" fill="currentColor" />}
      {tone === 'waiting' && <path d="M1.5 5h7" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />}
    </svg>
  );
}

export function DueChip({ tone, words, title }: DueChipProps) {
  return (
    <span
      title={title}
      data-tone={tone}
      className={`inline-flex h-5 shrink-0 items-center gap-1.5 rounded-sm px-1.5 text-small whitespace-nowrap tabular-nums ${colours[tone]}`}
    >
      <Shape tone={tone} />
      {words}
    </span>
  );
}
