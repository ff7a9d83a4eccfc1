/** What does the team aim for inside? Targets in the order in which they are asked; writing one is `target-dialog.tsx`. */
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { aimKinds } from '@meanwhile/core/commitment/clock-fold.ts';
import type { ClockTarget } from '@meanwhile/wire/targets.ts';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { useChannelNames, useTopics } from '../../sync/people.ts';
import { useQueues } from '../../sync/queues.ts';
import { say } from '../../words/say.ts';
import { lengthWords } from '../../words/times.ts';
import { languageName } from './channel-words.ts';
import { TargetDialog } from './target-dialog.tsx';
import { orderTargets, removeTarget, targetsQuery } from './targets-data.ts';

export function TargetsSection() {
  const targets = useQuery(targetsQuery);
  const mayChange = useMay('policy:manage');
  const [editing, setEditing] = useState<ClockTarget | 'new' | null>(null);
  const order = useAct<readonly string[]>(orderTargets, { refresh: [targetsQuery.queryKey] });
  return (
    <Section
      title={say('targets.title')}
      lead={say('targets.lead')}
      action={mayChange ? <Button onClick={() => setEditing('new')}>{say('targets.add')}</Button> : undefined}
    >
      <QueryView of={targets} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{say('targets.none')}</p>
          ) : (
            <ol className="divide-y divide-line">
              {items.map((target, index) => (
                <TargetRow
                  key={target.id}
                  target={target}
                  onEdit={mayChange ? () => setEditing(target) : null}
                  onUp={index === 0 || order.busy ? null : () => order.run(swapped(items, index - 1))}
                  onDown={index === items.length - 1 || order.busy ? null : () => order.run(swapped(items, index))}
                />
              ))}
            </ol>
          )
        }
      </QueryView>
      <FormError text={order.error} />
      {editing !== null && (
        <TargetDialog
          target={editing === 'new' ? null : editing}
          nextPlace={(targets.data?.items.at(-1)?.appliesTo.place ?? -1) + 1}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

/** The one at `index` and the one after it change places. */
function swapped(targets: readonly ClockTarget[], index: number): readonly string[] {
  const ids = targets.map((target) => target.id);
  return [...ids.slice(0, index), ids[index + 1]!, ids[index]!, ...ids.slice(index + 2)];
}

interface RowProps {
  readonly target: ClockTarget;
  readonly onEdit: (() => void) | null;
  /** Null: it stands at that end, or is being moved. */
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
}

function TargetRow({ target, onEdit, onUp, onDown }: RowProps) {
  const { name } = target;
  const [isRemoving, setRemoving] = useState(false);
  const remove = useAct(() => removeTarget(target.id), {
    refresh: [targetsQuery.queryKey, ['case-clocks']],
    done: say('targets.removed', { name }),
    then: () => setRemoving(false),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium wrap-anywhere">{name}</p>
        <p className="text-small text-muted">{aimWords(target)}</p>
        <p className="text-small text-faint wrap-anywhere">{useConditionWords(target)}</p>
      </div>
      {onEdit !== null && (
        <span className="ml-auto flex shrink-0">
          <IconButton
            label={say('targets.up', { name })}
            icon={<ArrowUp size={16} aria-hidden />}
            disabled={onUp === null}
            onClick={() => onUp?.()}
          />
          <IconButton
            label={say('targets.down', { name })}
            icon={<ArrowDown size={16} aria-hidden />}
            disabled={onDown === null}
            onClick={() => onDown?.()}
          />
          <IconButton label={say('targets.change', { name })} icon={<Pencil size={16} aria-hidden />} onClick={onEdit} />
          <IconButton label={say('targets.remove', { name })} icon={<Trash2 size={16} aria-hidden />} onClick={() => setRemoving(true)} />
        </span>
      )}
      <ConfirmDialog
        open={isRemoving}
        onClose={() => setRemoving(false)}
        title={say('targets.removeTitle', { name })}
        lead={say('targets.removeLead')}
        confirm={say('targets.remove', { name })}
        onConfirm={() => remove.run()}
        busy={remove.busy}
        error={remove.error}
      />
    </li>
  );
}

/** “First reply 1 h in opening hours · Resolution 48 h in all hours”. */
function aimWords({ aims }: ClockTarget): string {
  const said = aimKinds.flatMap((kind) => {
    const aim = aims[kind];
    if (aim === null) return [];
    const base = say(aim.isOpenTime ? 'clock.inOpen' : 'clock.inElapsed');
    return [`${say(`clock.${kind}`)} ${lengthWords(aim.minutes * 60_000)} ${base}`];
  });
  return said.join(' · ');
}

function useConditionWords({ appliesTo }: ClockTarget): string {
  const names = [useChannelNames().data ?? [], useTopics().data ?? [], useQueues().data?.items ?? []].flat();
  const { channelIds, topicIds, queueIds, languages, priorities, tiers } = appliesTo;
  const ids = [...channelIds, ...topicIds, ...queueIds];
  const said = [
    ...names.filter(({ id }) => ids.includes(id)).map(({ name }) => name),
    ...priorities.map((one) => say(`priority.${one}`)),
    ...tiers,
    ...languages.map(languageName),
  ];
  return said.length === 0 ? say('targets.everyCase') : said.join(' · ');
}
