/** A new channel: a name, for mail also an address. It starts closed; the channel's page opens it. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { links } from '../../links.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useChannelType } from '../../sync/channel-types.ts';
import { say, useLanguage } from '../../words/say.ts';
import { replyText } from './channel-words.ts';
import { channelsQuery, createChannel, policiesQuery } from './channels-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { NewChannel } from './channels-data.ts';

export function CreateChannelDialog({ type, onClose }: { readonly type: Channel['type']; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const policies = useQuery(policiesQuery).data?.items ?? [];
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [senderName, setSenderName] = useState('');
  const [policyId, setPolicyId] = useState<string | null>(null);
  const chosenPolicyId = policyId ?? policies[0]?.id ?? null;
  const isEmail = type === 'email';
  const own = isEmail ? say('channels.newEmail') : say('channels.newMessenger');
  const kind = useChannelType(type)?.account?.kind[useLanguage()] ?? own;
  const create = useAct<NewChannel, Channel>(createChannel, {
    refresh: [channelsQuery.queryKey],
    then: (channel) => navigate({ to: links.channel(channel.id) }),
  });
  const settings = isEmail ? { address: address.trim(), ...(senderName.trim() === '' ? {} : { senderName: senderName.trim() }) } : {};
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('create.title', { kind })}
      lead={say('create.lead')}
      submit={say('create.submit')}
      onSubmit={() => create.run({ type, name: name.trim(), policyId: chosenPolicyId, settings })}
      busy={create.busy}
      incomplete={name.trim() === '' || (isEmail && !address.includes('@'))}
      error={create.error}
    >
      <TextField
        label={say('channel.name')}
        hint={type === 'messenger' ? `${say('channel.nameHint')} ${say('create.nameMessenger')}.` : say('channel.nameHint')}
        autoFocus
        required
        maxLength={120}
        value={name}
        onChange={setName}
      />
      {isEmail ? (
        <>
          <TextField label={say('mail.address')} type="email" required value={address} onChange={setAddress} />
          <TextField
            label={`${say('mail.senderName')} (${say('screen.optional')})`}
            hint={say('mail.senderNameHint')}
            maxLength={120}
            value={senderName}
            onChange={setSenderName}
          />
        </>
      ) : null}
      {policies.length === 0 ? null : (
        <Field label={say('reply.title')}>
          <Select
            options={policies.map((policy) => ({ value: policy.id, label: policy.name, hint: replyText(policy) }))}
            value={chosenPolicyId}
            onChange={setPolicyId}
          />
        </Field>
      )}
    </FormDialog>
  );
}
