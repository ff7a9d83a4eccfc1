/** How does somebody begin to sign in to a mailbox at Google or Microsoft? The workspace's key there first, then the way out. Coming back is another screen. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Switch } from '../../parts/switch.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { beginMailbox, leaveFor, mailboxKeysQuery, saveMailboxKey, type TypedKey } from './mailbox-sign-in-data.ts';
import type { MailboxKey, MailProvider, SignInBegun } from '@meanwhile/wire/mailbox-sign-ins.ts';
import type { ProblemWords } from '../../sync/problem-words.ts';

export const signInProblems: ProblemWords = {
  address_invalid: 'mail.addressBad',
  mailbox_key_missing: 'mailbox.key.missing',
  mail_sign_in_stale: 'mailbox.signIn.stale',
  mail_sign_in_refused: 'mailbox.signIn.refused',
  mail_account_other: 'mailbox.signIn.other',
};

export interface MailboxSignInProps {
  readonly channelId: string;
  readonly address: string;
  readonly provider: MailProvider;
}

export function MailboxSignIn({ channelId, address, provider }: MailboxSignInProps) {
  const keys = useQuery(mailboxKeysQuery);
  const mayKeep = useMay('workspace:manage');
  return (
    <Section title={say('mailbox.stepSignIn')} lead={say(`mailbox.provider.${provider}`)}>
      <QueryView of={keys}>
        {({ items }) => {
          const key = items.find((one) => one.provider === provider);
          if (key === undefined) return null;
          const isKnown = key.clientId !== null;
          return (
            <>
              {isKnown ? <Leave channelId={channelId} address={address} provider={provider} /> : null}
              {!isKnown && !mayKeep ? <p role="status">{say('mailbox.key.missing')}</p> : null}
              {mayKeep ? <Key key={key.changedAt ?? provider} known={key} /> : null}
            </>
          );
        }}
      </QueryView>
    </Section>
  );
}

function Leave({ channelId, address, provider }: MailboxSignInProps) {
  const [sends, setSends] = useState(true);
  const [byGraph, setByGraph] = useState(false);
  const begin = useAct<void, SignInBegun>(() => beginMailbox({ provider, channelId, address, sends, way: byGraph ? 'graph' : 'imap' }), {
    then: (begun) => leaveFor(begun, channelId),
    words: signInProblems,
  });
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="max-w-160 text-muted">{say(`mailbox.signIn.lead.${provider}`)}</p>
      <Switch label={say('mailbox.sendToo')} hint={say('mailbox.sendTooHint')} checked={sends} onChange={setSends} />
      {provider === 'microsoft' ? (
        <Switch label={say('mailbox.byGraph')} hint={say('mailbox.byGraphHint')} checked={byGraph} onChange={setByGraph} />
      ) : null}
      <FormError text={begin.error} />
      <Button weight="primary" busy={begin.busy} onClick={() => begin.run()}>
        {say(`mailbox.signIn.${provider}`)}
      </Button>
      <p className="text-small text-muted">{say('mailbox.startHint')}</p>
    </div>
  );
}

/** For owners and administrators: under which name the provider knows this workspace. */
function Key({ known }: { readonly known: MailboxKey }) {
  const { provider, clientId } = known;
  const [open, setOpen] = useState(clientId === null);
  return (
    <div
      role="group"
      aria-label={say(`mailbox.key.title.${provider}`)}
      className="flex flex-col items-start gap-3 rounded border border-line p-4"
    >
      <h3 className="font-medium">{say(`mailbox.key.title.${provider}`)}</h3>
      {clientId === null ? null : <p className="text-small wrap-anywhere text-muted">{say('mailbox.key.known', { id: clientId })}</p>}
      {open ? (
        <KeyForm known={known} onSaved={() => setOpen(false)} />
      ) : (
        <Button size="small" onClick={() => setOpen(true)}>
          {say('mailbox.key.change')}
        </Button>
      )}
    </div>
  );
}

function KeyForm({ known, onSaved }: { readonly known: MailboxKey; readonly onSaved: () => void }) {
  const { provider } = known;
  const [clientId, setClientId] = useState(known.clientId ?? '');
  const [clientSecret, setClientSecret] = useState('');
  const [directory, setDirectory] = useState(known.directory === 'common' ? '' : (known.directory ?? ''));
  const save = useAct<TypedKey>((typed) => saveMailboxKey(provider, typed), {
    done: say('mailbox.key.saved'),
    refresh: [mailboxKeysQuery.queryKey],
    then: onSaved,
  });
  const typed = (): TypedKey => ({
    clientId: clientId.trim(),
    clientSecret: clientSecret.trim(),
    ...(provider === 'microsoft' && directory.trim() !== '' ? { directory: directory.trim() } : {}),
  });
  return (
    <form
      noValidate
      className="flex w-full flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.run(typed());
      }}
    >
      <p className="max-w-160 text-muted">{say(`mailbox.key.lead.${provider}`)}</p>
      <CopyField label={say('mailbox.key.redirect')} value={known.redirectUrl} />
      <div className="grid w-full gap-3 sm:grid-cols-2">
        <TextField label={say('mailbox.key.clientId')} required maxLength={300} value={clientId} onChange={setClientId} />
        <TextField
          label={say('mailbox.key.clientSecret')}
          type="password"
          autoComplete="new-password"
          required
          maxLength={1_000}
          value={clientSecret}
          onChange={setClientSecret}
        />
        {provider === 'microsoft' ? (
          <TextField label={say('mailbox.key.directory')} maxLength={100} value={directory} onChange={setDirectory} />
        ) : null}
      </div>
      <FormError text={save.error} />
      <Button type="submit" busy={save.busy} disabled={clientId.trim() === '' || clientSecret.trim() === ''}>
        {say('mailbox.key.save')}
      </Button>
    </form>
  );
}
