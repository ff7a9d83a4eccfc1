/** The three tests of a channel with what each of them saw, as the server made them now; nothing is judged here. */
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ChannelGate } from '@meanwhile/wire/gate.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { say } from '../../words/say.ts';
import { day, localeOf } from '../../words/when.ts';
import { spanText } from './channel-words.ts';
import { gateQuery } from './gate-data.ts';
import { OpenAnyway } from './open-anyway.tsx';

export function GateSection({ channel, mayManage }: { readonly channel: Channel; readonly mayManage: boolean }) {
  const gate = useQuery(gateQuery(channel.id));
  const isMarked = gate.data?.passes === false && gate.data.override === null && channel.state === 'open';
  return (
    <Section
      title={say('gate.title')}
      lead={say('gate.lead')}
      action={mayManage && isMarked ? <OpenAnyway channel={channel} /> : undefined}
    >
      <QueryView of={gate}>
        {(data) => (
          <>
            {data.override === null ? null : (
              <p className="rounded border border-line bg-sunken p-3">
                {say('gate.override', {
                  date: day(data.override.until),
                  name: data.override.by ?? say('crossed.somebody'),
                  because: data.override.because,
                })}
              </p>
            )}
            <ol className="flex flex-col divide-y divide-line rounded border border-line">
              <Entry of={data.entry} />
              <Staffed of={data.staffed} />
              <Reported of={data.reported} />
            </ol>
          </>
        )}
      </QueryView>
    </Section>
  );
}

interface TestProps {
  readonly passes: boolean;
  readonly title: string;
  readonly trouble: string | null;
  readonly children: ReactNode;
}

function Test({ passes, title, trouble, children }: TestProps) {
  return (
    <li className="flex gap-3 p-4">
      <span className={`mt-0.5 ${passes ? 'text-muted' : 'text-accent-text'}`}>
        {passes ? <CircleCheck size={18} aria-hidden /> : <CircleX size={18} aria-hidden />}
      </span>
      <div className="flex min-w-0 flex-col gap-1.5">
        <h3 className="font-medium">
          {title} <span className="font-normal text-muted">· {say(passes ? 'gate.passes' : 'gate.fails')}</span>
        </h3>
        {trouble === null ? null : <p>{trouble}</p>}
        {children}
      </div>
    </li>
  );
}

function Entry({ of }: { readonly of: ChannelGate['entry'] }) {
  return (
    <Test passes={of.passes} title={say('gate.entry')} trouble={of.why === null ? null : say(`gate.entry.${of.why}`)}>
      {of.words === null ? null : (
        <blockquote className="border-l-2 border-line pl-3 text-small whitespace-pre-line text-muted wrap-anywhere">{of.words}</blockquote>
      )}
      {of.page === null ? null : <Seen title={say('gate.page')}>{of.page}</Seen>}
    </Test>
  );
}

function Staffed({ of }: { readonly of: ChannelGate['staffed'] }) {
  const number = (value: number): string => new Intl.NumberFormat(localeOf()).format(value);
  return (
    <Test passes={of.passes} title={say('gate.staffed')} trouble={of.why === null ? null : say(`gate.staffed.${of.why}`)}>
      {of.achievableMinutes === null ? null : <p>{say('gate.achievable', { span: spanText(of.achievableMinutes) })}</p>}
      <ul className="flex list-disc flex-col gap-0.5 pl-5 text-small text-muted">
        <li>
          {say('gate.hours', {
            planned: number(of.hoursPlanned),
            needed: number(of.hoursNeeded),
            n: of.expectedCount,
            people: of.writerCount,
          })}
        </li>
        <li>
          {of.lateInHundred === null
            ? say('gate.unmeasured', { n: of.answerCount })
            : say('gate.late', { late: of.lateInHundred, kept: of.keptInHundred, n: of.answerCount })}
        </li>
        <li>
          {say('gate.figures', {
            minutes: number(of.minutesPerReply),
            source: say(`today.source.${of.minutesBasis}`),
            share: Math.round(of.productiveShare * 100),
          })}
        </li>
        {of.basis === 'starter' ? <li>{say('gate.starter', { date: day(of.starterUntil) })}</li> : null}
      </ul>
    </Test>
  );
}

function Reported({ of }: { readonly of: ChannelGate['reported'] }) {
  const live = of.figures.filter((one) => one.stance === 'live').map((one) => one.name);
  const lists = of.figures.filter((one) => one.where === 'list').map((one) => one.name);
  const list = (names: readonly string[]): string => new Intl.ListFormat(localeOf()).format(names);
  return (
    <Test
      passes={of.passes}
      title={say('gate.reported')}
      trouble={live.length === 0 ? null : say('gate.reported.live', { names: list(live) })}
    >
      <p className="text-small text-muted">{say('gate.reportedSeen', { n: of.figures.length, lists: lists.length })}</p>
      <Seen title={say('gate.reportedList')}>
        {of.figures.map((one) => (one.where === 'list' ? one.name : `${one.where}.${one.name}`)).join(' · ')}
      </Seen>
    </Test>
  );
}

function Seen({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <details>
      <summary className="cursor-pointer text-small text-muted hover:text-ink">{title}</summary>
      <p className="mt-1 text-small text-muted wrap-anywhere">{children}</p>
    </details>
  );
}
