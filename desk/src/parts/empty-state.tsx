/** Nothing here: what this is, why it matters, one button. */
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ title, lead, icon, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-96 flex-col items-center gap-2 px-6 py-12 text-center">
      {icon !== undefined && <span className="mb-1 text-faint">{icon}</span>}
      <p className="font-medium">{title}</p>
      {lead !== undefined && <p className="text-muted text-balance">{lead}</p>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}
