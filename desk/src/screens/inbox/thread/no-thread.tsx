/** No case is open: the quiet side of the inbox on wide screens. */
import { Inbox } from 'lucide-react';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { say } from '../../../words/say.ts';

export function NoThread({ isEmpty }: { readonly isEmpty: boolean }) {
  return (
    <section aria-label={say('thread.label')} className="hidden min-w-0 flex-1 items-center justify-center bg-canvas md:flex">
      {!isEmpty && (
        <EmptyState
          icon={<Inbox size={24} strokeWidth={1.5} aria-hidden />}
          title={say('empty.thread')}
          lead={say('empty.threadLead', { key: 'Enter' })}
        />
      )}
    </section>
  );
}
