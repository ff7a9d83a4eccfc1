/** Which incidents is this case about? Linked from here, unlinked where they stand; each shows at once. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { links } from '../../../links.ts';
import { IconButton } from '../../../parts/icon-button.tsx';
import { linkableOf } from '../../../sync/incident-cache.ts';
import { unlinkFrom } from '../../../sync/incident-deeds.ts';
import { useIncidentsOfCase, useOpenIncidents } from '../../../sync/incidents.ts';
import { useMay } from '../../../sync/me.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';
import { PanelSection } from './panel-section.tsx';

export function CaseIncidents({ row, inbox }: { readonly row: CaseRow; readonly inbox: Inbox }) {
  const incidents = useIncidentsOfCase(row.id);
  const mayWrite = useMay('case:write');
  // Without an incident anywhere there is nothing to say here; the menu of the case has the verb all the same.
  const mayLink = useOpenIncidents().some(({ id }) => incidents.every((one) => one.id !== id)) && mayWrite;
  if (incidents.length === 0 && !mayLink) return null;
  return (
    <PanelSection title={say('incidents.ofCase')}>
      {incidents.length > 0 && (
        <ul className="-mx-2 flex flex-col">
          {incidents.map((incident) => (
            <li key={incident.id} className="flex items-center gap-1 rounded px-2 hover:bg-sunken">
              <Link to={links.incident(incident.id)} className="flex min-h-8 min-w-0 flex-1 items-center gap-2">
                <span className="min-w-0 flex-1 truncate">{incident.title}</span>
                <span className="shrink-0 text-small text-faint">{say(`incidents.state.${incident.state}`)}</span>
              </Link>
              {mayWrite && (
                <IconButton
                  label={say('incidents.unlinkFrom', { title: incident.title })}
                  icon={<X size={14} aria-hidden />}
                  onClick={() => void unlinkFrom(incident, [linkableOf(row)])}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayLink && (
        <button
          type="button"
          className="self-start text-small text-accent-text hover:underline"
          onClick={() => inbox.setDialog('incident')}
        >
          {say('incidents.linkTitle')}
        </button>
      )}
    </PanelSection>
  );
}
