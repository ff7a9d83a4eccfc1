/** Who changed what here, and is the record of it whole? A list to read and a check to run; what happened is undone where it was done. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { sayLog } from '../../words/log.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { logQuery, type LogChoice } from './log-data.ts';
import { actorWords, eventWords } from './log-words.ts';
import { LogCheck } from './log-check.tsx';
import type { AuditEvent } from '@meanwhile/wire/audit.ts';

const choices: readonly LogChoice[] = ['settings', 'everything'];

export function LogSection() {
  const [about, setAbout] = useState<LogChoice>('settings');
  const log = useInfiniteQuery(logQuery(about));
  return (
    <Section title={say('settings.log')} lead={sayLog('log.lead')}>
      <LogCheck />
      <Select
        label={sayLog('log.about')}
        className="self-start"
        options={choices.map((value) => ({ value, label: sayLog(`log.${value}`) }))}
        value={about}
        onChange={setAbout}
      />
      <QueryView of={log} rows={6}>
        {({ pages }) => {
          const events = pages.flatMap((page) => page.items);
          if (events.length === 0) return <EmptyState icon={<History size={24} aria-hidden />} title={sayLog('log.empty')} />;
          return (
            <>
              <ol className="flex flex-col divide-y divide-line rounded border border-line">
                {events.map((event) => (
                  <LogLine key={event.id} event={event} />
                ))}
              </ol>
              {log.hasNextPage ? (
                <Button className="self-center" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                  {say('screen.more')}
                </Button>
              ) : null}
            </>
          );
        }}
      </QueryView>
    </Section>
  );
}

function LogLine({ event }: { readonly event: AuditEvent }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 p-3">
      <time dateTime={event.at} className="w-40 shrink-0 text-small text-muted">
        {dayAndTime(event.at)}
      </time>
      <div className="min-w-0 flex-1 basis-60">
        <p className="wrap-anywhere">{sayLog('log.line', { actor: actorWords(event.actor), what: eventWords(event) })}</p>
        {event.details === null ? null : (
          <details className="mt-1 text-small text-muted">
            <summary className="cursor-pointer">{sayLog('log.details')}</summary>
            <pre
              tabIndex={0}
              aria-label={sayLog('log.details')}
              className="mt-1 max-h-80 overflow-auto rounded bg-sunken p-2 whitespace-pre-wrap wrap-anywhere"
            >
              {JSON.stringify(event.details, null, 2)}
            </pre>
          </details>
        )}
      </div>
    </li>
  );
}
