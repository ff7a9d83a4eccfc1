/** Which bot answers here? Its token is asked for once, proved with Telegram, and never shown again. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct, type Act } from '../../sync/act.ts';
import { sayTelegram } from '../../words/telegram.ts';
import { channelsQuery, connectChannel } from './channels-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

export function TelegramSection({ channel, mayManage }: { readonly channel: Channel; readonly mayManage: boolean }) {
  const isConnected = typeof channel.settings['botName'] === 'string';
  const [asking, setAsking] = useState(false);
  return (
    <Section title={sayTelegram('title')} lead={sayTelegram('lead')}>
      <p>{isConnected ? sayTelegram('connected', { bot: channel.address ?? '' }) : sayTelegram('notConnected')}</p>
      {mayManage && (asking || !isConnected) ? <Connect channel={channel} onDone={() => setAsking(false)} /> : null}
      {mayManage && isConnected && !asking ? (
        <div>
          <Button onClick={() => setAsking(true)}>{sayTelegram('another')}</Button>
        </div>
      ) : null}
    </Section>
  );
}

function Connect({ channel, onDone }: { readonly channel: Channel; readonly onDone: () => void }) {
  const [token, setToken] = useState('');
  const connect = useAct<void, Channel>(() => connectChannel(channel.id, token.trim()), {
    done: ({ address }) => sayTelegram('done', { bot: address ?? '' }),
    refresh: [channelsQuery.queryKey],
    then: onDone,
  });
  return (
    <form
      className="flex max-w-140 flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        connect.run();
      }}
    >
      <TextField
        label={sayTelegram('token')}
        hint={sayTelegram('tokenHint')}
        type="password"
        autoComplete="off"
        className="w-full"
        value={token}
        onChange={setToken}
      />
      <FormError text={whyNot(connect)} />
      <Button type="submit" weight="primary" busy={connect.busy} disabled={token.trim() === ''}>
        {sayTelegram('connect')}
      </Button>
    </form>
  );
}

function whyNot({ error, refusedWith }: Act<void>): string | null {
  if (refusedWith('provider_refused', 'bad_request')) return sayTelegram('refused');
  if (refusedWith('provider_away')) return sayTelegram('away');
  return refusedWith('address_taken') ? sayTelegram('taken') : error;
}
