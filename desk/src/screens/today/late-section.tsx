/** What is late, and what will be as planned: each with its way to the case, and the way out of it. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DueReply, Today } from '@meanwhile/wire/today.ts';
import { links } from '../../links.ts';
import { buttonClass } from '../../parts/button.tsx';
import { Section } from '../../parts/section.tsx';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { momentWords } from '../../words/times.ts';
import { ReplyList } from './reply-list.tsx';

export function LateSection({ of }: { readonly of: Today }) {
  const { late, lateCount, willBeLate, willBeLateCount, isPlanned } = of;
  const mayPlan = useMay('shift:manage');
  const move = (
    <Link to={links.team()} className={buttonClass()}>
      {say('today.movePeople')}
    </Link>
  );
  const nothing = lateCount + willBeLateCount === 0;
  return (
    <Section
      title={say('today.late')}
      lead={say(isPlanned ? 'today.lateLead' : 'today.lateLeadNoPlan')}
      action={mayPlan && isPlanned && !nothing ? move : undefined}
    >
      {nothing && <p className="text-muted">{say(isPlanned ? 'today.lateNone' : 'today.lateNoneNoPlan')}</p>}
      <Part
        title={say('today.lateNow', { n: lateCount })}
        replies={late}
        count={lateCount}
        aside={(reply) => asPlanned(reply, isPlanned)}
      />
      <Part
        title={say('today.lateSoon', { n: willBeLateCount })}
        replies={willBeLate}
        count={willBeLateCount}
        aside={(reply) => asPlanned(reply, isPlanned)}
      />
    </Section>
  );
}

const asPlanned = ({ doneAt }: DueReply, isPlanned: boolean): string | null => {
  if (!isPlanned) return null;
  return doneAt === null ? say('today.notReached') : say('today.plannedFor', { when: momentWords(doneAt) });
};

interface PartProps {
  readonly title: string;
  readonly replies: readonly DueReply[];
  readonly count: number;
  readonly aside: (reply: DueReply) => ReactNode;
}

function Part({ title, replies, count, aside }: PartProps) {
  if (count === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-medium">{title}</h3>
      <ReplyList replies={replies} label={title} aside={aside} />
      {count > replies.length && <p className="text-small text-muted">{say('today.first', { n: replies.length })}</p>}
    </div>
  );
}
