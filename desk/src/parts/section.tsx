/** One part of a page: a heading, a sentence, maybe a button, then the thing itself. */
import { useId } from 'react';
import type { ReactNode } from 'react';

export interface SectionProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

export function Section({ title, lead, action, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4 border-t border-line pt-6">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={id} className="text-lead font-semibold">
            {title}
          </h2>
          {lead !== undefined && <p className="mt-0.5 max-w-160 text-muted">{lead}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
