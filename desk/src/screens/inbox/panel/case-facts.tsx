/** With whom is the case, what is it about, how soon? Assignee, priority, topic, tags; changed where they stand. */
import { priorities } from '@meanwhile/core/commitment/priority.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '../../../parts/avatar.tsx';
import { Menu, MenuItem } from '../../../parts/menu.tsx';
import { useMay } from '../../../sync/me.ts';
import { useTags, useTopics } from '../../../sync/people.ts';
import { useQueues } from '../../../sync/queues.ts';
import { changeCase } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import type { Inbox } from '../inbox-state.ts';
import { CaseFieldList } from './case-field-list.tsx';
import { CaseQueue } from './case-queue.tsx';

const plain = 'min-h-7 min-w-0 truncate rounded-sm px-1.5 text-left enabled:hover:bg-sunken disabled:cursor-default';

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6rem_1fr] items-center gap-1">
      <dt className="text-small text-faint">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function Topic({ row }: { readonly row: CaseRow }) {
  const topics = useTopics().data ?? [];
  const mayWrite = useMay('case:write');
  const name = topics.find((topic) => topic.id === row.topicId)?.name;
  if (topics.length === 0) return <span className="px-1.5 text-muted">{say('panel.noTopic')}</span>;
  return (
    <Menu
      trigger={
        <button type="button" disabled={!mayWrite} className={plain}>
          {name ?? <span className="text-muted">{say('panel.noTopic')}</span>}
        </button>
      }
    >
      <MenuItem chosen={row.topicId === null} onSelect={() => void changeCase(row, { topicId: null })}>
        {say('panel.noTopic')}
      </MenuItem>
      {topics.map((topic) => (
        <MenuItem key={topic.id} chosen={topic.id === row.topicId} onSelect={() => void changeCase(row, { topicId: topic.id })}>
          {topic.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

function Priority({ row }: { readonly row: CaseRow }) {
  const mayWrite = useMay('case:write');
  return (
    <Menu
      trigger={
        <button type="button" disabled={!mayWrite} className={plain}>
          <span className={row.priority === 'normal' ? 'text-muted' : 'font-medium'}>{say(`priority.${row.priority}`)}</span>
        </button>
      }
    >
      {priorities.map((priority) => (
        <MenuItem key={priority} chosen={priority === row.priority} onSelect={() => void changeCase(row, { priority })}>
          {say(`priority.${priority}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function Tags({ row }: { readonly row: CaseRow }) {
  const tags = useTags().data ?? [];
  const mayWrite = useMay('case:write');
  const free = tags.filter((tag) => !row.tagIds.includes(tag.id));
  return (
    <span className="flex flex-wrap items-center gap-1 px-1.5">
      {tags
        .filter((tag) => row.tagIds.includes(tag.id))
        .map((tag) => (
          <span key={tag.id} className="inline-flex h-6 max-w-full items-center rounded-sm bg-sunken pl-1.5 text-small text-muted">
            <span className="truncate">{tag.name}</span>
            {mayWrite && (
              <button
                type="button"
                aria-label={say('panel.removeTag', { name: tag.name })}
                className="flex size-6 items-center justify-center hover:text-ink"
                onClick={() => void changeCase(row, { tagIds: row.tagIds.filter((id) => id !== tag.id) })}
              >
                <X size={12} aria-hidden />
              </button>
            )}
          </span>
        ))}
      {mayWrite && free.length > 0 && (
        <Menu
          trigger={
            <button
              type="button"
              aria-label={say('panel.addTag')}
              className="flex size-6 items-center justify-center rounded-sm text-faint hover:bg-sunken hover:text-ink"
            >
              <Plus size={14} aria-hidden />
            </button>
          }
        >
          {free.map((tag) => (
            <MenuItem key={tag.id} onSelect={() => void changeCase(row, { tagIds: [...row.tagIds, tag.id] })}>
              {tag.name}
            </MenuItem>
          ))}
        </Menu>
      )}
    </span>
  );
}

export function CaseFacts({ row, inbox }: { readonly row: CaseRow; readonly inbox: Inbox }) {
  const hasQueues = (useQueues().data?.items.length ?? 0) > 0;
  const mayWrite = useMay('case:write');
  return (
    <>
      <dl className="-mr-1.5 flex flex-col gap-1">
        <Fact label={say('panel.assignee')}>
          <button
            type="button"
            disabled={!mayWrite}
            className={`${plain} flex max-w-full items-center gap-2`}
            onClick={() => inbox.setDialog('assign')}
          >
            {row.assignee !== null && <Avatar name={row.assignee.name} size="small" />}
            <span className={`truncate ${row.assignee === null ? 'text-muted' : ''}`}>{row.assignee?.name ?? say('panel.nobody')}</span>
          </button>
        </Fact>
        {hasQueues && (
          <Fact label={say('panel.queue')}>
            <CaseQueue row={row} className={plain} />
          </Fact>
        )}
        <Fact label={say('priority.label')}>
          <Priority row={row} />
        </Fact>
        <Fact label={say('panel.topic')}>
          <Topic row={row} />
        </Fact>
        <Fact label={say('panel.tags')}>
          <Tags row={row} />
        </Fact>
      </dl>
      <CaseFieldList row={row} />
      <div className="pt-1 text-small text-faint">
        {say('panel.opened', { when: momentWords(row.openedAt) })} ·{' '}
        {row.state === 'resolved' ? say('state.resolved') : say(`ball.${row.ball}`)}
      </div>
    </>
  );
}
