/** What does a kind of channel look like? One of a few signs; a plain one until its kind is known. */
import { Globe, Mail, MessageSquare, Phone, Send, type LucideProps } from 'lucide-react';
import type { ChannelIcon as IconName } from '@meanwhile/wire/channel-type.ts';
import { useChannelType } from '../sync/channel-types.ts';

const icons = { globe: Globe, mail: Mail, send: Send, phone: Phone, chat: MessageSquare } satisfies Record<IconName, unknown>;
const own: Readonly<Record<string, IconName>> = { email: 'mail', messenger: 'globe' };

export function ChannelIcon({ type, ...rest }: { readonly type: string } & LucideProps) {
  const Icon = icons[useChannelType(type)?.icon ?? own[type] ?? 'chat'];
  return <Icon {...rest} />;
}
