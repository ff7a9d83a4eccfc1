/** Which bot answers here? Its token is asked for once, proved with Telegram, and never shown again. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { channelsQuery, connectChannel } from './channels-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

export function TelegramSection({ channel, mayManage }: { readonly channel: Channel; readonly mayManage: boolean }) {
  const isConnected = channel.secretNames.includes('botToken');
  const [asking, setAsking] = useState(false);
  return (
    <Section title={say('telegram.title')} lead={say('telegram.lead')}>
      <p>{isConnected ? say('telegram.connected', { bot: channel.address ?? '' }) : say('telegram.notConnected')}</p>
      {mayManage && (asking || !isConnected) ? <Connect channel={channel} onDone={() => setAsking(false)} /> : null}
      {mayManage && isConnected && !asking ? (
        <div>
          <Button onClick={() => setAsking(true)}>{say('telegram.another')}</Button>
        </div>
      ) : null}
    </Section>
  );
}

function Connect({ channel, onDone }: { readonly channel: Channel; readonly onDone: () => void }) {
  const [token, setToken] = useState('');
  const connect = useAct<void, Channel>(() => connectChannel(channel.id, token.trim()), {
    done: ({ address }) => say('telegram.done', { bot: address ?? '' }),
    refresh: [channelsQuery.queryKey],
    words: {
      provider_refused: 'telegram.refused',
      bad_request: 'telegram.refused',
      provider_away: 'telegram.away',
      address_taken: 'telegram.taken',
    },
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
        label={say('telegram.token')}
        hint={say('telegram.tokenHint')}
        type="password"
        autoComplete="off"
        className="w-full"
        value={token}
        onChange={setToken}
      />
      <FormError text={connect.error} />
      <Button type="submit" weight="primary" busy={connect.busy} disabled={token.trim() === ''}>
        {say('telegram.connect')}
      </Button>
    </form>
  );
}
