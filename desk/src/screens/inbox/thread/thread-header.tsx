/** Whose case is this, when is it due, and the few things done to it most. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { ArrowLeft, CheckCheck, Clock3, Ellipsis, PanelRight, UserRoundPlus } from 'lucide-react';
import { Chip } from '../../../parts/chip.tsx';
import { DueChip } from '../../../parts/due-chip.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { Menu, MenuItem } from '../../../parts/menu.tsx';
import { useNow } from '../../../sync/clock.ts';
import { useMay, useMe } from '../../../sync/me.ts';
import { say } from '../../../words/say.ts';
import { resolveAndGoOn, verbsOf } from '../inbox-keys.ts';
import type { Inbox } from '../inbox-state.ts';
import { chipOf, dueReason, nameOf } from '../list/due.ts';
import { IncidentChip } from './incident-chip.tsx';
import { FollowButton } from './follow-button.tsx';
import { Onlookers } from './onlookers.tsx';

export interface ThreadHeaderProps {
  readonly row: CaseRow;
  readonly inbox: Inbox;
  readonly isPanelOpen: boolean;
  readonly onPanel: () => void;
}

function Verbs({ row, inbox }: Pick<ThreadHeaderProps, 'row' | 'inbox'>) {
  const me = useMe().data;
  const all = verbsOf(inbox, row, me?.memberId ?? null, me?.user?.name ?? '');
  const shown = new Set(['resolve', 'snooze', 'assign']);
  return (
    <>
      <IconButton
        className="max-sm:hidden"
        label={say('verb.assign')}
        keys="a"
        icon={<UserRoundPlus size={16} aria-hidden />}
        onClick={() => inbox.setDialog('assign')}
      />
      {row.snoozedUntil === null && (
        <IconButton
          className="max-sm:hidden"
          label={say('verb.snooze')}
          keys="s"
          icon={<Clock3 size={16} aria-hidden />}
          onClick={() => inbox.setDialog('snooze')}
        />
      )}
      {row.state === 'open' && (
        <IconButton
          label={say('verb.resolve')}
          keys="e"
          icon={<CheckCheck size={16} aria-hidden />}
          onClick={() => resolveAndGoOn(inbox, row)}
        />
      )}
      <Menu align="end" trigger={<IconButton label={say('verb.more')} icon={<Ellipsis size={16} aria-hidden />} />}>
        {all.map((verb) => (
          <div key={verb.id} role="presentation" className={shown.has(verb.id) ? 'sm:hidden' : ''}>
            <MenuItem onSelect={verb.run} {...(verb.keys === undefined ? {} : { keys: verb.keys })}>
              {verb.label}
            </MenuItem>
          </div>
        ))}
      </Menu>
    </>
  );
}

export function ThreadHeader({ row, inbox, isPanelOpen, onPanel }: ThreadHeaderProps) {
  const nowAt = useNow();
  const mayWrite = useMay('case:write');
  const chip = chipOf(row, nowAt);
  const reason = dueReason(row);
  return (
    <header
      data-keys="header"
      className="flex min-h-[45px] shrink-0 flex-wrap items-center gap-x-2 border-b border-line bg-surface px-2 max-sm:pb-2 sm:flex-nowrap md:px-4"
    >
      <IconButton className="md:hidden" label={say('thread.toList')} icon={<ArrowLeft size={18} aria-hidden />} onClick={inbox.close} />
      <h2 className="min-w-0 truncate font-semibold max-sm:flex-1">{nameOf(row)}</h2>
      {/* On a narrow screen a line of its own below the name and the buttons. */}
      <span className="flex min-w-0 items-center gap-2 max-sm:order-1 max-sm:w-full max-sm:px-2 sm:flex-1">
        <span className="shrink-0 text-small text-faint">{say('row.number', { n: row.number })}</span>
        <span className="min-w-0 flex-1 truncate text-small text-muted sm:max-lg:invisible">{row.subject}</span>
        <Onlookers caseId={row.id} />
        {row.urgency !== null && <Chip tone="accent">{say(`row.urgent.${row.urgency}`)}</Chip>}
        <IncidentChip caseId={row.id} />
        {row.spam && <Chip>{say('row.spam')}</Chip>}
        {row.state === 'resolved' && <Chip>{say('row.resolved')}</Chip>}
        {chip !== null && <DueChip tone={chip.tone} words={chip.words} {...(reason === undefined ? {} : { title: reason })} />}
      </span>
      <span className="flex shrink-0 items-center gap-1">
        <FollowButton row={row} />
        {mayWrite && <Verbs row={row} inbox={inbox} />}
        <IconButton label={say('thread.panel')} aria-pressed={isPanelOpen} icon={<PanelRight size={16} aria-hidden />} onClick={onPanel} />
      </span>
    </header>
  );
}
