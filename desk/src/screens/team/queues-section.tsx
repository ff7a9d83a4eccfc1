/** Queues in the order they are asked in: what each takes, who answers there, how cases get into hands. */
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Queue } from '@meanwhile/wire/queues.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { useAgents, useChannelNames, useTopics } from '../../sync/people.ts';
import { say } from '../../words/say.ts';
import { QueueDialog } from './queue-dialog.tsx';
import { queuesQuery, removeQueue } from './staff-data.ts';

export function QueuesSection() {
  const queues = useQuery(queuesQuery);
  const mayChange = useMay('shift:manage');
  const [editing, setEditing] = useState<Queue | 'new' | null>(null);
  const add = mayChange ? (
    <Button icon={<Plus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {say('queues.add')}
    </Button>
  ) : undefined;
  return (
    <Section title={say('queues.title')} lead={say('queues.lead')} action={add}>
      <QueryView of={queues}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{say('queues.none')}</p>
          ) : (
            <ol className="flex flex-col divide-y divide-line rounded border border-line">
              {items.map((queue) => (
                <QueueRow key={queue.id} queue={queue} onEdit={mayChange ? () => setEditing(queue) : null} />
              ))}
            </ol>
          )
        }
      </QueryView>
      {editing !== null && (
        <QueueDialog
          queue={editing === 'new' ? null : editing}
          nextPlace={(queues.data?.items.at(-1)?.place ?? -1) + 1}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

function QueueRow({ queue, onEdit }: { readonly queue: Queue; readonly onEdit: (() => void) | null }) {
  const [removing, setRemoving] = useState(false);
  const agents = useAgents().data ?? [];
  const channels = useChannelNames().data ?? [];
  const topics = useTopics().data ?? [];
  const remove = useAct<void>(() => removeQueue(queue.id), {
    done: say('queues.removed', { name: queue.name }),
    refresh: [queuesQuery.queryKey],
    then: () => setRemoving(false),
  });
  const namesOf = (ids: readonly string[], known: readonly { id: string; name: string }[]): string[] =>
    known.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  const takes = [...namesOf(queue.channelIds, channels), ...namesOf(queue.topicIds, topics), ...queue.languages];
  const who = queue.memberIds.length === 0 ? [say('queues.everybody')] : namesOf(queue.memberIds, agents);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="wrap-anywhere">{queue.name}</span>
          <Chip>{say(`queues.${queue.handOut}`)}</Chip>
          <span className="text-small font-normal text-muted">{say('queues.open', { n: queue.openCount })}</span>
        </p>
        <p className="text-small text-muted wrap-anywhere">
          {takes.length === 0 ? say('queues.everything') : takes.join(' · ')} → {[...queue.skills, ...who].join(' · ')}
        </p>
      </div>
      {onEdit !== null && (
        <>
          <Button aria-label={say('queues.change', { name: queue.name })} onClick={onEdit}>
            {say('staff.change')}
          </Button>
          <Button aria-label={`${say('queues.remove')}: ${queue.name}`} onClick={() => setRemoving(true)}>
            {say('queues.remove')}
          </Button>
        </>
      )}
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={say('queues.removeTitle', { name: queue.name })}
        lead={say('queues.removeLead')}
        confirm={say('queues.remove')}
        onConfirm={() => remove.run()}
        busy={remove.busy}
        error={remove.error}
      />
    </li>
  );
}
