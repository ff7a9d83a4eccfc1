/** Under which other names is this person known, who said so and why? Each can be taken apart again. */
import { useQuery } from '@tanstack/react-query';
import type { CustomerMerge } from '@meanwhile/wire/customer-merge.ts';
import { Button } from '../../parts/button.tsx';
import { Section } from '../../parts/section.tsx';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { unmergeCustomer } from './customer-deeds.ts';
import { nameOf } from './customer-words.ts';
import { customerMergesQuery } from './customers-data.ts';

export function CustomerMerges({ customerId }: { readonly customerId: string }) {
  const merges = useQuery(customerMergesQuery(customerId)).data?.items ?? [];
  if (merges.length === 0) return null;
  return (
    <Section title={say('customer.merges')} lead={say('customer.mergesLead')}>
      <ul className="flex flex-col divide-y divide-line rounded border border-line">
        {merges.map((merge) => (
          <Merge key={merge.id} merge={merge} />
        ))}
      </ul>
    </Section>
  );
}

function Merge({ merge }: { readonly merge: CustomerMerge }) {
  const mayWrite = useMay('customer:write');
  const why = merge.reason === null ? say('mergeReason.proved') : say(`mergeReason.${merge.reason}`);
  const who = merge.mergedBy === null ? day(merge.mergedAt) : `${merge.mergedBy.name}, ${day(merge.mergedAt)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 p-3">
      <span className="min-w-0 flex-1 basis-48 font-medium wrap-anywhere">{nameOf(merge.from)}</span>
      <span className="text-small text-muted">
        {why} · {who}
      </span>
      {mayWrite && (
        <Button size="small" onClick={() => void unmergeCustomer(merge)}>
          {say('customer.unmerge')}
        </Button>
      )}
    </li>
  );
}
