/** Which channel did it come by? A small icon with its name for assistive technology. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { Mail, MessageCircle, Send } from 'lucide-react';
import { say } from '../../words/say.ts';

const icons = { messenger: MessageCircle, email: Mail, telegram: Send } as const;

export function ChannelGlyph({ type, size = 14 }: { readonly type: CaseRow['channelType']; readonly size?: number }) {
  const Icon = icons[type];
  return <Icon size={size} role="img" aria-label={say(`channel.${type}`)} className="shrink-0 text-faint" />;
}
