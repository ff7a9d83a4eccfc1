/** Replies by name: who waits, for what, until when, and one more fact. Opening one leads to the inbox. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DueReply } from '@meanwhile/wire/today.ts';
import { links } from '../../links.ts';
import { DueChip } from '../../parts/due-chip.tsx';
import { useNow } from '../../sync/clock.ts';
import { momentWords } from '../../words/times.ts';
import { chipOf, nameOf } from '../inbox/list/due.ts';

export interface ReplyListProps<Reply extends DueReply> {
  readonly replies: readonly Reply[];
  readonly label: string;
  readonly aside: (reply: Reply) => ReactNode;
}

export function ReplyList<Reply extends DueReply>({ replies, label, aside }: ReplyListProps<Reply>) {
  return (
    <ul aria-label={label} className="flex flex-col divide-y divide-line rounded border border-line">
      {replies.map((reply) => (
        <ReplyLine key={reply.case.id} reply={reply} aside={aside(reply)} />
      ))}
    </ul>
  );
}

function ReplyLine({ reply, aside }: { readonly reply: DueReply; readonly aside: ReactNode }) {
  const nowAt = useNow();
  const row = { ...reply.case, dueAt: reply.dueAt };
  const chip = chipOf(row, nowAt);
  const text = row.unansweredText ?? row.lastText ?? row.subject ?? '';
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 p-3 hover:bg-sunken">
      <span className="min-w-0 flex-1 basis-56">
        <Link to={links.case('all', row.id)} className="font-medium wrap-anywhere after:absolute after:inset-0">
          {nameOf(row)}
        </Link>
        <span className="block truncate text-small text-muted">{text}</span>
      </span>
      <span className="text-small text-muted">{aside}</span>
      {chip !== null && <DueChip tone={chip.tone} words={chip.words} title={momentWords(reply.dueAt)} />}
    </li>
  );
}
