/** Which troubles do many customers write about just now? Each with its cases; all of them and opening one are a screen of their own. */
import { Link } from '@tanstack/react-router';
import { links } from '../../links.ts';
import { buttonClass } from '../../parts/button.tsx';
import { Section } from '../../parts/section.tsx';
import { useOpenIncidents } from '../../sync/incidents.ts';
import { say } from '../../words/say.ts';
import { momentWords } from '../../words/times.ts';

export function IncidentsSection() {
  const open = useOpenIncidents();
  const toAll = (
    <Link to={links.incidents()} className={buttonClass()}>
      {say('incidents.all')}
    </Link>
  );
  return (
    <Section title={say('incidents.title')} lead={say('incidents.todayLead')} action={toAll}>
      {open.length === 0 && <p className="text-muted">{say('incidents.noneOpen')}</p>}
      {open.length > 0 && (
        <ul aria-label={say('incidents.nowOpen')} className="flex flex-col divide-y divide-line rounded border border-line">
          {open.map(({ id, title, opened, caseCount }) => (
            <li key={id} className="relative flex flex-wrap items-center gap-x-4 gap-y-1 p-3 hover:bg-sunken">
              <Link to={links.incident(id)} className="min-w-0 flex-1 basis-56 font-medium wrap-anywhere after:absolute after:inset-0">
                {title}
              </Link>
              <span className="text-small text-muted">{say('screen.since', { when: momentWords(opened.at) })}</span>
              <span className="text-small text-muted">{say('incidents.count', { n: caseCount })}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
