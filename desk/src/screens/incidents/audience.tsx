/** Who gets an answer to all, and who does not and why? As of now; sending asks the same again for each. */
import { useQuery } from '@tanstack/react-query';
import type { IncidentAudience, SkipReason } from '@meanwhile/wire/incidents.ts';
import { QueryView } from '../../parts/query-view.tsx';
import type { Linkable } from '../../sync/incident-cache.ts';
import { say } from '../../words/say.ts';
import { CaseLine } from './case-line.tsx';
import { audienceQuery } from './incidents-data.ts';

export function Audience({ incidentId }: { readonly incidentId: string }) {
  const audience = useQuery(audienceQuery(incidentId));
  return (
    <div aria-live="polite" className="flex flex-col gap-2 border-t border-line pt-4">
      <QueryView of={audience} rows={1}>
        {(found) => <Reached found={found} />}
      </QueryView>
    </div>
  );
}

function Reached({ found: { count, skippedCount, skipped } }: { readonly found: IncidentAudience }) {
  return (
    <>
      <p className="font-medium">{count === 0 ? say('incidents.reachesNone') : say('incidents.reaches', { n: count })}</p>
      {skippedCount > 0 && <p>{say('incidents.reachesSkipped', { n: skippedCount })}</p>}
      {skippedCount > 0 && <SkippedList items={skipped} />}
      {skippedCount > skipped.length && <p className="text-small text-muted">{say('incidents.skippedFirst', { n: skipped.length })}</p>}
    </>
  );
}

export function SkippedList({ items }: { readonly items: readonly (Linkable & { readonly why: SkipReason | null })[] }) {
  return (
    <ul aria-label={say('incidents.answer.skippedList')} className="flex flex-col divide-y divide-line rounded border border-line">
      {items.map((one) => (
        <CaseLine key={one.caseId} of={one} aside={one.why === null ? null : say(`incidents.why.${one.why}`)} />
      ))}
    </ul>
  );
}
