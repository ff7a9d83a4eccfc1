/** Where does the browser come back to from Google or Microsoft? Turns the code in at once, together with the proof this window kept, and goes on. */
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { links } from '../../links.ts';
import { FormError } from '../../parts/form-error.tsx';
import { Page } from '../../parts/page.tsx';
import { useNamedParts } from '../../route-params.ts';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { mailboxesQuery } from './mailbox-data.ts';
import { finishMailbox, leavingOf, type ComingBack } from './mailbox-sign-in-data.ts';
import { signInProblems } from './mailbox-sign-in.tsx';
import type { MailProvider } from '@meanwhile/wire/mailbox-sign-ins.ts';
import type { Mailbox } from '@meanwhile/wire/mailboxes.ts';

type Found = ComingBack | 'denied' | 'stale';

/** What the address says, and what this window kept. */
function foundIn(provider: string, query: URLSearchParams): Found {
  const [state, code, proof] = [query.get('state'), query.get('code'), leavingOf()?.proof];
  if (query.get('error') !== null) return 'denied';
  if (state === null || code === null || proof === undefined) return 'stale';
  return { provider: provider as MailProvider, state, code, proof };
}

export function Screen() {
  const navigate = useNavigate();
  const provider = useNamedParts()['provider'] ?? '';
  const [found] = useState<Found>(() => foundIn(provider, new URLSearchParams(window.location.search)));
  const [channelId] = useState(() => leavingOf()?.channelId ?? null);
  const finish = useAct<ComingBack, Mailbox>(finishMailbox, {
    done: (mailbox) => say('mailbox.started', { address: mailbox.address }),
    refresh: channelId === null ? [] : [mailboxesQuery(channelId).queryKey],
    then: (mailbox) => navigate({ to: links.channel(mailbox.channelId), replace: true }),
    words: signInProblems,
  });
  const begun = useRef(false);
  const { run } = finish;
  useEffect(() => {
    // The code is good for one use, so this begins once however often the effect runs.
    if (begun.current) return;
    begun.current = true;
    window.history.replaceState(window.history.state, '', window.location.pathname);
    if (typeof found === 'object') run(found);
  }, [found, run]);
  const trouble = typeof found === 'string' ? say(`mailbox.signIn.${found}`) : finish.error;
  return (
    <Page title={say('mailbox.signIn.back')}>
      {trouble === null ? <p role="status">{say('mailbox.signIn.working')}</p> : <FormError text={trouble} />}
      {trouble === null ? null : (
        <Link to={channelId === null ? links.channels() : links.channel(channelId)} className="self-start underline">
          {say('mailbox.signIn.toChannels')}
        </Link>
      )}
    </Page>
  );
}
