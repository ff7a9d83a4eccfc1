/** Who is on, away or on leave, in which pool, and until when? */
import type { Today, TodayPerson } from '@meanwhile/wire/today.ts';
import { Chip } from '../../parts/chip.tsx';
import { Section } from '../../parts/section.tsx';
import { useNow } from '../../sync/clock.ts';
import { say } from '../../words/say.ts';
import { momentWords } from '../../words/times.ts';
import { untilWords } from './until-words.ts';

export function PeopleSection({ of: { people } }: { readonly of: Today }) {
  const nowAt = useNow();
  if (people.length === 0) return null;
  return (
    <Section title={say('today.people')} lead={say('today.peopleLead')}>
      <ul className="flex flex-col divide-y divide-line rounded border border-line">
        {people.map((one) => (
          <li key={one.memberId} className="flex flex-wrap items-center gap-x-4 gap-y-1 p-3">
            <span className="min-w-0 basis-40 font-medium wrap-anywhere">{one.name}</span>
            <Chip tone={one.availability === 'here' ? 'accent' : 'neutral'}>{say(`staff.${one.availability}`)}</Chip>
            <span className="text-small text-muted">{factsOf(one, nowAt).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** On leave, the pool of a shift that they do not keep says nothing. */
function factsOf({ availability, pool, untilAt, nextShiftAt }: TodayPerson, nowAt: number): string[] {
  return [
    ...(pool === null || availability === 'on_leave' ? [] : [say(`today.${pool}`)]),
    ...(untilAt === null ? [] : [say('today.until', { when: untilWords(untilAt, nowAt) })]),
    ...(nextShiftAt === null ? [] : [say('today.next', { when: momentWords(nextShiftAt) })]),
  ];
}
