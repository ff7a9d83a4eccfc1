/** What need this customer not be asked again, and where did they say it? With what was noted before, folded. */
import type { CustomerFact } from '@meanwhile/wire/facts.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { links } from '../../../links.ts';
import { Button } from '../../../parts/button.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { Menu, MenuItem } from '../../../parts/menu.tsx';
import { useAct } from '../../../sync/act.ts';
import { factsKey, factsOptions, withdrawFact } from '../../../sync/facts.ts';
import { useMay } from '../../../sync/me.ts';
import { factName, sourceWords, valueWords } from '../../../words/fact-words.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';

interface KnownProps {
  readonly row: CaseRow;
  readonly inbox: Inbox;
}

/** True when the message stands in the thread that is open. */
function showMessage(messageId: string): boolean {
  const found = document.querySelector(`[data-message="${CSS.escape(messageId)}"]`);
  found?.scrollIntoView({ block: 'center' });
  return found !== null;
}

function Source({ fact, inbox }: { readonly fact: CustomerFact; readonly inbox: Inbox }) {
  const { messageId, caseId } = fact;
  const words = sourceWords(fact);
  if (messageId === null || caseId === null) return <span>{words}</span>;
  return (
    <Link
      to={links.case(inbox.view, caseId)}
      title={say('facts.showMessage')}
      className="hover:underline"
      onClick={(event) => {
        if (showMessage(messageId)) event.preventDefault();
      }}
    >
      {words}
    </Link>
  );
}

export function KnownFacts({ row, inbox }: KnownProps) {
  const facts = useQuery(factsOptions(row.customer.id)).data ?? [];
  const mayKnow = useMay('customer:write');
  const [isOpen, setOpen] = useState(false);
  const standing = facts.filter((one) => one.stands);
  const earlier = facts.filter((one) => !one.stands);
  return (
    <>
      {standing.length === 0 && <p className="text-small text-muted">{say('facts.none')}</p>}
      <dl className="flex flex-col gap-2 empty:hidden">
        {standing.map((fact) => (
          <Known key={fact.id} fact={fact} inbox={inbox} customerId={row.customer.id} mayKnow={mayKnow} />
        ))}
      </dl>
      {earlier.length > 0 && (
        <button
          type="button"
          aria-expanded={isOpen}
          className="self-start rounded-sm text-small text-faint hover:text-ink hover:underline"
          onClick={() => setOpen(!isOpen)}
        >
          {say('facts.earlier', { n: earlier.length })}
        </button>
      )}
      {isOpen && (
        <ul className="flex flex-col gap-1 text-small text-muted">
          {earlier.map((fact) => (
            <li key={fact.id} className="wrap-anywhere">
              {factName(fact)}: <s>{valueWords(fact)}</s> {fact.ending === null ? '' : `(${say(`facts.ending.${fact.ending}`)}) `}
              <span className="block text-faint">
                <Source fact={fact} inbox={inbox} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {mayKnow && (
        <Button size="small" weight="plain" className="-ml-2 self-start" onClick={() => inbox.setDialog('fact')}>
          {say('facts.note')}
        </Button>
      )}
    </>
  );
}

interface FactProps {
  readonly fact: CustomerFact;
  readonly inbox: Inbox;
  readonly customerId: string;
  readonly mayKnow: boolean;
}

function Known({ fact, inbox, customerId, mayKnow }: FactProps) {
  const withdraw = useAct(() => withdrawFact(customerId, fact.id), { refresh: [factsKey(customerId)] });
  const value = valueWords(fact);
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">
        <dt className="text-small text-faint wrap-anywhere">{factName(fact)}</dt>
        <dd className="wrap-anywhere">
          {value}
          <span className="block text-small text-faint">
            <Source fact={fact} inbox={inbox} />
          </span>
        </dd>
      </div>
      {mayKnow && (
        <Menu trigger={<IconButton label={say('facts.more', { value })} icon={<Ellipsis size={16} aria-hidden />} />}>
          <MenuItem onSelect={() => withdraw.run()}>{say('facts.withdraw')}</MenuItem>
        </Menu>
      )}
    </div>
  );
}
