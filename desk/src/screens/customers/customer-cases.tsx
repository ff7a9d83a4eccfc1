/** Every matter of one customer, newest first, with what is due. Opening one leads to the inbox. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dueChip } from '@meanwhile/core/commitment/due-chip.ts';
import { links } from '../../links.ts';
import { Chip } from '../../parts/chip.tsx';
import { DueChip } from '../../parts/due-chip.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { readerZone, useNow } from '../../sync/clock.ts';
import { currentLanguage, say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { customerCasesQuery } from './customers-data.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';

export function CustomerCases({ customerId }: { readonly customerId: string }) {
  const cases = useQuery(customerCasesQuery(customerId));
  return (
    <QueryView of={cases}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="text-muted">{say('customer.casesNone')}</p>
        ) : (
          <ul className="flex flex-col divide-y divide-line rounded border border-line">
            {items.map((row) => (
              <CaseLine key={row.id} row={row} />
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}

function CaseLine({ row }: { readonly row: CaseRow }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 p-3 hover:bg-sunken">
      <span className="w-14 text-small text-faint tabular-nums">#{row.number}</span>
      <Link to={links.case('all', row.id)} className="min-w-0 flex-1 basis-48 font-medium wrap-anywhere after:absolute after:inset-0">
        {row.subject ?? row.unansweredText ?? row.lastText ?? `#${row.number}`}
      </Link>
      {row.state === 'resolved' ? <Chip>{say('case.state.resolved')}</Chip> : <Due row={row} />}
      <span className="text-small text-faint">{day(row.openedAt)}</span>
    </li>
  );
}

function Due({ row }: { readonly row: CaseRow }) {
  const nowAt = useNow();
  const chip = dueChip({
    dueAt: row.dueAt === null ? null : Date.parse(row.dueAt),
    startAt: Date.parse(row.unansweredSince ?? row.openedAt),
    nowAt,
    zone: readerZone(),
    locale: currentLanguage(),
  });
  return <DueChip tone={chip.tone} words={chip.words} />;
}
