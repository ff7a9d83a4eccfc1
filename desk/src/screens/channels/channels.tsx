/** Where can customers write, and what does each place tell them? All channels, the sentence as read now, and what needs a look. */
import { useQuery } from '@tanstack/react-query';
import { MessageSquare, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ChannelIcon } from '../../parts/channel-icon.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Menu, MenuItem } from '../../parts/menu.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useChannelTypes } from '../../sync/channel-types.ts';
import { useMay } from '../../sync/me.ts';
import { say, useLanguage } from '../../words/say.ts';
import { ChannelRow } from './channel-row.tsx';
import { channelsQuery, quarantineQuery, troubleQuery } from './channels-data.ts';
import { CreateChannelDialog } from './create-channel-dialog.tsx';
import { TargetsSection } from './targets-section.tsx';
import { TiersSection } from './tiers-section.tsx';
import type { Channel } from '@meanwhile/wire/records.ts';

export function Screen() {
  const channels = useQuery(channelsQuery);
  const mayManage = useMay('channel:manage');
  const [creating, setCreating] = useState<Channel['type'] | null>(null);
  const create = mayManage ? <NewChannelMenu onChoose={setCreating} /> : undefined;
  return (
    <Page title={say('channels.title')} lead={say('channels.lead')} actions={create}>
      <QueryView of={channels}>
        {({ items }) => (items.length === 0 ? <NoChannel action={create} /> : <ChannelList channels={items} />)}
      </QueryView>
      <TargetsSection />
      <TiersSection />
      {creating === null ? null : <CreateChannelDialog type={creating} onClose={() => setCreating(null)} />}
    </Page>
  );
}

function ChannelList({ channels }: { readonly channels: readonly Channel[] }) {
  const heldBack = useQuery({ ...quarantineQuery, enabled: useMay('inbound:read') }).data?.items ?? [];
  const troubled = useQuery(troubleQuery).data ?? [];
  return (
    <ul className="flex flex-col gap-3">
      {channels.map((channel) => (
        <ChannelRow
          key={channel.id}
          channel={channel}
          heldBackCount={heldBack.filter((one) => one.channelId === channel.id).length}
          troubleCount={troubled.filter((one) => one.channelId === channel.id).length}
        />
      ))}
    </ul>
  );
}

function NoChannel({ action }: { readonly action: React.ReactNode }) {
  return (
    <EmptyState
      icon={<MessageSquare size={24} aria-hidden />}
      title={say('channels.empty')}
      lead={say('channels.emptyLead')}
      action={action}
    />
  );
}

function NewChannelMenu({ onChoose }: { readonly onChoose: (type: Channel['type']) => void }) {
  const types = useChannelTypes();
  const language = useLanguage();
  return (
    <Menu
      align="end"
      trigger={
        <Button weight="primary" icon={<Plus size={16} aria-hidden />}>
          {say('channels.new')}
        </Button>
      }
    >
      <MenuItem icon={<ChannelIcon type="messenger" size={16} aria-hidden />} onSelect={() => onChoose('messenger')}>
        {say('channels.newMessenger')}
      </MenuItem>
      <MenuItem icon={<ChannelIcon type="email" size={16} aria-hidden />} onSelect={() => onChoose('email')}>
        {say('channels.newEmail')}
      </MenuItem>
      {types.map(({ type, account }) =>
        account === null ? null : (
          <MenuItem key={type} icon={<ChannelIcon type={type} size={16} aria-hidden />} onSelect={() => onChoose(type)}>
            {account.kind[language]}
          </MenuItem>
        ),
      )}
    </Menu>
  );
}
