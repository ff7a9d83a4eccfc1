/** Channels that are open though they fail one of their three tests: why, whose word it is and until when; and those nobody answers for. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { links } from '../../links.ts';
import { Section } from '../../parts/section.tsx';
import { say } from '../../words/say.ts';
import { day, localeOf } from '../../words/when.ts';
import { gatesQuery } from '../channels/gate-data.ts';
import { useMay } from '../../sync/me.ts';

export function OpenAllTheSame() {
  const { data } = useQuery({ ...gatesQuery, enabled: useMay('channel:read') });
  if (data === undefined || data.overrides.length + data.marked.length === 0) return null;
  return (
    <Section title={say('gate.today')} lead={say('gate.todayLead')}>
      <ul className="flex flex-col divide-y divide-line rounded border border-line">
        {data.marked.map(({ channelId, channelName, failed }) => (
          <Line key={channelId} channelId={channelId} name={channelName}>
            {say('gate.todayMarked', { tests: new Intl.ListFormat(localeOf()).format(failed.map((one) => say(`gate.${one}`))) })}
          </Line>
        ))}
        {data.overrides.map((one) => (
          <Line key={one.id} channelId={one.channelId} name={one.channelName}>
            {say('gate.override', { date: day(one.until), name: one.by ?? say('crossed.somebody'), because: one.because })}
          </Line>
        ))}
      </ul>
    </Section>
  );
}

function Line({ channelId, name, children }: { readonly channelId: string; readonly name: string; readonly children: string }) {
  return (
    <li className="relative flex flex-col gap-0.5 p-3 hover:bg-sunken">
      <Link to={links.channel(channelId)} className="font-medium wrap-anywhere after:absolute after:inset-0">
        {name}
      </Link>
      <span className="text-small text-muted wrap-anywhere">{children}</span>
    </li>
  );
}
