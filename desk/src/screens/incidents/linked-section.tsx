/** Which cases are linked? Each with who linked it, a way out, and a field for one more by its number. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { Incident, IncidentCase } from '@meanwhile/wire/incidents.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { api } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { get, isProblem } from '../../sync/api.ts';
import { linkableOf } from '../../sync/incident-cache.ts';
import { linkTo, unlinkFrom } from '../../sync/incident-deeds.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { momentWords } from '../../words/times.ts';
import { CaseLine } from './case-line.tsx';
import { linkedQuery } from './incidents-data.ts';

export function LinkedSection({ incident }: { readonly incident: Incident }) {
  const linked = useInfiniteQuery(linkedQuery(incident.id));
  const mayWrite = useMay('case:write');
  return (
    <Section title={`${say('incidents.linked')} (${incident.caseCount})`} lead={say('incidents.linkedLead')}>
      {mayWrite && incident.state !== 'closed' && <ByNumber incident={incident} />}
      <QueryView of={linked} rows={2}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.items);
          if (found.length === 0) return <p className="text-muted">{say('incidents.linkedNone')}</p>;
          return (
            <ul aria-label={say('incidents.linked')} className="flex flex-col divide-y divide-line rounded border border-line">
              {found.map((one) => (
                <CaseLine
                  key={one.caseId}
                  of={one}
                  aside={howWords(one)}
                  action={
                    mayWrite ? (
                      <IconButton
                        label={say('incidents.unlinkOne', { n: one.number })}
                        icon={<X size={16} aria-hidden />}
                        onClick={() => void unlinkFrom(incident, [one])}
                      />
                    ) : undefined
                  }
                />
              ))}
            </ul>
          );
        }}
      </QueryView>
      {linked.hasNextPage && (
        <Button className="self-center" busy={linked.isFetchingNextPage} onClick={() => void linked.fetchNextPage()}>
          {say('screen.more')}
        </Button>
      )}
    </Section>
  );
}

function howWords({ how, linkedBy, linkedAt }: IncidentCase): string {
  const when = momentWords(linkedAt);
  if (how === 'rule') return say('incidents.how.rule', { when });
  return linkedBy === null ? say('incidents.how.program', { when }) : say('incidents.how.hand', { name: linkedBy, when });
}

function ByNumber({ incident }: { readonly incident: Incident }) {
  const [number, setNumber] = useState('');
  const [isWrong, setWrong] = useState(false);
  const link = async () => {
    if (!/^\d{1,9}$/.test(number)) return setWrong(true);
    try {
      const row = await get<CaseRow>(api.caseByNumber(Number(number)));
      setNumber('');
      void linkTo(incident, [linkableOf(row)]);
    } catch (error) {
      if (!isProblem(error)) throw error;
      setWrong(true);
    }
  };
  return (
    <form
      noValidate
      className="flex max-w-80 items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void link();
      }}
    >
      <TextField
        label={say('incidents.number')}
        className="flex-1"
        inputMode="numeric"
        maxLength={9}
        value={number}
        error={isWrong ? say('incidents.numberWrong') : null}
        onChange={(text) => {
          setWrong(false);
          setNumber(text.trim());
        }}
      />
      <Button type="submit" className="mt-6">
        {say('incidents.linkNumber')}
      </Button>
    </form>
  );
}
