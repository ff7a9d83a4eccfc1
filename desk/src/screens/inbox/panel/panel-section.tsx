/** One heading of the side panel with what belongs to it. */
import type { ReactNode } from 'react';

export function PanelSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2 border-b border-line px-4 py-4 last:border-b-0">
      <h3 className="text-small font-medium text-faint">{title}</h3>
      {children}
    </section>
  );
}
