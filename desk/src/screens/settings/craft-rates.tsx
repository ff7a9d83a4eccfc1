/** How often is each check on an answer right? What became of its findings, as a table; of nobody in particular. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { currentLanguage, say } from '../../words/say.ts';
import type { AskRate } from '@meanwhile/wire/facts.ts';
import type { CraftRate } from '@meanwhile/wire/craft.ts';
import { craftAsksQuery, craftRatesQuery } from './wording-data.ts';

const spans = ['7', '30', '90'] as const;
const columns = ['shown', 'followed', 'waved', 'left'] as const;

export function CraftRatesSection() {
  const [span, setSpan] = useState<(typeof spans)[number]>('30');
  const rates = useQuery(craftRatesQuery(Number(span)));
  const asks = useQuery(craftAsksQuery(Number(span)));
  const chooser = (
    <Field label={say('rates.span')} className="w-36">
      <Select options={spans.map((n) => ({ value: n, label: say('rates.days', { n }) }))} value={span} onChange={setSpan} />
    </Field>
  );
  return (
    <Section title={say('rates.title')} lead={say('rates.lead')} action={chooser}>
      <QueryView of={asks} rows={1}>
        {(rate) => <p>{askedWords(rate)}</p>}
      </QueryView>
      <QueryView of={rates} rows={3}>
        {({ items }) => <Rates rates={items.filter((one) => one.shown > 0)} />}
      </QueryView>
    </Section>
  );
}

function askedWords({ asked, again, reasoned, rate }: AskRate): string {
  if (rate === null) return say('rates.askedNone');
  const percent = new Intl.NumberFormat(currentLanguage(), { style: 'percent', maximumFractionDigits: 1 }).format(rate);
  return say('rates.asked', { asked, again: again - reasoned, reasoned, percent });
}

function Rates({ rates }: { readonly rates: readonly CraftRate[] }) {
  if (rates.length === 0) return <p className="text-muted">{say('rates.none')}</p>;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={say('rates.title')}>
      <table className="w-full text-left">
        <thead>
          <tr className="border-b border-line text-small text-muted">
            <th scope="col" className="py-2 pr-4 font-medium">
              {say('rates.check')}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className="p-2 text-right font-medium">
                {say(`rates.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => (
            <tr key={rate.check} className="border-b border-line align-top last:border-b-0">
              <th scope="row" className="py-2 pr-4 font-normal">
                {say(`rates.name.${rate.check}`)}
                {rate.check === 'late' && rate.waved > 0 && (
                  <span className="block text-small text-muted">{say('rates.reasons', rate.reasons)}</span>
                )}
              </th>
              {columns.map((column) => (
                <td key={column} className="p-2 text-right tabular-nums">
                  {rate[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
