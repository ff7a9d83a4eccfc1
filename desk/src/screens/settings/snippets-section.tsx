/** Which texts and which bundles of steps does the team keep? Lists with changing and removing; using them is the composer's. */
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Macro, Snippet } from '@meanwhile/wire/snippets.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { del } from '../../sync/api.ts';
import { useMay } from '../../sync/me.ts';
import { snippetKeys, useMacros, useSnippets } from '../../sync/snippets.ts';
import { api } from '../../links.ts';
import { say } from '../../words/say.ts';
import { MacroDialog } from './macro-dialog.tsx';
import { SnippetDialog } from './snippet-dialog.tsx';

export function SnippetsSection() {
  const snippets = useSnippets();
  const macros = useMacros();
  const mayChange = useMay('snippet:manage');
  /** `null`: a new one. */
  const [snippet, setSnippet] = useState<Snippet | null | undefined>(undefined);
  const [macro, setMacro] = useState<Macro | null | undefined>(undefined);
  return (
    <>
      <Section
        title={say('snippets.title')}
        lead={say('snippets.lead')}
        action={mayChange ? <Button onClick={() => setSnippet(null)}>{say('snippets.add')}</Button> : undefined}
      >
        <QueryView of={snippets} rows={2}>
          {(items) => (
            <Kept
              none={say('snippets.empty')}
              items={items.map((one) => ({
                id: one.id,
                name: one.name,
                path: api.snippet(one.id),
                refresh: snippetKeys.snippets,
                onChange: () => setSnippet(one),
                content: <span className="min-w-0 flex-1 truncate text-muted">{one.texts[0]?.text}</span>,
              }))}
              mayChange={mayChange}
            />
          )}
        </QueryView>
      </Section>
      <Section
        title={say('macros.title')}
        lead={say('macros.lead')}
        action={mayChange ? <Button onClick={() => setMacro(null)}>{say('macros.add')}</Button> : undefined}
      >
        <QueryView of={macros} rows={2}>
          {(items) => (
            <Kept
              none={say('macros.empty')}
              items={items.map((one) => ({
                id: one.id,
                name: one.name,
                path: api.macro(one.id),
                refresh: snippetKeys.macros,
                onChange: () => setMacro(one),
                content: (
                  <>
                    {one.key !== null && <Chip>{one.key}</Chip>}
                    <span className="min-w-0 flex-1 truncate text-muted">{one.steps.text}</span>
                  </>
                ),
              }))}
              mayChange={mayChange}
            />
          )}
        </QueryView>
      </Section>
      {snippet !== undefined && <SnippetDialog snippet={snippet} onClose={() => setSnippet(undefined)} />}
      {macro !== undefined && <MacroDialog macro={macro} onClose={() => setMacro(undefined)} />}
    </>
  );
}

interface KeptItem {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly refresh: readonly string[];
  readonly content: ReactNode;
  readonly onChange: () => void;
}

function Kept({ items, none, mayChange }: { readonly items: readonly KeptItem[]; readonly none: string; readonly mayChange: boolean }) {
  if (items.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <ul className="divide-y divide-line">
      {items.map((item) => (
        <KeptRow key={item.id} item={item} mayChange={mayChange} />
      ))}
    </ul>
  );
}

function KeptRow({ item, mayChange }: { readonly item: KeptItem; readonly mayChange: boolean }) {
  const remove = useAct(() => del(item.path), { refresh: [item.refresh], done: say('snippets.removed', { name: item.name }) });
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-1.5">
      <span className="max-w-60 shrink-0 truncate font-medium">{item.name}</span>
      {item.content}
      {mayChange && (
        <span className="ml-auto flex shrink-0">
          <IconButton label={say('snippets.change', { name: item.name })} icon={<Pencil size={16} aria-hidden />} onClick={item.onChange} />
          <IconButton
            label={`${say('screen.remove')}: ${item.name}`}
            icon={<Trash2 size={16} aria-hidden />}
            onClick={() => remove.run()}
          />
        </span>
      )}
      <FormError text={remove.error} />
    </li>
  );
}
