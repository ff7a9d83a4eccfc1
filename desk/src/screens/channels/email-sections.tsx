/** How does a mail channel send and get mail? Its address and sender, what the domain needs, and whether an outgoing server is set. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { waysQuery } from '../sign-in/accounts-data.ts';
import { AutomaticWords, keptBecause } from '../settings/automatic-words.tsx';
import { textSetting } from './channel-words.ts';
import { changeChannel, channelsQuery, outboxQuery } from './channels-data.ts';
import { MailTest } from './mail-test.tsx';
import { Mailboxes } from './mailboxes.tsx';
import { ProviderMail } from './provider-mail.tsx';
import { Letter, OwnSignature, Signing } from './sending.tsx';
import { StoppedAddresses } from './sending-stopped.tsx';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { ChannelSectionProps } from './messenger-sections.tsx';

export function EmailSections({ channel, mayManage }: ChannelSectionProps) {
  const address = channel.address ?? textSetting(channel, 'address');
  const domain = address.split('@')[1] ?? '';
  return (
    <>
      {mayManage ? <Sender channel={channel} address={address} /> : null}
      {mayManage ? <Letter channel={channel} /> : null}
      <OwnSignature />
      <Mailboxes channelId={channel.id} mayManage={mayManage} />
      <Section title={say('mail.in')} lead={say('mail.inLead', { address })}>
        <ul className="flex list-disc flex-col gap-1.5 pl-5">
          <li>{say('mail.inForward')}</li>
          <li>{say('mail.inMx', { domain })}</li>
        </ul>
      </Section>
      {mayManage ? <MailTest channelId={channel.id} address={address} /> : null}
      {mayManage ? <ProviderMail channel={channel} address={address} /> : null}
      <Section title={say('mail.out')} lead={say('mail.outLead', { domain })}>
        <ul className="flex list-disc flex-col gap-1.5 pl-5">
          <li>{say('mail.outSpf', { domain })}</li>
          <li>{say('mail.outDmarc', { domain })}</li>
        </ul>
        <WaitingMail channelId={channel.id} />
      </Section>
      <Signing domain={domain} mayManage={mayManage} />
      <StoppedAddresses />
    </>
  );
}

/** Where no outgoing server is set, what was answered waits; how much that is stands here too. */
function WaitingMail({ channelId }: { readonly channelId: string }) {
  const canSend = useQuery(waysQuery).data?.link;
  const waiting =
    useQuery({ ...outboxQuery, enabled: canSend === false }).data?.items.filter((delivery) => delivery.channelId === channelId) ?? [];
  if (canSend !== false) return null;
  return (
    <div role="status" className="rounded border border-line bg-paper p-3">
      <p>{say('mail.outbox')}</p>
      {waiting.length === 0 ? null : <p className="text-small text-muted">{say('mail.outboxCount', { n: waiting.length })}</p>}
    </div>
  );
}

function Sender({ channel, address }: { readonly channel: Channel; readonly address: string }) {
  const [newAddress, setNewAddress] = useState(address);
  const [senderName, setSenderName] = useState(textSetting(channel, 'senderName'));
  const keptAliases = channel.settings['aliases'];
  const [aliases, setAliases] = useState(() => (Array.isArray(keptAliases) ? keptAliases.join('\n') : ''));
  const [because, setBecause] = useState('');
  const settings = {
    address: newAddress.trim(),
    senderName: senderName.trim(),
    aliases: aliases.split(/[\s,;]+/).filter((alias) => alias !== ''),
  };
  const save = useAct<void>(() => changeChannel(channel.id, { settings, ...keptBecause(because) }), {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey],
  });
  return (
    <Section title={say('mail.title')}>
      <form
        noValidate
        className="flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.run();
        }}
      >
        <div className="grid w-full gap-3 sm:grid-cols-2">
          <TextField label={say('mail.address')} type="email" required value={newAddress} onChange={setNewAddress} />
          <TextField
            label={say('mail.senderName')}
            hint={say('mail.senderNameHint')}
            maxLength={120}
            value={senderName}
            onChange={setSenderName}
          />
        </div>
        <TextField
          className="w-full"
          label={say('mail.aliases')}
          hint={say('mail.aliasesHint')}
          rows={2}
          value={aliases}
          onChange={setAliases}
        />
        <AutomaticWords
          text={senderName}
          before={textSetting(channel, 'senderName')}
          onChange={setSenderName}
          because={because}
          onBecause={setBecause}
        />
        <FormError text={save.error} />
        <Button type="submit" busy={save.busy} disabled={!newAddress.includes('@')}>
          {say('screen.save')}
        </Button>
      </form>
    </Section>
  );
}
