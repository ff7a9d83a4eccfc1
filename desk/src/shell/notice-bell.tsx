/** What was I told of? A bell with the number of unseen notices, and the list behind it; opening it is seeing them. */
import { useNavigate } from '@tanstack/react-router';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import type { Notice } from '@meanwhile/wire/notices.ts';
import { links } from '../links.ts';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../parts/menu.tsx';
import { useNow } from '../sync/clock.ts';
import { seeNotices, useNotices } from '../sync/notices.ts';
import { say } from '../words/say.ts';
import { shortWhen } from '../words/times.ts';

export const noticeWords = ({ kind, by, caseNumber }: Pick<Notice, 'kind' | 'by' | 'caseNumber'>): string =>
  say(`notice.${kind}`, { name: by ?? say('crossed.somebody'), n: caseNumber ?? '' });

/** Where it leads: to the case, or to the channel it is about. */
export const noticeLink = ({ caseId, channelId }: Pick<Notice, 'caseId' | 'channelId'>) =>
  caseId === null ? links.channel(channelId!) : links.case('all', caseId);

export function NoticeBell() {
  const notices = useNotices().data ?? [];
  const navigate = useNavigate();
  const nowAt = useNow();
  /** Marked as long as the list is open, though they count as seen from its opening on. */
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const unseen = notices.filter((one) => one.seenAt === null).map((one) => one.id);
  const words = unseen.length === 0 ? say('notice.bell') : say('notice.bellCount', { n: unseen.length });
  return (
    <Menu
      side="right"
      align="end"
      onOpenChange={(open) => {
        if (!open) return setFresh([]);
        setFresh(unseen);
        void seeNotices(unseen);
      }}
      trigger={
        <button
          type="button"
          aria-label={words}
          data-tip={say('notice.bell')}
          className="tip relative flex size-11 items-center justify-center rounded text-muted hover:bg-sunken hover:text-ink md:size-10"
        >
          <Bell size={20} aria-hidden />
          {unseen.length > 0 && (
            <span
              aria-hidden
              className="absolute top-1 right-1 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[11px] leading-none text-on-accent"
            >
              {unseen.length > 9 ? '9+' : unseen.length}
            </span>
          )}
        </button>
      }
    >
      <MenuLabel>{say('notice.bell')}</MenuLabel>
      {notices.length === 0 && <MenuLabel>{say('notice.none')}</MenuLabel>}
      {notices.map((one) => (
        <MenuItem key={one.id} onSelect={() => void navigate({ to: noticeLink(one) })}>
          <span className="flex max-w-80 flex-col py-1 whitespace-normal">
            <span className={fresh.includes(one.id) ? 'font-semibold' : ''}>{noticeWords(one)}</span>
            <span className="truncate text-small text-faint">
              {shortWhen(one.at, nowAt)} {one.text}
            </span>
          </span>
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => void navigate({ to: links.settings('notices') })}>{say('notice.settings')}</MenuItem>
    </Menu>
  );
}
