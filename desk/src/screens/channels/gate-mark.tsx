/** Is this channel set up honestly? A mark where it is not, and until when somebody answers for it. */
import { TriangleAlert } from 'lucide-react';
import type { Channel } from '@meanwhile/wire/records.ts';
import { Chip } from '../../parts/chip.tsx';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';

export function GateMark({ channel: { gate } }: { readonly channel: Channel }) {
  if (gate.failed.length === 0) return null;
  const icon = <TriangleAlert size={12} aria-hidden />;
  return gate.overriddenUntil === null ? (
    <Chip icon={icon} tone="accent">
      {say('gate.mark')}
    </Chip>
  ) : (
    <Chip icon={icon}>{say('gate.markUntil', { date: day(gate.overriddenUntil) })}</Chip>
  );
}
