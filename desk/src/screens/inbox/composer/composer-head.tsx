/** Reply or note, and who will read it: said above the field in words, not by colour alone. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { StickyNote } from 'lucide-react';
import { channelName, useChannelTypes } from '../../../sync/channel-types.ts';
import { say } from '../../../words/say.ts';
import { ChannelGlyph } from '../channel-glyph.tsx';
import type { ComposerMode } from '../inbox-state.ts';
import { nameOf } from '../list/due.ts';
import { useChosenWay } from './way-choice.ts';
import { ChangeWay } from './ways.tsx';

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
  if (mode === 'note') {
    return (
      <span className="flex max-w-full min-w-0 items-center gap-1.5 text-small text-muted max-sm:px-2 max-sm:pb-1">
        <StickyNote size={14} aria-hidden className="shrink-0" />
        <span className="truncate">{say('composer.noteTo')}</span>
      </span>
    );
  }
  return <To row={row} />;
}

function To({ row }: { readonly row: CaseRow }) {
  const types = useChannelTypes();
  const way = useChosenWay(row.id);
  const type = way?.channelType ?? row.channelType;
  const channel = channelName(type, types);
  const address = way === null ? (type === 'email' ? row.customer.address : null) : way.address;
  const name = nameOf(row);
  const words =
    address !== null && address !== name
      ? say('composer.replyToAddress', { name, address, channel })
      : say('composer.replyTo', { name, channel });
  return (
    <span className="flex max-w-full min-w-0 items-center gap-1.5 text-small text-muted max-sm:px-2 max-sm:pb-1">
      <ChannelGlyph type={type} />
      <span className="truncate" title={words}>
        {words}
      </span>
      <ChangeWay row={row} />
    </span>
  );
}
