/** Which rules are there, in the order they are asked in, and what have they done lately? Writing one is `rule-dialog.tsx`. */
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Rule } from '@meanwhile/wire/rules.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { paths } from '../../paths.ts';
import { useAct } from '../../sync/act.ts';
import { del } from '../../sync/api.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { orderRules, rulesQuery } from './rule-data.ts';

export function RulesSection() {
  const rules = useQuery(rulesQuery);
  const mayChange = useMay('rule:manage');
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  const order = useAct<readonly string[]>(orderRules, { refresh: [rulesQuery.queryKey] });
  return (
    <Section
      title={say('rules.title')}
      lead={say('rules.lead')}
      action={mayChange ? <Button onClick={() => setEditing('new')}>{say('rules.add')}</Button> : undefined}
    >
      <QueryView of={rules} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{say('rules.empty')}</p>
          ) : (
            <ol className="divide-y divide-line">
              {items.map((rule, index) => (
                <RuleRow
                  key={rule.id}
                  rule={rule}
                  onEdit={mayChange ? () => setEditing(rule) : null}
                  onUp={index === 0 || order.busy ? null : () => order.run(swapped(items, index - 1))}
                  onDown={index === items.length - 1 || order.busy ? null : () => order.run(swapped(items, index))}
                />
              ))}
            </ol>
          )
        }
      </QueryView>
      {(rules.data?.items.length ?? 0) > 1 && <p className="text-small text-muted">{say('rules.order')}</p>}
      <FormError text={order.error} />
      {editing !== null && (
        <RuleDialog
          rule={editing === 'new' ? null : editing}
          nextPlace={(rules.data?.items.at(-1)?.place ?? -1) + 1}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}

/** The one at `index` and the one after it change places. */
function swapped(rules: readonly Rule[], index: number): readonly string[] {
  const ids = rules.map((rule) => rule.id);
  return [...ids.slice(0, index), ids[index + 1]!, ids[index]!, ...ids.slice(index + 2)];
}

interface RowProps {
  readonly rule: Rule;
  readonly onEdit: (() => void) | null;
  /** Null: it stands at that end, or is being moved. */
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
}

function RuleRow({ rule, onEdit, onUp, onDown }: RowProps) {
  const remove = useAct(() => del(paths.rule(rule.id)), {
    refresh: [rulesQuery.queryKey],
    done: say('rules.removed', { name: rule.name }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="wrap-anywhere">{rule.name}</span>
          {!rule.isOn && <Chip>{say('rules.off')}</Chip>}
        </p>
        <p className="text-small text-muted">
          {say('rules.start')} {say(`rules.start.${rule.start}`)} ·{' '}
          {rule.ranCount === 0 ? say('rules.ranNever') : say('rules.ran', { n: rule.ranCount })}
        </p>
      </div>
      {onEdit !== null && (
        <span className="ml-auto flex shrink-0">
          <IconButton
            label={say('rules.up', { name: rule.name })}
            icon={<ArrowUp size={16} aria-hidden />}
            disabled={onUp === null}
            onClick={() => onUp?.()}
          />
          <IconButton
            label={say('rules.down', { name: rule.name })}
            icon={<ArrowDown size={16} aria-hidden />}
            disabled={onDown === null}
            onClick={() => onDown?.()}
          />
          <IconButton label={say('rules.change', { name: rule.name })} icon={<Pencil size={16} aria-hidden />} onClick={onEdit} />
          <IconButton
            label={say('rules.remove', { name: rule.name })}
            icon={<Trash2 size={16} aria-hidden />}
            onClick={() => remove.run()}
          />
        </span>
      )}
      <FormError text={remove.error} />
    </li>
  );
}
