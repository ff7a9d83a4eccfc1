/** What does a kind of channel look like? One of a few signs; a plain one until its kind is known. */
import { Globe, Hash, Mail, MessageSquare, Phone, Send, Star, type LucideProps } from 'lucide-react';
import type { ChannelIcon as IconName } from '@meanwhile/wire/channel-type.ts';
import { useChannelType } from '../sync/channel-types.ts';

const icons = { globe: Globe, mail: Mail, send: Send, phone: Phone, chat: MessageSquare, hash: Hash, star: Star } satisfies Record<
  IconName,
  unknown
>;

export function ChannelIcon({ type, ...rest }: { readonly type: string } & LucideProps) {
  const known = useChannelType(type)?.icon ?? (type === 'email' ? 'mail' : type === 'messenger' ? 'globe' : 'chat');
  const Icon = icons[known];
  return <Icon {...rest} />;
}
