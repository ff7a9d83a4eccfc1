/** By when do we want to have answered, and why by then? The clocks of the case that have a target, and below them what holds and why. */
import { useQuery } from '@tanstack/react-query';
import { aimKinds } from '@meanwhile/core/commitment/clock-fold.ts';
import { dueChip } from '@meanwhile/core/commitment/due-chip.ts';
import type { CaseClocksRecord } from '@meanwhile/wire/clock.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { paths } from '../../../paths.ts';
import { Chip } from '../../../parts/chip.tsx';
import { DueChip } from '../../../parts/due-chip.tsx';
import { get } from '../../../sync/api.ts';
import { readerZone, useNow } from '../../../sync/clock.ts';
import { currentLanguage, say } from '../../../words/say.ts';
import { lengthWords, momentWords } from '../../../words/times.ts';
import { WhyThese } from './why-these.tsx';

type Clock = CaseClocksRecord['clocks'][number];
/** What is left counts in the clock's own time, which only the server knows, so it is asked for anew every minute. */
const againMs = 60_000;

export function CaseClocks({ row }: { readonly row: CaseRow }) {
  const { lastMessageAt, state, ball, priority, topicId, queueId, dueAt, spam, mergedIntoId } = row;
  const moves = [lastMessageAt, state, ball, priority, topicId, queueId, dueAt, spam, mergedIntoId];
  const found = useQuery({
    queryKey: ['case-clocks', row.id, moves],
    queryFn: () => get<CaseClocksRecord>(paths.caseClocks(row.id)),
    refetchInterval: againMs,
    placeholderData: (before, query) => (query?.queryKey[1] === row.id ? before : undefined),
  }).data;
  const shown = aimKinds.flatMap((kind) => found?.clocks.findLast((one) => one.kind === kind && one.targetMs !== null) ?? []);
  return (
    <>
      {found !== undefined && shown.length === 0 && <p className="text-small text-muted">{say('clock.none')}</p>}
      <ul className="flex flex-col gap-2.5 empty:hidden">
        {shown.map((clock) => (
          <ClockRow key={clock.kind} clock={clock} />
        ))}
      </ul>
      <WhyThese row={row} moves={moves} />
    </>
  );
}

function ClockRow({ clock }: { readonly clock: Clock }) {
  const notes = [
    ...(clock.isTightened ? [say('clock.tightened')] : []),
    ...(clock.restartedAt === null ? [] : [say('clock.restarted', { when: momentWords(clock.restartedAt) })]),
  ];
  return (
    <li className="flex flex-col gap-0.5">
      <span className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate">{say(`clock.${kindOf(clock)}`)}</span>
        <State clock={clock} />
      </span>
      <span className="text-small text-faint">{spentWords(clock)}</span>
      {notes.map((note) => (
        <span key={note} className="text-small text-faint">
          {note}
        </span>
      ))}
    </li>
  );
}

function State({ clock }: { readonly clock: Clock }) {
  const nowAt = useNow();
  const { state, dueAt, endedAt } = clock;
  if (state === 'cancelled') return <Chip>{say('clock.cancelled')}</Chip>;
  if (state === 'paused') return <DueChip tone="waiting" words={say('clock.stands')} />;
  if (dueAt === null) return null;
  const chip = dueChip({
    dueAt: Date.parse(dueAt),
    startAt: Date.parse(clock.restartedAt ?? clock.startAt),
    // One that has ended is as late as it was then.
    nowAt: endedAt === null ? nowAt : Date.parse(endedAt),
    zone: readerZone(),
    locale: currentLanguage(),
  });
  return state === 'met' ? null : <DueChip {...chip} title={momentWords(dueAt)} />;
}

/** “2 h left of 4 h, in opening hours”; of one that stands also since when and why. */
function spentWords(clock: Clock): string {
  const { state, leftMs, usedMs, targetMs, breachedAt } = clock;
  const base = say(clock.isElapsed ? 'clock.inElapsed' : 'clock.inOpen');
  const target = lengthWords(targetMs ?? 0);
  if (state === 'met') return `${say('clock.met', { used: lengthWords(usedMs), target })}, ${base}`;
  if (breachedAt !== null) return `${say('clock.wasOver', { when: momentWords(breachedAt), over: lengthWords(-(leftMs ?? 0)) })}, ${base}`;
  const left = `${say('clock.left', { left: lengthWords(leftMs ?? 0), target })}, ${base}`;
  const pause = clock.pauses.at(-1);
  if (state !== 'paused' || pause === undefined) return left;
  return `${left}; ${say('clock.since', { when: momentWords(pause.fromAt), why: whyWords(pause.why) })}`;
}

function whyWords(why: string): string {
  return why === 'pending' || why === 'on_hold' || why === 'snoozed' || why === 'resolved'
    ? say(`clock.why.${why}`)
    : say('clock.why.other');
}

const kindOf = ({ kind }: Clock) => aimKinds.find((one) => one === kind) ?? 'first_response';
