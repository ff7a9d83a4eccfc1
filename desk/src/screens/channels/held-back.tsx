/** Which mail waits for a person, and why? Letting it through makes a conversation of it; discarding is asked twice. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, buttonClass } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { paths } from '../../paths.ts';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { discardInbound, quarantineQuery, releaseInbound } from './channels-data.ts';
import { heldBackBecause } from './held-back-words.ts';
import type { Inbound } from '@meanwhile/wire/records.ts';

export function HeldBack({ channelId }: { readonly channelId: string }) {
  const quarantine = useQuery(quarantineQuery);
  return (
    <Section title={say('quarantine.title')} lead={say('quarantine.lead')}>
      <QueryView of={quarantine}>
        {({ items }) => {
          const here = items.filter((one) => one.channelId === channelId);
          if (here.length === 0)
            return <p className="max-w-160 text-muted">{`${say('quarantine.empty')}. ${say('quarantine.emptyLead')}`}</p>;
          return (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {here.map((one) => (
                <HeldBackMail key={one.id} mail={one} />
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Section>
  );
}

function HeldBackMail({ mail }: { readonly mail: Inbound }) {
  const maySettle = useMay('inbound:release');
  const [discarding, setDiscarding] = useState(false);
  const refresh = [quarantineQuery.queryKey];
  const release = useAct<void>(() => releaseInbound(mail.id), { done: say('quarantine.released'), refresh });
  const discard = useAct<void>(() => discardInbound(mail.id), {
    done: say('quarantine.discarded'),
    refresh,
    then: () => setDiscarding(false),
  });
  return (
    <li className="flex flex-wrap items-start gap-3 p-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium wrap-anywhere">{mail.subject ?? say('quarantine.noSubject')}</p>
        <p className="text-small text-muted wrap-anywhere">
          {mail.from === null ? say('quarantine.noSender') : `${say('quarantine.from')} ${mail.from}`} · {dayAndTime(mail.receivedAt)}
        </p>
        <p className="mt-1">{heldBackBecause(mail.reason)}</p>
        <FormError text={release.error} />
      </div>
      <div className="flex flex-wrap gap-2">
        <a href={paths.inboundRaw(mail.id)} download className={buttonClass('plain', 'small')}>
          {say('quarantine.raw')}
        </a>
        {maySettle ? (
          <>
            <Button size="small" busy={release.busy} onClick={() => release.run()}>
              {say('quarantine.release')}
            </Button>
            <Button size="small" onClick={() => setDiscarding(true)}>
              {say('quarantine.discard')}
            </Button>
          </>
        ) : null}
      </div>
      <ConfirmDialog
        open={discarding}
        onClose={() => setDiscarding(false)}
        title={say('quarantine.discardTitle')}
        lead={say('quarantine.discardLead')}
        confirm={say('quarantine.discard')}
        onConfirm={() => discard.run()}
        busy={discard.busy}
        error={discard.error}
      />
    </li>
  );
}
