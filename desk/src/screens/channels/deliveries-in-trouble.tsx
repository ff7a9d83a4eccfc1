/** Which answers were refused, and of which do we not know? A person settles them; only a person's word sends anything a second time. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { redriveDelivery, settleDelivery, troubleQuery } from './channels-data.ts';
import type { Delivery } from '@meanwhile/wire/records.ts';

export function DeliveriesInTrouble({ channelId }: { readonly channelId: string }) {
  const trouble = useQuery(troubleQuery);
  return (
    <Section title={say('trouble.title')} lead={say('trouble.lead')}>
      <QueryView of={trouble}>
        {(deliveries) => {
          const here = deliveries.filter((delivery) => delivery.channelId === channelId);
          if (here.length === 0) return <p className="max-w-160 text-muted">{`${say('trouble.empty')}. ${say('trouble.emptyLead')}`}</p>;
          return (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {here.map((delivery) => (
                <TroubledDelivery key={delivery.id} delivery={delivery} isUnknown={delivery.state === 'unknown'} />
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Section>
  );
}

function TroubledDelivery({ delivery, isUnknown }: { readonly delivery: Delivery; readonly isUnknown: boolean }) {
  const maySettle = useMay('delivery:settle');
  const [asking, setAsking] = useState(false);
  const refresh = [troubleQuery.queryKey];
  const arrived = useAct<void>(() => settleDelivery(delivery.id, 'sent'), { done: say('trouble.settled'), refresh });
  const again = useAct<void>(() => (isUnknown ? settleDelivery(delivery.id, 'send_again') : redriveDelivery(delivery.id)), {
    done: say('trouble.queuedAgain'),
    refresh,
    then: () => setAsking(false),
  });
  return (
    <li className="flex flex-wrap items-start gap-3 p-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
          {say(`trouble.kind.${delivery.kind}`)} → {delivery.recipient}
          <Chip>{say(isUnknown ? 'trouble.state.unknown' : 'trouble.state.failed')}</Chip>
        </p>
        <p>{say(isUnknown ? 'trouble.unknownWhat' : 'trouble.failedWhat')}</p>
        <p className="text-small text-muted wrap-anywhere">
          {dayAndTime(delivery.createdAt)} · {say('trouble.attempts', { n: delivery.attemptCount })}
          {delivery.reason === null ? null : (
            <>
              {' · '}
              <code>{delivery.reason}</code>
            </>
          )}
        </p>
        <FormError text={arrived.error ?? (isUnknown ? null : again.error)} />
      </div>
      {maySettle ? (
        <div className="flex flex-wrap gap-2">
          {isUnknown ? (
            <Button size="small" busy={arrived.busy} onClick={() => arrived.run()}>
              {say('trouble.asSent')}
            </Button>
          ) : null}
          <Button size="small" busy={again.busy} onClick={() => (isUnknown ? setAsking(true) : again.run())}>
            {say('trouble.sendAgain')}
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={say('trouble.sendAgainTitle')}
        lead={say('trouble.sendAgainLead', { recipient: delivery.recipient })}
        confirm={say('trouble.sendAgain')}
        onConfirm={() => again.run()}
        busy={again.busy}
        error={again.error}
      />
    </li>
  );
}
