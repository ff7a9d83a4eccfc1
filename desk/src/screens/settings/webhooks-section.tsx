/** Which servers hear what happens here? All webhooks, each with its state, its log and what can be done with it. */
import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { say } from '../../words/say.ts';
import { webhooksQuery } from './settings-data.ts';
import { WebhookCard } from './webhook-card.tsx';

// The list of event types comes with the wire's schemas, which nothing else here needs.
const NewWebhookDialog = lazy(async () => ({ default: (await import('./new-webhook-dialog.tsx')).NewWebhookDialog }));

export function WebhooksSection() {
  const webhooks = useQuery(webhooksQuery);
  const [creating, setCreating] = useState(false);
  const create = (
    <Button weight="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {say('webhooks.new')}
    </Button>
  );
  const isEmpty = webhooks.data?.items.length === 0;
  return (
    <Section title={say('settings.webhooks')} lead={say('webhooks.lead')} action={isEmpty ? undefined : create}>
      <QueryView of={webhooks}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<Webhook size={24} aria-hidden />}
              title={say('webhooks.empty')}
              lead={say('webhooks.emptyLead')}
              action={create}
            />
          ) : (
            <ul className="flex flex-col gap-3">
              {items.map((webhook) => (
                <WebhookCard key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <Suspense fallback={null}>{creating ? <NewWebhookDialog onClose={() => setCreating(false)} /> : null}</Suspense>
    </Section>
  );
}
