/** Which cards from other systems stand beside a case? All of them, with changing, a new secret and an end. */
import { useQuery } from '@tanstack/react-query';
import type { Card } from '@meanwhile/wire/cards.ts';
import { KeyRound, PanelRight, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { cardsQuery, deleteCard, rotateCardSecret } from './card-data.ts';
import { CardDialog } from './card-dialog.tsx';
import { SecretOnce } from './secret-once.tsx';

export function CardsSection() {
  const cards = useQuery(cardsQuery);
  /** `null`: a new one. */
  const [open, setOpen] = useState<Card | null | undefined>(undefined);
  const add = (
    <Button weight="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen(null)}>
      {say('cards.add')}
    </Button>
  );
  const isEmpty = cards.data?.items.length === 0;
  return (
    <Section title={say('cards.title')} lead={say('cards.lead')} action={isEmpty ? undefined : add}>
      <QueryView of={cards}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<PanelRight size={24} aria-hidden />} title={say('cards.empty')} lead={say('cards.emptyLead')} action={add} />
          ) : (
            <ul className="divide-y divide-line">
              {items.map((card) => (
                <CardRow key={card.id} card={card} onChange={() => setOpen(card)} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {open !== undefined && <CardDialog card={open} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

function CardRow({ card, onChange }: { readonly card: Card; readonly onChange: () => void }) {
  const { id, name, kind, url } = card;
  const [asking, setAsking] = useState<'rotate' | 'remove' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => setAsking(null);
  const rotate = useAct<void, { readonly secret: string }>(() => rotateCardSecret(id), {
    then: (answer) => {
      close();
      setSecret(answer.secret);
    },
  });
  const remove = useAct<void>(() => deleteCard(id), {
    done: say('cards.removed', { name }),
    refresh: [cardsQuery.queryKey],
    then: close,
  });
  return (
    <li className="flex items-start gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium wrap-anywhere">{name}</span>
          <Chip>{say(`cards.kind.${kind}`)}</Chip>
        </p>
        <p className="text-small text-muted wrap-anywhere">{url}</p>
      </div>
      <span className="flex shrink-0">
        {kind === 'lines' && (
          <IconButton label={say('cards.rotate', { name })} icon={<KeyRound size={16} aria-hidden />} onClick={() => setAsking('rotate')} />
        )}
        <IconButton label={say('cards.change', { name })} icon={<Pencil size={16} aria-hidden />} onClick={onChange} />
        <IconButton label={say('cards.remove', { name })} icon={<Trash2 size={16} aria-hidden />} onClick={() => setAsking('remove')} />
      </span>
      {secret === null ? null : <SecretOnce secret={secret} hint={say('cards.secretLead')} onClose={() => setSecret(null)} />}
      <ConfirmDialog
        open={asking === 'rotate'}
        onClose={close}
        title={say('webhooks.rotateTitle')}
        lead={say('cards.rotateLead')}
        confirm={say('webhooks.rotate')}
        onConfirm={() => rotate.run()}
        busy={rotate.busy}
        error={rotate.error}
      />
      <ConfirmDialog
        open={asking === 'remove'}
        onClose={close}
        title={say('cards.removeTitle', { name })}
        lead={say('cards.removeLead')}
        confirm={say('screen.remove')}
        onConfirm={() => remove.run()}
        busy={remove.busy}
        error={remove.error}
      />
    </li>
  );
}
