/** What was answered to all of them, and what became of it? Until its time all of it can be taken back. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Incident, IncidentReply } from '@meanwhile/wire/incidents.ts';
import { Button } from '../../parts/button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useNow } from '../../sync/clock.ts';
import { takeAnswerBack } from '../../sync/incident-deeds.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { clockWords } from '../../words/times.ts';
import { SkippedList } from './audience.tsx';
import { replyHead } from './incident-words.ts';
import { repliesQuery, skippedQuery } from './incidents-data.ts';

export function Answers({ incident }: { readonly incident: Incident }) {
  const replies = useQuery(repliesQuery(incident.id));
  return (
    <Section title={say('incidents.answers')}>
      <QueryView of={replies} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{say('incidents.answersNone')}</p>
          ) : (
            <ul aria-label={say('incidents.answers')} className="flex flex-col gap-3">
              {items.map((reply) => (
                <Answer key={reply.id} reply={reply} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

function Answer({ reply }: { readonly reply: IncidentReply }) {
  const nowAt = useNow();
  const mayManage = useMay('incident:manage');
  const [isOpen, setOpen] = useState(false);
  const isHeld = reply.undoneAt === null && reply.finishedAt === null && Date.parse(reply.releaseAt) > nowAt;
  return (
    <li className="flex flex-col gap-2 rounded border border-line p-3">
      <p className="text-small text-muted">
        {replyHead(reply)} · {outcomeWords(reply, isHeld)}
      </p>
      {Object.entries(reply.texts).map(([language, text]) => (
        <p key={language} lang={language} dir="auto" className="whitespace-pre-line wrap-anywhere">
          {text}
        </p>
      ))}
      {isHeld && mayManage && (
        <Button size="small" className="self-start" onClick={() => void takeAnswerBack(reply)}>
          {say('incidents.takeBack')}
        </Button>
      )}
      {reply.skippedCount > 0 && (
        <Button size="small" className="self-start" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say('incidents.answer.skippedList')}
        </Button>
      )}
      {isOpen && <Skipped reply={reply} />}
    </li>
  );
}

function outcomeWords(reply: IncidentReply, isHeld: boolean): string {
  const { waitingCount, answeredCount, skippedCount, undoneAt, finishedAt } = reply;
  if (undoneAt !== null) return say('incidents.answer.undone');
  if (isHeld) return say('incidents.answer.held', { when: clockWords(reply.releaseAt) });
  const done = answeredCount + skippedCount;
  if (finishedAt === null) return say('incidents.answer.going', { done, n: done + waitingCount });
  const answered = say('incidents.answer.done', { n: answeredCount });
  return skippedCount === 0 ? answered : `${answered}, ${say('incidents.answer.skipped', { n: skippedCount })}`;
}

function Skipped({ reply }: { readonly reply: IncidentReply }) {
  const skipped = useInfiniteQuery(skippedQuery(reply));
  return (
    <QueryView of={skipped} rows={1}>
      {({ pages }) => (
        <>
          <SkippedList items={pages.flatMap((page) => page.items)} />
          {skipped.hasNextPage && (
            <Button className="self-center" busy={skipped.isFetchingNextPage} onClick={() => void skipped.fetchNextPage()}>
              {say('screen.more')}
            </Button>
          )}
        </>
      )}
    </QueryView>
  );
}
