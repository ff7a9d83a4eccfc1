/** Which programs may use the API, and what may each do? Making a token (shown once), seeing its last use, taking it away. */
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { paths } from '../../paths.ts';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { revokeToken, tokensQuery } from './settings-data.ts';
import type { ApiToken } from '@meanwhile/wire/records.ts';

export function TokensSection() {
  const tokens = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  const create = (
    <Button weight="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {say('tokens.new')}
    </Button>
  );
  const isEmpty = tokens.data?.items.length === 0;
  return (
    <Section title={say('settings.tokens')} lead={say('tokens.lead')} action={isEmpty ? undefined : create}>
      <p>
        <a href={paths.apiReference} target="_blank" rel="noreferrer" className="underline">
          {say('tokens.docs')} <span className="sr-only">{say('welcome.newTab')}</span>
        </a>
      </p>
      <QueryView of={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<KeyRound size={24} aria-hidden />}
              title={say('tokens.empty')}
              lead={say('tokens.emptyLead')}
              action={create}
            />
          ) : (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {items.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {creating ? <NewTokenDialog onClose={() => setCreating(false)} /> : null}
    </Section>
  );
}

function TokenRow({ token }: { readonly token: ApiToken }) {
  const [revoking, setRevoking] = useState(false);
  const revoke = useAct<void>(() => revokeToken(token.id), {
    done: say('tokens.revokedDone'),
    refresh: [tokensQuery.queryKey],
    then: () => setRevoking(false),
  });
  const isRevoked = token.revokedAt !== null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className={`wrap-anywhere ${isRevoked ? 'text-muted line-through' : ''}`}>{token.name}</span>
          {isRevoked ? <Chip>{say('tokens.revoked')}</Chip> : null}
        </p>
        <p className="text-small text-muted wrap-anywhere">
          {say('tokens.prefix')} <code>{token.prefix}</code> · {say('tokens.lastUse')}:{' '}
          {token.lastUsedAt === null ? say('screen.never') : dayAndTime(token.lastUsedAt)}
        </p>
        <p className="text-small text-muted wrap-anywhere">{token.scopes.includes('*') ? say('tokens.all') : token.scopes.join(', ')}</p>
      </div>
      {isRevoked ? null : (
        <Button aria-label={`${say('tokens.revoke')}: ${token.name}`} onClick={() => setRevoking(true)}>
          {say('tokens.revoke')}
        </Button>
      )}
      <ConfirmDialog
        open={revoking}
        onClose={() => setRevoking(false)}
        title={say('tokens.revokeTitle', { name: token.name })}
        lead={say('tokens.revokeLead')}
        confirm={say('tokens.revoke')}
        onConfirm={() => revoke.run()}
        busy={revoke.busy}
        error={revoke.error}
      />
    </li>
  );
}
