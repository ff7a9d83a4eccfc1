/** Which channel did it come by? A small icon with its name for assistive technology. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { Mail, MessageCircle } from 'lucide-react';
import { say } from '../../words/say.ts';

export function ChannelGlyph({ type, size = 14 }: { readonly type: CaseRow['channelType']; readonly size?: number }) {
  const Icon = type === 'email' ? Mail : MessageCircle;
  return <Icon size={size} role="img" aria-label={say(`channel.${type}`)} className="shrink-0 text-faint" />;
}
