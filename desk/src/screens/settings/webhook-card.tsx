/** One webhook: where it goes, whether it works, and on, off, a new secret, its log, its end. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { SecretOnce } from './secret-once.tsx';
import { changeWebhook, deleteWebhook, rotateWebhookSecret, webhooksQuery } from './settings-data.ts';
import { WebhookLog } from './webhook-log.tsx';
import type { WebhookEndpoint } from '@meanwhile/wire/webhooks.ts';

export function WebhookCard({ webhook }: { readonly webhook: WebhookEndpoint }) {
  const [logShown, setLogShown] = useState(false);
  const [asking, setAsking] = useState<'rotate' | 'delete' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const refresh = [webhooksQuery.queryKey];
  const turn = useAct<'on' | 'off'>((state) => changeWebhook(webhook.id, { state }), { done: say('screen.saved'), refresh });
  const rotate = useAct<void, { readonly secret: string }>(() => rotateWebhookSecret(webhook.id), {
    then: (answer) => {
      setAsking(null);
      setSecret(answer.secret);
    },
  });
  const remove = useAct<void>(() => deleteWebhook(webhook.id), { done: say('webhooks.deleted'), refresh, then: () => setAsking(null) });
  const isOff = webhook.state === 'off';
  return (
    <li className="flex flex-col gap-3 rounded border border-line p-4">
      <div>
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="wrap-anywhere">{webhook.url}</span>
          <Chip tone={webhook.state === 'on' ? 'accent' : 'neutral'}>{say(`webhooks.state.${webhook.state}`)}</Chip>
        </p>
        <p className="text-small text-muted wrap-anywhere">
          {webhook.types.length === 0 ? say('webhooks.allTypes') : webhook.types.join(', ')} ·{' '}
          {say('screen.since', { when: day(webhook.createdAt) })}
        </p>
      </div>
      <FormError text={turn.error} />
      <div className="flex flex-wrap gap-2">
        <Button size="small" aria-expanded={logShown} onClick={() => setLogShown(!logShown)}>
          {say(logShown ? 'webhooks.hideLog' : 'webhooks.showLog')}
        </Button>
        <Button size="small" busy={turn.busy} onClick={() => turn.run(isOff ? 'on' : 'off')}>
          {say(isOff ? 'webhooks.turnOn' : 'webhooks.turnOff')}
        </Button>
        <Button size="small" onClick={() => setAsking('rotate')}>
          {say('webhooks.rotate')}
        </Button>
        <Button size="small" onClick={() => setAsking('delete')}>
          {say('webhooks.delete')}
        </Button>
      </div>
      {logShown ? <WebhookLog webhookId={webhook.id} /> : null}
      {secret === null ? null : <SecretOnce secret={secret} onClose={() => setSecret(null)} />}
      <ConfirmDialog
        open={asking === 'rotate'}
        onClose={() => setAsking(null)}
        title={say('webhooks.rotateTitle')}
        lead={say('webhooks.rotateLead')}
        confirm={say('webhooks.rotate')}
        onConfirm={() => rotate.run()}
        busy={rotate.busy}
        error={rotate.error}
      />
      <ConfirmDialog
        open={asking === 'delete'}
        onClose={() => setAsking(null)}
        title={say('webhooks.deleteTitle')}
        lead={say('webhooks.deleteLead', { url: webhook.url })}
        confirm={say('webhooks.delete')}
        onConfirm={() => remove.run()}
        busy={remove.busy}
        error={remove.error}
      />
    </li>
  );
}
