/** Did this channel keep what it said? Told against kept with how sure that is, day by day, and what the count means. */
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Field } from '../../parts/field.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { dateName, replyText } from './channel-words.ts';
import { coverageQuery, minutesWords, percent } from './coverage-data.ts';
import { EstimatePart } from './estimate-part.tsx';
import type { ChannelCoverage } from '@meanwhile/wire/coverage.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

const spans = ['7', '28', '56'] as const;

export function CoverageSection({ channel }: { readonly channel: Channel }) {
  const [span, setSpan] = useState<(typeof spans)[number]>('28');
  const coverage = useQuery(coverageQuery(channel.id, Number(span)));
  const chooser = (
    <Field label={say('coverage.span')} className="w-48">
      <Select options={spans.map((n) => ({ value: n, label: say('coverage.days', { n }) }))} value={span} onChange={setSpan} />
    </Field>
  );
  return (
    <Section title={say('coverage.title')} lead={say('coverage.lead')} action={chooser}>
      <QueryView of={coverage}>
        {(data) => (
          <>
            {data.first.share === null ? <p className="text-muted">{say('coverage.none')}</p> : <Headline of={data} />}
            {data.first.share === null ? null : <Windows of={data} />}
            <EstimatePart of={data} channel={channel} />
            {data.days.length === 0 ? null : <Days of={data} />}
          </>
        )}
      </QueryView>
      <HowCounted />
    </Section>
  );
}

function Headline({ of }: { readonly of: ChannelCoverage }) {
  const { first, again, notices, level, lateMinutes, sparedMinutes } = of;
  return (
    <div className="flex max-w-160 flex-col gap-2">
      <p className="text-lead">
        {say('coverage.kept', {
          kept: percent(first.share ?? 0),
          n: first.maturedCount,
          goal: percent(level),
          low: percent(first.low),
          high: percent(first.high),
        })}
      </p>
      <p>
        {lateMinutes === null ? null : `${say('coverage.late', { late: minutesWords(lateMinutes) })} `}
        {sparedMinutes.half === null ? null : say('coverage.slack', { slack: minutesWords(sparedMinutes.half) })}
      </p>
      {again.maturedCount === 0 ? null : <p>{say('coverage.again', { kept: again.keptCount, n: again.maturedCount })}</p>}
      {notices.count === 0 ? null : <p>{say('coverage.notices', { n: notices.count, needless: notices.needlessCount })}</p>}
      {of.alarm === null ? null : (
        <p role="status" className="rounded border border-line bg-sunken p-3">
          {say(of.alarm === 'too_few_kept' ? 'coverage.alarm.few' : 'coverage.alarm.many')}
        </p>
      )}
      {of.isOftenSooner ? <p className="text-muted">{say('coverage.sooner')}</p> : null}
      {of.isCapped ? <p className="text-muted">{say('coverage.capped', { since: day(of.from) })}</p> : null}
    </div>
  );
}

function Windows({ of }: { readonly of: ChannelCoverage }) {
  if (of.windows.every((one) => one.replyWithinMinutes === null)) {
    return (
      <div>
        <h3 className="font-medium">{say('coverage.windows')}</h3>
        <p className="text-muted">{say('coverage.windowsNone')}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-medium">{say('coverage.windows')}</h3>
      <p className="text-small text-muted">{say('coverage.windowsLead')}</p>
      <Table caption={say('coverage.windows')} heads={[say('coverage.level'), say('coverage.window')]}>
        {of.windows.map(({ level, replyWithinMinutes }) => (
          <tr key={level}>
            <th scope="row" className="py-1.5 pr-4 font-normal">
              {say('coverage.percent', { n: percent(level) })}
            </th>
            <td className="py-1.5 pr-4">{replyWithinMinutes === null ? '–' : replyText({ replyWithinMinutes })}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

function Days({ of }: { readonly of: ChannelCoverage }) {
  const heads = ['coverage.day', 'coverage.told', 'coverage.keptCount', 'coverage.share', 'coverage.likely'] as const;
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-medium">{say('coverage.table')}</h3>
      <Table caption={say('coverage.table')} heads={heads.map((head) => say(head))}>
        {of.days.toReversed().map((one) => (
          <tr key={one.date} className="tabular-nums">
            <th scope="row" className="py-1.5 pr-4 font-normal">
              {dateName(one.date)}
            </th>
            <td className="py-1.5 pr-4">{one.maturedCount}</td>
            <td className="py-1.5 pr-4">{one.keptCount}</td>
            <td className="py-1.5 pr-4">{say('coverage.percent', { n: percent(one.share ?? 0) })}</td>
            <td className="py-1.5 pr-4 whitespace-nowrap">
              {say('coverage.range', { low: percent(one.low, 0), high: percent(one.high, 0) })}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

function Table({
  caption,
  heads,
  children,
}: {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
}) {
  return (
    <div role="region" aria-label={caption} tabIndex={0} className="max-h-96 overflow-auto">
      <table className="w-full max-w-160 text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-small text-muted">
            {heads.map((head) => (
              <th key={head} scope="col" className="py-1.5 pr-4 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}

function HowCounted() {
  return (
    <details className="max-w-160">
      <summary className="cursor-pointer text-muted hover:text-ink">{say('coverage.how')}</summary>
      <div className="mt-2 flex flex-col gap-2 text-small text-muted">
        <p>{say('coverage.how.passed')}</p>
        <p>{say('coverage.how.not')}</p>
        <p>{say('coverage.how.likely')}</p>
      </div>
    </details>
  );
}
