/** Which reply time and which internal target hold for this case, and why not the others? Each that was asked, in its order, with its reason. */
import { useQuery } from '@tanstack/react-query';
import type { PolicyWhy } from '@meanwhile/wire/policy.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { paths } from '../../../paths.ts';
import { get } from '../../../sync/api.ts';
import { say } from '../../../words/say.ts';

type Asked = Pick<PolicyWhy['asked'][number], 'name' | 'place' | 'holds' | 'unmet'>;

export function WhyThese({ row, moves }: { readonly row: CaseRow; readonly moves: readonly unknown[] }) {
  const why = useQuery({
    queryKey: ['case-clocks', row.id, 'why', moves],
    queryFn: () => get<PolicyWhy>(paths.casePolicy(row.id)),
    placeholderData: (before, query) => (query?.queryKey[1] === row.id ? before : undefined),
  }).data;
  if (why === undefined) return null;
  const target = why.targets.find((one) => one.holds);
  return (
    <>
      <dl className="flex flex-col gap-1 text-small">
        <Held label={say('why.target')} words={target?.name ?? say('why.noTarget')} />
        <Held label={say('why.policy')} words={policyWords(why)} />
      </dl>
      {why.asked.length + why.targets.length > 0 && (
        <details className="text-small">
          <summary className="w-fit cursor-pointer rounded-sm text-accent-text">{say('why.asked')}</summary>
          <AskedList title={say('why.target')} asked={why.targets} />
          <AskedList title={say('why.policy')} asked={why.asked} />
        </details>
      )}
    </>
  );
}

function Held({ label, words }: { readonly label: string; readonly words: string }) {
  return (
    <div className="grid grid-cols-[6rem_1fr] gap-1">
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{words}</dd>
    </div>
  );
}

function policyWords({ name, isChannelsOwn }: PolicyWhy): string {
  if (name === null) return say('why.noPolicy');
  return isChannelsOwn ? say('why.ownPolicy', { name }) : name;
}

function AskedList({ title, asked }: { readonly title: string; readonly asked: readonly Asked[] }) {
  if (asked.length === 0) return null;
  return (
    <div className="pt-2">
      <p className="text-faint">{title}</p>
      <ol className="flex flex-col gap-1">
        {asked.map((one) => (
          <li key={`${one.place} ${one.name}`} className={`flex flex-wrap gap-x-1.5 ${one.holds ? 'font-medium' : ''}`}>
            <span className="wrap-anywhere">{one.name}</span>
            <span className="font-normal text-muted">{reasonWords(one)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function reasonWords({ holds, unmet }: Asked): string {
  if (holds) return say('why.holds');
  return unmet.length === 0 ? say('why.later') : say('why.not', { conditions: unmet.map((one) => say(`why.${one}`)).join(', ') });
}
