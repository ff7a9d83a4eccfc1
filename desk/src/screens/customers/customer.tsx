/** Who is this? How we know them and how well that is proved, and every matter they had with us. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { links } from '../../links.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useNamedParts } from '../../route-params.ts';
import { isProblem } from '../../sync/api.ts';
import { useChannelTypes } from '../../sync/channel-types.ts';
import { useMay } from '../../sync/me.ts';
import { languageName } from '../../words/language-name.ts';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { CustomerFiles } from './customer-files.tsx';
import { CustomerMerges } from './customer-merges.tsx';
import { CustomerCases } from './customer-cases.tsx';
import { identityValue, proofMeaning, nameOf, proofText, schemeName } from './customer-words.ts';
import { customerQuery } from './customers-data.ts';
import { EraseCustomer } from './erase-customer.tsx';
import { blockCustomer } from './customer-deeds.ts';
import { MergeCustomer } from './merge-customer.tsx';
import { RenameCustomer } from './rename-customer.tsx';
import type { Customer, Identity } from '@meanwhile/wire/records.ts';

export function Screen() {
  const { customerId = '' } = useNamedParts();
  const customer = useQuery(customerQuery(customerId));
  if (customer.data !== undefined) return <CustomerPage key={customer.data.id} customer={customer.data} />;
  if (isProblem(customer.error, 'not_found', 'bad_request')) return <NoSuchCustomer />;
  return (
    <Page title={say('customers.title')} back={<ToList />}>
      <QueryView of={customer}>{() => null}</QueryView>
    </Page>
  );
}

function CustomerPage({ customer }: { readonly customer: Customer }) {
  const mayWrite = useMay('customer:write');
  const mayErase = useMay('customer:erase');
  return (
    <Page title={nameOf(customer)} back={<ToList />} actions={mayWrite ? <Deeds customer={customer} /> : undefined}>
      {customer.blocked && <p className="rounded bg-sunken p-3 text-muted">{say('customer.blockedNow')}</p>}
      <Facts customer={customer} />
      <Section title={say('customer.identities')}>
        {customer.identities.length === 0 ? <p className="text-muted">{say('customer.identitiesNone')}</p> : null}
        <ul className="flex flex-col divide-y divide-line rounded border border-line empty:hidden">
          {customer.identities.map((identity) => (
            <IdentityRow key={identity.id} identity={identity} />
          ))}
        </ul>
      </Section>
      <Section title={say('customer.cases')}>
        <CustomerCases customerId={customer.id} />
      </Section>
      <CustomerFiles customerId={customer.id} />
      <CustomerMerges customerId={customer.id} />
      {mayErase ? (
        <div className="border-t border-line pt-6">
          <EraseCustomer customer={customer} />
        </div>
      ) : null}
    </Page>
  );
}

function Deeds({ customer }: { readonly customer: Customer }) {
  return (
    <div className="flex flex-wrap gap-2">
      <RenameCustomer customer={customer} />
      <MergeCustomer customer={customer} />
      <Button onClick={() => void blockCustomer(customer, !customer.blocked)}>
        {say(customer.blocked ? 'customer.letIn' : 'customer.block')}
      </Button>
    </div>
  );
}

function Facts({ customer }: { readonly customer: Customer }) {
  const language = customer.locale === null ? say('customer.unknown') : languageName(customer.locale);
  const facts = [
    [say('customer.firstSeen'), day(customer.createdAt)],
    [say('customer.language'), language],
    [say('customer.zone'), customer.zone?.replaceAll('_', ' ') ?? say('customer.unknown')],
    ...(customer.tier === null ? [] : [[say('tier.label'), customer.tier]]),
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-small text-faint">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function IdentityRow({ identity }: { readonly identity: Identity }) {
  const types = useChannelTypes();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 p-3">
      <span className="w-32 text-muted">{schemeName(identity.scheme, types)}</span>
      <span className="min-w-0 flex-1 basis-48 wrap-anywhere">{identityValue(identity)}</span>
      <span className="flex flex-col items-start sm:items-end">
        <Chip>{proofText(identity)}</Chip>
        <span className="text-small text-faint">{proofMeaning(identity)}</span>
      </span>
    </li>
  );
}

function ToList() {
  return (
    <Link to={links.customers()} className="mb-1 inline-flex items-center gap-1 self-start text-small text-muted hover:text-ink">
      <ArrowLeft size={14} aria-hidden />
      {say('customer.toList')}
    </Link>
  );
}

function NoSuchCustomer() {
  const back = (
    <Link to={links.customers()} className={buttonClass()}>
      {say('customer.toList')}
    </Link>
  );
  return (
    <Page title={say('customers.title')}>
      <EmptyState title={say('customer.notFound')} action={back} />
    </Page>
  );
}
