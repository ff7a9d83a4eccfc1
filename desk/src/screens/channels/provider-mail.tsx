/** Who hands this channel's mail over, and does it come? The address to enter at a provider, its key, and the first mail. Secrets are shown once. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Field } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { sayHanded } from '../../words/handed-over.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { changeChannel, channelsQuery, handedOverQuery } from './channels-data.ts';
import { freshKey } from './embed.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

const providers = ['mailgun', 'postmark', 'sendgrid'] as const;
type Provider = (typeof providers)[number];

interface ProviderMailProps {
  readonly channel: Channel;
  readonly address: string;
}

/** What a provider calls. The desk and this door have the same origin. */
const doorOf = (channelId: string, last: string): string => new URL(`/in/email/${channelId}/${last}`, location.origin).href;

export function ProviderMail({ channel, address }: ProviderMailProps) {
  const state = useQuery(handedOverQuery(channel.id)).data;
  const [chosen, setChosen] = useState<Provider | null>(null);
  const set = ['mailgunKey', 'inboundSecret', 'sendgridKey'].some((name) => channel.secretNames.includes(name));
  const provider = chosen ?? state?.provider ?? null;
  return (
    <Section title={sayHanded('handed.title')} lead={sayHanded('handed.lead')}>
      {set && state !== undefined ? (
        <p role="status">
          {state.trouble !== null
            ? sayHanded(`handed.trouble.${state.trouble}`)
            : state.mailAt === null || state.provider === null
              ? sayHanded('handed.waiting', { address })
              : sayHanded('handed.last', { provider: sayHanded(`handed.${state.provider}`), when: dayAndTime(state.mailAt) })}
        </p>
      ) : null}
      <Field label={sayHanded('handed.provider')} className="w-full sm:w-72">
        <Select
          options={providers.map((value) => ({ value, label: sayHanded(`handed.${value}`) }))}
          value={provider}
          onChange={(value) => setChosen(value)}
        />
      </Field>
      {provider === null ? null : <p className="max-w-160">{sayHanded(`handed.how.${provider}`)}</p>}
      {provider === 'mailgun' ? <CopyField label={sayHanded('handed.address')} value={doorOf(channel.id, 'mime')} /> : null}
      {provider === 'postmark' || provider === 'sendgrid' ? <SecretAddress channel={channel} /> : null}
      {provider === 'mailgun' || provider === 'sendgrid' ? <ProviderKey key={provider} channel={channel} provider={provider} /> : null}
    </Section>
  );
}

/** The address with the secret in it. The one before stays good until somebody ends it, or makes a third. */
function SecretAddress({ channel }: { readonly channel: Channel }) {
  const [fresh, setFresh] = useState<string | null>(null);
  const isSet = channel.secretNames.includes('inboundSecret');
  const refresh = [channelsQuery.queryKey];
  const make = useAct<void, string>(
    async () => {
      const secret = freshKey();
      await changeChannel(channel.id, { secrets: { inboundSecret: secret } });
      return doorOf(channel.id, secret);
    },
    { refresh, then: setFresh },
  );
  const endOld = useAct<void>(() => changeChannel(channel.id, { secrets: { inboundSecretOld: null } }), { refresh });
  return (
    <div className="flex flex-col items-start gap-3">
      {fresh !== null ? <CopyField label={sayHanded('handed.address')} value={fresh} hint={sayHanded('handed.shownOnce')} /> : null}
      {fresh === null && isSet ? <p>{sayHanded('handed.isSet')}</p> : null}
      {channel.secretNames.includes('inboundSecretOld') ? <p>{sayHanded('handed.oldStill')}</p> : null}
      <FormError text={make.error ?? endOld.error} />
      <div className="flex flex-wrap gap-2">
        <Button busy={make.busy} onClick={() => make.run()}>
          {sayHanded(isSet ? 'handed.makeAnew' : 'handed.make')}
        </Button>
        {channel.secretNames.includes('inboundSecretOld') ? (
          <Button busy={endOld.busy} onClick={() => endOld.run()}>
            {sayHanded('handed.endOld')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function ProviderKey({ channel, provider }: { readonly channel: Channel; readonly provider: 'mailgun' | 'sendgrid' }) {
  const name = provider === 'mailgun' ? 'mailgunKey' : 'sendgridKey';
  const [typed, setTyped] = useState('');
  const isSet = channel.secretNames.includes(name);
  const save = useAct<string | null>((key) => changeChannel(channel.id, { secrets: { [name]: key } }), {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey],
    then: () => setTyped(''),
  });
  const hint = isSet ? { hint: sayHanded('handed.keySet') } : name === 'sendgridKey' ? { hint: sayHanded('handed.sendgridKeyHint') } : {};
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.run(typed.trim());
      }}
    >
      <TextField
        className="w-full sm:w-96"
        label={sayHanded(`handed.${name}`)}
        {...hint}
        type="password"
        autoComplete="new-password"
        value={typed}
        onChange={setTyped}
      />
      <FormError text={save.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={save.busy} disabled={typed.trim() === ''}>
          {sayHanded('handed.saveKey')}
        </Button>
        {isSet ? <Button onClick={() => save.run(null)}>{sayHanded('handed.removeKey')}</Button> : null}
      </div>
    </form>
  );
}
