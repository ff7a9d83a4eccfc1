/** What do other systems know of this customer? Links, and what servers of the workspace answer: text only, a failure in one small line. */
import { useQuery } from '@tanstack/react-query';
import type { CardOfCase } from '@meanwhile/wire/cards.ts';
import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { say } from '../../../words/say.ts';
import { caseCardsQuery, cardShownQuery } from '../../settings/card-data.ts';
import { PanelSection } from './panel-section.tsx';

export function Cards({ caseId }: { readonly caseId: string }) {
  const cards = useQuery(caseCardsQuery(caseId)).data?.items ?? [];
  const links = cards.filter(({ kind }) => kind === 'link');
  return (
    <>
      {links.length > 0 && (
        <PanelSection title={say('settings.cards')}>
          <ul className="flex flex-col gap-2">
            {links.map((card) => (
              <li key={card.id}>
                <LinkCard card={card} />
              </li>
            ))}
          </ul>
        </PanelSection>
      )}
      {cards
        .filter(({ kind }) => kind === 'lines')
        .map((card) => (
          <LinesCard key={card.id} caseId={caseId} card={card} />
        ))}
    </>
  );
}

function Outward({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <a
      href={to}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex max-w-full items-start gap-1 text-accent-text hover:underline"
    >
      <span className="min-w-0 wrap-anywhere">{children}</span>
      <ExternalLink size={14} aria-hidden className="mt-[3px] shrink-0" />
    </a>
  );
}

function LinkCard({ card: { name, url, missing } }: { readonly card: CardOfCase }) {
  if (url !== null) return <Outward to={url}>{name}</Outward>;
  return (
    <>
      <span className="wrap-anywhere text-muted">{name}</span>
      <span className="block text-small text-faint">
        {say('cards.missing', { what: missing.map((blank) => say(`cards.blank.${blank}`)).join(', ') })}
      </span>
    </>
  );
}

function LinesCard({ caseId, card }: { readonly caseId: string; readonly card: CardOfCase }) {
  const asked = useQuery(cardShownQuery(caseId, card.id));
  const shown = asked.data;
  const failure = shown?.failure ?? (asked.isError ? 'ours' : null);
  return (
    <PanelSection title={card.name}>
      {asked.isPending && (
        <p role="status" className="text-small text-faint">
          {say('cards.asking')}
        </p>
      )}
      {failure !== null && (
        <p className="text-small text-faint">
          {say(`cards.failed.${failure}`)}{' '}
          <button type="button" className="text-accent-text hover:underline" onClick={() => void asked.refetch()}>
            {say('cards.again')}
          </button>
        </p>
      )}
      {shown?.failure === null && (
        <>
          {shown.title !== null && <p className="font-medium wrap-anywhere">{shown.title}</p>}
          {shown.lines.length === 0 && shown.title === null && <p className="text-small text-muted">{say('cards.nothing')}</p>}
          {shown.lines.length > 0 && (
            <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-3 gap-y-1.5 text-small">
              {shown.lines.map(({ label, value, link }, index) => (
                <div key={index} className="contents">
                  <dt className="text-faint wrap-anywhere">{label}</dt>
                  <dd className="wrap-anywhere">{link === null ? <bdi>{value}</bdi> : <Outward to={link}>{value}</Outward>}</dd>
                </div>
              ))}
            </dl>
          )}
        </>
      )}
    </PanelSection>
  );
}
