/** One channel in the list: what it is, whether it is open, how it replies and the very words customers read. */
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { links } from '../../links.ts';
import { ChannelIcon } from '../../parts/channel-icon.tsx';
import { Chip } from '../../parts/chip.tsx';
import { channelName, useChannelTypes } from '../../sync/channel-types.ts';
import { sayAccount } from '../../words/account.ts';
import { say } from '../../words/say.ts';
import { GateMark } from './gate-mark.tsx';
import { stanceText } from './channel-words.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

interface Props {
  readonly channel: Channel;
  readonly heldBackCount: number;
  readonly troubleCount: number;
}

export function ChannelRow({ channel, heldBackCount, troubleCount }: Props) {
  const isOpen = channel.state === 'open';
  const types = useChannelTypes();
  return (
    <li className="relative flex gap-3 rounded border border-line p-4 hover:bg-sunken">
      <span className="mt-0.5 text-faint">
        <ChannelIcon type={channel.type} size={20} aria-hidden />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <div className="flex flex-wrap items-center gap-2">
          <Link to={links.channel(channel.id)} className="font-medium wrap-anywhere after:absolute after:inset-0 after:rounded">
            {channel.name}
          </Link>
          <ChannelState open={isOpen} />
          <GateMark channel={channel} />
          {channel.account !== null && channel.account.problems.length > 0 ? (
            <Chip icon={<TriangleAlert size={12} aria-hidden />} tone="accent">
              {sayAccount('mark')}
            </Chip>
          ) : null}
          {channel.policyId === null ? <Chip>{say('channels.noReplyTime')}</Chip> : null}
          {heldBackCount > 0 ? <Chip tone="accent">{say('channels.quarantineCount', { n: heldBackCount })}</Chip> : null}
          {troubleCount > 0 ? <Chip tone="accent">{say('channels.deliveryCount', { n: troubleCount })}</Chip> : null}
        </div>
        <p className="text-small text-muted wrap-anywhere">
          {channelName(channel.type, types)}
          {channel.address === null ? '' : ` · ${channel.address}`}
        </p>
        {isOpen ? <p className="text-small text-muted">{stanceText(channel)}</p> : null}
        {isOpen && channel.entryWords !== null ? (
          <figure className="mt-1 border-l-2 border-line pl-3">
            <figcaption className="text-small text-faint">{say('channels.readNow')}</figcaption>
            <blockquote>{channel.entryWords}</blockquote>
          </figure>
        ) : null}
        {isOpen ? null : <p className="text-small text-faint">{say('channels.readNothing')}</p>}
      </div>
    </li>
  );
}

/** Open or closed, in words and in shape: a filled or an empty dot. */
export function ChannelState({ open }: { readonly open: boolean }) {
  return (
    <Chip
      icon={<span aria-hidden className={`size-2 rounded-full border border-current ${open ? 'bg-current' : ''}`} />}
      tone={open ? 'accent' : 'neutral'}
    >
      {say(open ? 'channels.open' : 'channels.closed')}
    </Chip>
  );
}
