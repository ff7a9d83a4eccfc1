/** Is this case linked to an incident? A chip that leads there; of several the newest, with how many more. */
import { Link } from '@tanstack/react-router';
import { Megaphone } from 'lucide-react';
import { links } from '../../../links.ts';
import { Chip } from '../../../parts/chip.tsx';
import { useIncidentsOfCase } from '../../../sync/incidents.ts';
import { say } from '../../../words/say.ts';

export function IncidentChip({ caseId }: { readonly caseId: string }) {
  const [newest, ...others] = useIncidentsOfCase(caseId);
  if (newest === undefined) return null;
  const name = say('incidents.linkedTo', { title: newest.title });
  return (
    <Link to={links.incident(newest.id)} aria-label={name} title={name} className="inline-flex max-w-40 min-w-0 shrink rounded-sm">
      <Chip icon={<Megaphone size={12} aria-hidden className="shrink-0" />}>
        {newest.title}
        {others.length > 0 && ` +${others.length}`}
      </Chip>
    </Link>
  );
}
