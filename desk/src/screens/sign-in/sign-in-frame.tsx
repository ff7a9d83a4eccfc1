/** What surrounds every screen before the inbox: the product's name, one heading, one narrow column. */
import { useEffect } from 'react';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
  /** Quiet links below. */
  readonly after?: ReactNode;
}

export function SignInFrame({ title, lead, children, after }: Props) {
  useEffect(() => {
    document.title = `${title} · Meanwhile`;
  }, [title]);
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-106 flex-col justify-center px-4 py-10">
        <p className="mb-5 flex items-center gap-2 text-lead font-semibold">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          Meanwhile
        </p>
        <div className="rounded border border-line bg-surface p-5 sm:p-7">
          <h1 className="text-title font-semibold">{title}</h1>
          {lead === undefined ? null : <p className="mt-1 text-muted">{lead}</p>}
          <div className="mt-5">{children}</div>
        </div>
        {after === undefined ? null : <div className="mt-4 text-small text-muted">{after}</div>}
      </div>
    </main>
  );
}
