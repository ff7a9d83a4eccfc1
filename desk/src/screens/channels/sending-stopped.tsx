/** Which addresses get no mail any more, and why? A person who knows better lets them have it again. Nothing where there are none. */
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { liftSuppression, suppressionsQuery } from './sending-data.ts';
import type { Suppression } from '@meanwhile/wire/suppression.ts';

export function StoppedAddresses() {
  const stopped = useQuery(suppressionsQuery).data?.items ?? [];
  if (stopped.length === 0) return null;
  return (
    <Section title={say('send.stopped')} lead={say('send.stoppedLead')}>
      <ul className="flex flex-col divide-y divide-line rounded border border-line">
        {stopped.map((one) => (
          <Stopped key={one.address} suppression={one} />
        ))}
      </ul>
    </Section>
  );
}

function Stopped({ suppression }: { readonly suppression: Suppression }) {
  const { address, why, detail, suppressedAt } = suppression;
  const maySettle = useMay('delivery:settle');
  const lift = useAct<void>(() => liftSuppression(address), {
    done: say('send.lifted', { address }),
    refresh: [suppressionsQuery.queryKey],
  });
  return (
    <li className="flex flex-wrap items-start gap-3 p-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium wrap-anywhere">{address}</p>
        <p className="text-small text-muted wrap-anywhere">
          {say(`send.stopped.${why}`, { when: dayAndTime(suppressedAt) })}
          {detail === null ? null : (
            <>
              {' · '}
              <code>{detail}</code>
            </>
          )}
        </p>
        <FormError text={lift.error} />
      </div>
      {maySettle ? (
        <Button size="small" busy={lift.busy} onClick={() => lift.run()}>
          {say('send.lift')}
        </Button>
      ) : null}
    </li>
  );
}
