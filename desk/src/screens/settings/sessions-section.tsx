/** On which devices am I signed in, since when, from where? Ending one, or all but this. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { deviceNameOf } from './device-name.ts';
import { endSession, sessionsQuery, signOutEverywhere } from './security-data.ts';
import type { WordKey } from '../../words/say.ts';
import type { Session } from './security-data.ts';

const methods: Readonly<Record<string, WordKey>> = {
  password: 'security.method.password',
  link: 'security.method.link',
  start: 'security.method.start',
  passkey: 'security.method.passkey',
  oidc: 'security.method.oidc',
  invitation: 'security.method.invitation',
};

export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const [asking, setAsking] = useState(false);
  const leave = useAct<void>(signOutEverywhere, {
    done: say('security.everywhereDone'),
    refresh: [sessionsQuery.queryKey],
    then: () => setAsking(false),
  });
  return (
    <Section title={say('security.sessions')} action={<Button onClick={() => setAsking(true)}>{say('security.everywhere')}</Button>}>
      <QueryView of={sessions} rows={2}>
        {({ items }) => (
          <ul className="flex flex-col divide-y divide-line rounded border border-line">
            {items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </QueryView>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={say('security.everywhereTitle')}
        lead={say('security.everywhereLead')}
        confirm={say('security.everywhere')}
        onConfirm={() => leave.run()}
        busy={leave.busy}
        error={leave.error}
      />
    </Section>
  );
}

function SessionRow({ session }: { readonly session: Session }) {
  const end = useAct<void>(() => endSession(session.id), { done: say('security.signedOut'), refresh: [sessionsQuery.queryKey] });
  const device = deviceNameOf(session.userAgent);
  const name = device === null ? say('security.deviceUnknown') : say('security.device', { browser: device.browser, system: device.system });
  const method = methods[session.method ?? ''];
  const facts = [
    session.ipAddress,
    say('screen.since', { when: dayAndTime(session.createdAt) }),
    method === undefined ? null : say(method),
  ].filter((fact) => fact !== null);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {session.current ? <Chip tone="accent">{say('security.thisOne')}</Chip> : null}
        </p>
        <p className="text-small text-muted wrap-anywhere">{facts.join(' · ')}</p>
        <FormError text={end.error} />
      </div>
      {session.current ? null : (
        <Button busy={end.busy} aria-label={say('security.signOutOf', { device: name })} onClick={() => end.run()}>
          {say('security.signOut')}
        </Button>
      )}
    </li>
  );
}
