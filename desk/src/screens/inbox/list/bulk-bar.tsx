/** What can be done to all chosen rows? Stands where the filters stand while rows are chosen; the letters do the same. */
import { Ban, Check, Clock, Megaphone, Tag as TagIcon, UserPlus, X } from 'lucide-react';
import type { BulkDeed } from '@meanwhile/wire/case-bulk.ts';
import { IconButton } from '../../../parts/icon-button.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../../parts/menu.tsx';
import { useTags, useTopics } from '../../../sync/people.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';

const icon = { size: 16, 'aria-hidden': true } as const;

export function BulkBar({ inbox }: { readonly inbox: Inbox }) {
  const { selection } = inbox;
  const act = (deed: BulkDeed) => () => inbox.doForChosen(deed);
  return (
    <div
      role="group"
      aria-label={say('bulk.bar')}
      className="flex h-[41px] shrink-0 items-center gap-0.5 border-b border-line bg-accent-soft pr-2 pl-3.5"
    >
      <span role="status" className="min-w-0 flex-1 truncate text-small font-medium text-accent-text">
        {say('bulk.chosen', { n: selection.ids.size })}
      </span>
      <IconButton label={say('verb.assign')} keys="a" icon={<UserPlus {...icon} />} onClick={() => inbox.setDialog('assign')} />
      <IconButton label={say('verb.snooze')} keys="s" icon={<Clock {...icon} />} onClick={() => inbox.setDialog('snooze')} />
      <IconButton label={say('verb.resolve')} keys="e" icon={<Check {...icon} />} onClick={act({ verb: 'resolve' })} />
      <LabelMenu onDeed={(deed) => inbox.doForChosen(deed)} />
      <IconButton label={say('incidents.linkTitle')} icon={<Megaphone {...icon} />} onClick={() => inbox.setDialog('incident')} />
      <IconButton label={say('verb.spam')} keys="!" icon={<Ban {...icon} />} onClick={act({ verb: 'spam' })} />
      <IconButton label={say('bulk.clear')} keys="Esc" icon={<X {...icon} />} onClick={selection.clear} />
    </div>
  );
}

function LabelMenu({ onDeed }: { readonly onDeed: (deed: BulkDeed) => void }) {
  const tags = useTags().data ?? [];
  const topics = useTopics().data ?? [];
  return (
    <Menu align="end" trigger={<IconButton label={say('bulk.labels')} icon={<TagIcon {...icon} />} />}>
      <MenuLabel>{say('panel.topic')}</MenuLabel>
      <MenuItem onSelect={() => onDeed({ verb: 'topic', topicId: null })}>{say('panel.noTopic')}</MenuItem>
      {topics.map((topic) => (
        <MenuItem key={topic.id} onSelect={() => onDeed({ verb: 'topic', topicId: topic.id })}>
          {topic.name}
        </MenuItem>
      ))}
      {tags.length > 0 && <MenuLine />}
      {tags.length > 0 && <MenuLabel>{say('panel.tags')}</MenuLabel>}
      {tags.map((tag) => (
        <MenuItem key={tag.id} onSelect={() => onDeed({ verb: 'tag', tagId: tag.id })}>
          {tag.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
