/** How are a customer and their identities said? From the record alone; what a proof is worth is `core`'s. */
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import type { WordKey } from '../../words/say.ts';
import type { Customer, Identity } from '@meanwhile/wire/records.ts';

const schemes: Readonly<Record<string, WordKey>> = {
  email: 'scheme.email',
  phone: 'scheme.phone',
  tel: 'scheme.phone',
  visitor: 'scheme.visitor',
  site: 'scheme.site',
  external: 'scheme.site',
};

export function nameOf(customer: Pick<Customer, 'name' | 'identities'>): string {
  if (customer.name !== null && customer.name !== '') return customer.name;
  return customer.identities.find((identity) => identity.scheme === 'email')?.value ?? say('customers.unnamed');
}

export function schemeName(scheme: string): string {
  const key = schemes[scheme];
  return key === undefined ? scheme : say(key);
}

/** An address as it is; a visitor's number says nothing, so the word stands for it. */
export function identityValue(identity: Identity): string {
  return identity.display ?? (identity.scheme === 'visitor' ? say('scheme.visitor') : identity.value);
}

/** “proved, 24 Nov 2026”. */
export function proofText(identity: Identity): string {
  const proof = say(`customer.proof.${identity.proof}`);
  return identity.provedAt === null ? proof : say('customer.proof.when', { proof, when: day(identity.provedAt) });
}
