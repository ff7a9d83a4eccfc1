/** One case in a list of an incident: who, which number, what they wrote, one more fact, and a button. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { links } from '../../links.ts';
import type { Linkable } from '../../sync/incident-cache.ts';
import { say } from '../../words/say.ts';

export interface CaseLineProps {
  readonly of: Linkable;
  readonly aside: ReactNode;
  readonly action?: ReactNode;
}

export function CaseLine({ of, aside, action }: CaseLineProps) {
  return (
    <li className="flex items-center gap-x-3 p-3 hover:bg-sunken">
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
        <span className="min-w-0 flex-1 basis-48">
          <span className="flex min-w-0 gap-2">
            <span className="shrink-0 text-small text-faint">{of.number}</span>
            <Link to={links.case('all', of.caseId)} className="min-w-0 font-medium wrap-anywhere hover:underline">
              {of.customer ?? say('row.unnamed')}
            </Link>
          </span>
          <span className="block truncate text-small text-muted">{of.firstLine ?? of.subject ?? ''}</span>
        </span>
        <span className="text-small text-muted wrap-anywhere">{aside}</span>
      </span>
      {action}
    </li>
  );
}
