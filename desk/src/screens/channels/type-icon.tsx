/** What does a kind of channel look like on its screens? */
import { Globe, Mail, Send } from 'lucide-react';
import type { Channel } from '@meanwhile/wire/records.ts';

const icons = { messenger: Globe, email: Mail, telegram: Send } as const;

export function TypeIcon({ type, size }: { readonly type: Channel['type']; readonly size: number }) {
  const Icon = icons[type];
  return <Icon size={size} aria-hidden />;
}
