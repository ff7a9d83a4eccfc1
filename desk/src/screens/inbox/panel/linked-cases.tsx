/** Which cases belong with this one, though they are other matters? Tied by their number, untied where they stand; each shows at once. */
import { useQuery } from '@tanstack/react-query';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { api, links } from '../../../links.ts';
import { Button } from '../../../parts/button.tsx';
import { IconButton } from '../../../parts/icon-button.tsx';
import { get, isProblem } from '../../../sync/api.ts';
import { caseLinksOptions, tieCase, untieCase } from '../../../sync/case-links.ts';
import { useMay } from '../../../sync/me.ts';
import { say } from '../../../words/say.ts';
import type { Inbox } from '../inbox-state.ts';
import { nameOf } from '../list/due.ts';
import { PanelSection } from './panel-section.tsx';

export function LinkedCases({ row, inbox }: { readonly row: CaseRow; readonly inbox: Inbox }) {
  const linked = useQuery(caseLinksOptions(row.id)).data ?? [];
  const mayWrite = useMay('case:write');
  if (linked.length === 0 && !mayWrite) return null;
  return (
    <PanelSection title={say('panel.linked')}>
      {linked.length > 0 && (
        <ul className="-mx-2 flex flex-col">
          {linked.map((other) => (
            <li key={other.id} className="flex items-center gap-1 rounded px-2 hover:bg-sunken">
              <Link to={links.case(inbox.view, other.id)} className="flex min-h-8 min-w-0 flex-1 items-center gap-2">
                <span className="shrink-0 text-small text-faint">{other.number}</span>
                <span className="min-w-0 flex-1 truncate">
                  {nameOf(other)} <span className="text-muted">{other.subject ?? other.lastText}</span>
                </span>
              </Link>
              {mayWrite && (
                <IconButton
                  label={say('panel.untie', { n: other.number })}
                  icon={<X size={14} aria-hidden />}
                  onClick={() => void untieCase(row, other)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayWrite && <Tie row={row} />}
    </PanelSection>
  );
}

function Tie({ row }: { readonly row: CaseRow }) {
  const [number, setNumber] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  if (number === null) {
    return (
      <button type="button" className="self-start text-small text-accent-text hover:underline" onClick={() => setNumber('')}>
        {say('panel.tie')}
      </button>
    );
  }
  const tie = async () => {
    if (!/^\d{1,9}$/.test(number)) return setWrong(true);
    try {
      const other = await get<CaseRow>(api.caseByNumber(Number(number)));
      if (other.id === row.id) return setWrong(true);
      setNumber(null);
      void tieCase(row, other);
    } catch (error) {
      if (!isProblem(error)) throw error;
      setWrong(true);
    }
  };
  return (
    <form
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        void tie();
      }}
    >
      <span className="flex gap-2">
        <input
          className="field-box min-w-0 flex-1"
          aria-label={say('panel.tieNumber')}
          placeholder={say('panel.tieNumber')}
          aria-invalid={isWrong}
          inputMode="numeric"
          autoFocus
          value={number}
          onChange={(event) => {
            setWrong(false);
            setNumber(event.target.value.trim());
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setNumber(null);
          }}
        />
        <Button type="submit">{say('panel.tieSubmit')}</Button>
      </span>
      {isWrong && (
        <span role="alert" className="text-small">
          {say('merge.notFound')}
        </span>
      )}
    </form>
  );
}
