/** A short fact in a small frame. Never a due time: that is `DueChip`, which alone owns green, amber and red. */
import type { ReactNode } from 'react';

export interface ChipProps {
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly tone?: 'neutral' | 'accent';
  readonly title?: string;
}

export function Chip({ children, icon, tone = 'neutral', title }: ChipProps) {
  const colours = tone === 'accent' ? 'bg-accent-soft text-accent-text' : 'bg-sunken text-muted';
  return (
    <span
      title={title}
      className={`inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 text-small whitespace-nowrap ${colours}`}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
