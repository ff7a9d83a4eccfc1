/** The frame of an ordinary screen (not the inbox): title, words, buttons, then content in one readable column. */
import { useEffect } from 'react';
import type { ReactNode } from 'react';

export interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Above the title, e.g. a link back. */
  readonly back?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, lead, actions, back, wide = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Meanwhile`;
  }, [title]);
  return (
    <main className="h-full min-w-0 flex-1 overflow-y-auto bg-surface">
      <div className={`mx-auto flex flex-col gap-6 px-4 pt-6 pb-16 md:px-8 md:pt-10 ${wide ? 'max-w-300' : 'max-w-200'}`}>
        <header className="flex flex-col gap-1">
          {back}
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <h1 className="min-w-0 flex-1 basis-48 text-title font-semibold wrap-anywhere">{title}</h1>
            {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
          </div>
          {lead !== undefined && <p className="max-w-160 text-muted">{lead}</p>}
        </header>
        {children}
      </div>
    </main>
  );
}
