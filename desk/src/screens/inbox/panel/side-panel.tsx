/** Who is this and what is it about? Customer, case, what we told them, all their cases. Beside the thread; over it where there is no room. */
import type { CommitmentRecord, Thread } from '@meanwhile/wire/records.ts';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { links } from '../../../links.ts';
import { Chip } from '../../../parts/chip.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { useNow } from '../../../sync/clock.ts';
import { languageName } from '../../../words/language-name.ts';
import { say } from '../../../words/say.ts';
import { momentWords, shortWhen } from '../../../words/times.ts';
import type { Inbox } from '../inbox-state.ts';
import { basisWords, endingWords, ToldWords } from '../thread/told-line.tsx';
import { Cards } from './cards.tsx';
import { CaseClocks } from './case-clocks.tsx';
import { CaseFacts } from './case-facts.tsx';
import { CustomerName } from './customer-name.tsx';
import { CaseIncidents } from './case-incidents.tsx';
import { CustomerTier } from './customer-tier.tsx';
import { Identities } from './identities.tsx';
import { KnownFacts } from './known-facts.tsx';
import { LinkedCases } from './linked-cases.tsx';
import { RuleRuns } from './rule-runs.tsx';
import { PanelSection } from './panel-section.tsx';

export interface SidePanelProps {
  readonly thread: Thread;
  readonly commitments: readonly CommitmentRecord[];
  readonly inbox: Inbox;
  readonly onClose: () => void;
}

function Told({ commitments }: { readonly commitments: readonly CommitmentRecord[] }) {
  if (commitments.length === 0) return <p className="text-small text-muted">{say('panel.toldNone')}</p>;
  const newestFirst = commitments.toSorted((a, b) => Date.parse(b.toldAt) - Date.parse(a.toldAt));
  return (
    <ul className="flex flex-col gap-2">
      {newestFirst.slice(0, 8).map((told) => (
        <li key={told.id} className="text-small">
          <ToldWords told={told}>
            <span className="block text-faint">
              {momentWords(told.toldAt)} · {endingWords(told)} · {basisWords(told)}
            </span>
          </ToldWords>
        </li>
      ))}
    </ul>
  );
}

function Cases({ thread, inbox }: Pick<SidePanelProps, 'thread' | 'inbox'>) {
  const nowAt = useNow();
  const others = thread.otherCases.filter((row) => row.id !== thread.case.id);
  if (others.length === 0) return <p className="text-small text-muted">{say('panel.casesNone')}</p>;
  return (
    <ul className="-mx-2 flex flex-col">
      {others.map((row) => (
        <li key={row.id}>
          <Link to={links.case(inbox.view, row.id)} className="flex flex-col gap-0.5 rounded px-2 py-1.5 hover:bg-sunken">
            <span className="flex items-center gap-2">
              <span className="shrink-0 text-small text-faint">{row.number}</span>
              <span className="min-w-0 flex-1 truncate">{row.subject ?? row.lastText ?? say('row.noText')}</span>
              <span className="shrink-0 text-small text-faint">{shortWhen(row.lastMessageAt, nowAt)}</span>
            </span>
            <span className="text-small text-faint">{say(`state.${row.state}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function SidePanel({ thread, commitments, inbox, onClose }: SidePanelProps) {
  const { customer } = thread;
  return (
    <aside
      data-keys="panel"
      aria-label={say('thread.panel')}
      className="fixed inset-0 z-20 flex flex-col overflow-y-auto border-line bg-canvas md:absolute md:inset-y-0 md:right-0 md:left-auto md:w-80 md:border-l xl:static xl:z-auto xl:shrink-0"
    >
      <div className="flex h-[45px] shrink-0 items-center border-b border-line pr-2 pl-4 xl:hidden">
        <span className="flex-1 font-medium">{say('thread.panel')}</span>
        <IconButton label={say('close')} icon={<X size={16} aria-hidden />} onClick={onClose} />
      </div>
      <PanelSection title={say('panel.customer')}>
        <CustomerName key={customer.id} customer={customer} />
        <div className="flex flex-wrap gap-1">
          {customer.blocked && <Chip>{say('panel.blocked')}</Chip>}
          {customer.locale !== null && <Chip title={say('panel.language')}>{languageName(customer.locale)}</Chip>}
          {customer.zone !== null && <Chip>{customer.zone}</Chip>}
        </div>
        <CustomerTier customer={customer} />
        <Link to={links.customer(customer.id)} className="self-start text-small text-accent-text hover:underline">
          {say('panel.toCustomer')}
        </Link>
      </PanelSection>
      <PanelSection title={say('panel.identities')}>
        <Identities identities={customer.identities} />
      </PanelSection>
      <PanelSection title={say('facts.title')}>
        <KnownFacts row={thread.case} inbox={inbox} />
      </PanelSection>
      <PanelSection title={say('row.number', { n: thread.case.number })}>
        <CaseFacts row={thread.case} inbox={inbox} />
      </PanelSection>
      <PanelSection title={say('clock.title')}>
        <CaseClocks row={thread.case} />
      </PanelSection>
      <Cards caseId={thread.case.id} />
      <RuleRuns caseId={thread.case.id} />
      <PanelSection title={say('panel.told')}>
        <Told commitments={commitments} />
      </PanelSection>
      <PanelSection title={say('panel.cases')}>
        <Cases thread={thread} inbox={inbox} />
      </PanelSection>
      <CaseIncidents row={thread.case} inbox={inbox} />
      <LinkedCases row={thread.case} inbox={inbox} />
    </aside>
  );
}
