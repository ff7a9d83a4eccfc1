/** What did a webhook deliver, and what came back? The newest deliveries, each of which may be sent again. */
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../parts/button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { redeliver, webhookLogQuery } from './settings-data.ts';
import type { WebhookDelivery } from '@meanwhile/wire/webhooks.ts';

export function WebhookLog({ webhookId }: { readonly webhookId: string }) {
  const log = useQuery(webhookLogQuery(webhookId));
  const again = useAct<string>((deliveryId) => redeliver(webhookId, deliveryId), {
    done: say('webhooks.redelivered'),
    refresh: [webhookLogQuery(webhookId).queryKey],
  });
  return (
    <QueryView of={log}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="text-muted">{say('webhooks.noLog')}</p>
        ) : (
          <div role="region" aria-label={say('webhooks.log')} tabIndex={0} className="overflow-x-auto">
            <table className="w-full text-left">
              <caption className="sr-only">{say('webhooks.log')}</caption>
              <thead>
                <tr className="border-b border-line text-small text-muted">
                  <th scope="col" className="py-1.5 pr-4 font-medium">
                    {say('webhooks.when')}
                  </th>
                  <th scope="col" className="py-1.5 pr-4 font-medium">
                    {say('webhooks.event')}
                  </th>
                  <th scope="col" className="py-1.5 pr-4 font-medium">
                    {say('webhooks.answer')}
                  </th>
                  <td />
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {items.map((delivery) => (
                  <LogLine key={delivery.id} delivery={delivery} busy={again.busy} onAgain={() => again.run(delivery.id)} />
                ))}
              </tbody>
            </table>
            {again.error === null ? null : <p role="alert">{again.error}</p>}
          </div>
        )
      }
    </QueryView>
  );
}

interface LogLineProps {
  readonly delivery: WebhookDelivery;
  readonly busy: boolean;
  readonly onAgain: () => void;
}

function LogLine({ delivery, busy, onAgain }: LogLineProps) {
  const answer = [delivery.lastStatus === null ? null : String(delivery.lastStatus), delivery.lastError].filter((text) => text !== null);
  return (
    <tr>
      <td className="py-1.5 pr-4 text-small whitespace-nowrap">{dayAndTime(delivery.createdAt)}</td>
      <td className="py-1.5 pr-4">
        <code className="text-small">{delivery.type}</code>
      </td>
      <td className="py-1.5 pr-4">
        {say(`webhooks.delivery.${delivery.state}`)}
        {answer.length === 0 ? null : <span className="text-small text-muted"> · {answer.join(' · ')}</span>}
      </td>
      <td className="py-1.5 text-right">
        <Button size="small" busy={busy} aria-label={say('webhooks.redeliverWhat', { type: delivery.type })} onClick={onAgain}>
          {say('webhooks.redeliver')}
        </Button>
      </td>
    </tr>
  );
}
