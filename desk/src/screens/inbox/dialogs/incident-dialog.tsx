/** Which incident are these cases about? Those that are not closed, the open ones first; choosing links at once. */
import { Link } from '@tanstack/react-router';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { links } from '../../../links.ts';
import { buttonClass } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { linkableOf } from '../../../sync/incident-cache.ts';
import { linkTo } from '../../../sync/incident-deeds.ts';
import { useLinkable } from '../../../sync/incidents.ts';
import { say } from '../../../words/say.ts';
import { ChoiceList } from './choice-list.tsx';

export interface IncidentDialogProps {
  readonly rows: readonly CaseRow[];
  readonly onLinked?: () => void;
  readonly onClose: () => void;
}

export function IncidentDialog({ rows, onLinked, onClose }: IncidentDialogProps) {
  const incidents = useLinkable();
  const items = (incidents ?? []).map((incident) => ({
    id: incident.id,
    onChoose: () => {
      onClose();
      void linkTo(incident, rows.map(linkableOf));
      onLinked?.();
    },
    content: (
      <>
        <span className="min-w-0 flex-1 truncate">{incident.title}</span>
        <span className="shrink-0 text-small text-faint">{say(`incidents.state.${incident.state}`)}</span>
      </>
    ),
  }));
  const toAll = (
    <Link to={links.incidents()} className={buttonClass()}>
      {say('incidents.all')}
    </Link>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={say('incidents.linkTitle')}
      lead={rows.length > 1 ? say('bulk.chosen', { n: rows.length }) : say('incidents.linkChoose')}
      {...(items.length === 0 ? { actions: toAll } : {})}
    >
      {incidents === undefined && <Skeleton rows={2} />}
      {incidents?.length === 0 && <p className="text-muted">{say('incidents.linkNone')}</p>}
      <ChoiceList label={say('incidents.linkTitle')} items={items} />
    </Dialog>
  );
}
