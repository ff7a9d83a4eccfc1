/** Which troubles do many customers write about, now and before? A list, and the way to open one. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Megaphone } from 'lucide-react';
import { useState } from 'react';
import type { Incident } from '@meanwhile/wire/incidents.ts';
import { links } from '../../links.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { courseWords } from './incident-words.ts';
import { incidentsQuery } from './incidents-data.ts';
import { StateChip } from './state-chip.tsx';
import { WordsDialog } from './words-dialog.tsx';

export function Screen() {
  const incidents = useInfiniteQuery(incidentsQuery);
  const mayManage = useMay('incident:manage');
  const navigate = useNavigate();
  const [opening, setOpening] = useState(false);
  const open = mayManage ? (
    <Button weight="primary" icon={<Megaphone size={16} aria-hidden />} onClick={() => setOpening(true)}>
      {say('incidents.open')}
    </Button>
  ) : undefined;
  return (
    <Page title={say('incidents.title')} lead={say('incidents.lead')} actions={open}>
      <QueryView of={incidents} rows={3}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.items);
          if (found.length === 0)
            return (
              <EmptyState icon={<Megaphone size={24} aria-hidden />} title={say('incidents.empty')} lead={say('incidents.emptyLead')} />
            );
          return (
            <>
              <ul aria-label={say('incidents.list')} className="flex flex-col divide-y divide-line rounded border border-line">
                {found.map((incident) => (
                  <Line key={incident.id} incident={incident} />
                ))}
              </ul>
              {incidents.hasNextPage && (
                <Button className="self-center" busy={incidents.isFetchingNextPage} onClick={() => void incidents.fetchNextPage()}>
                  {say('screen.more')}
                </Button>
              )}
            </>
          );
        }}
      </QueryView>
      {opening && (
        <WordsDialog
          incident={null}
          onClose={() => setOpening(false)}
          onSaved={(incident) => void navigate({ to: links.incident(incident.id) })}
        />
      )}
    </Page>
  );
}

function Line({ incident }: { readonly incident: Incident }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 p-3 hover:bg-sunken">
      <span className="min-w-0 flex-1 basis-56">
        <Link to={links.incident(incident.id)} className="font-medium wrap-anywhere after:absolute after:inset-0">
          {incident.title}
        </Link>
        <span className="block text-small text-muted">{courseWords(incident)}</span>
      </span>
      <span className="text-small text-muted">{say('incidents.count', { n: incident.caseCount })}</span>
      <StateChip state={incident.state} />
    </li>
  );
}
