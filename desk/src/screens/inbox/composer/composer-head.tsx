/** Reply or note, and who will read it: said above the field in words, not by colour alone. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { StickyNote } from 'lucide-react';
import { channelName, useChannelTypes } from '../../../sync/channel-types.ts';
import { say } from '../../../words/say.ts';
import { ChannelGlyph } from '../channel-glyph.tsx';
import type { ComposerMode } from '../inbox-state.ts';
import { nameOf } from '../list/due.ts';

export function ModeSwitch({ mode, onMode }: { readonly mode: ComposerMode; readonly onMode: (mode: ComposerMode) => void }) {
  return (
    <div role="group" aria-label={say('composer.label')} className="flex shrink-0">
      {(['reply', 'note'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={mode === one}
          onClick={() => onMode(one)}
          className={`focus-inset h-8 rounded-sm px-2 font-medium ${mode === one ? 'text-ink underline decoration-accent decoration-2 underline-offset-8' : 'text-faint hover:text-ink'}`}
        >
          {say(`composer.${one}`)}
        </button>
      ))}
    </div>
  );
}

export function Whereto({ row, mode }: { readonly row: CaseRow; readonly mode: ComposerMode }) {
  const types = useChannelTypes();
  if (mode === 'note') {
    return (
      <span className="flex max-w-full min-w-0 items-center gap-1.5 text-small text-muted max-sm:px-2 max-sm:pb-1">
        <StickyNote size={14} aria-hidden className="shrink-0" />
        <span className="truncate">{say('composer.noteTo')}</span>
      </span>
    );
  }
  const { name, address } = row.customer;
  const channel = channelName(row.channelType, types);
  const words =
    name !== null && address !== null && row.channelType === 'email'
      ? say('composer.replyToAddress', { name, address, channel })
      : say('composer.replyTo', { name: nameOf(row), channel });
  return (
    <span className="flex max-w-full min-w-0 items-center gap-1.5 text-small text-muted max-sm:px-2 max-sm:pb-1">
      <ChannelGlyph type={row.channelType} />
      <span className="truncate" title={words}>
        {words}
      </span>
    </span>
  );
}
