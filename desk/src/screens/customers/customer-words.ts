/** How are a customer and their identities said? From the record alone; what a proof is worth is `core`'s. */
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import type { WordKey } from '../../words/say.ts';
import type { ChannelTypeRecord } from '@meanwhile/wire/channel-type.ts';
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

/** By the channel whose people it names, where it is none that every channel may have. */
export function schemeName(scheme: string, types: readonly ChannelTypeRecord[]): string {
  const key = schemes[scheme];
  return key === undefined ? (types.find((one) => one.scheme === scheme)?.title ?? scheme) : say(key);
}

/** An address as it is, whatever name stood beside it; a visitor's number says nothing, so the word stands for it. */
export function identityValue({ scheme, value, display }: Identity): string {
  if (scheme === 'email' || scheme === 'phone' || scheme === 'tel') return value;
  return scheme === 'visitor' ? say('identity.browser') : (display ?? value);
}

/** What the proof is worth, in a sentence. A browser is known again; who sits at it is not. */
export function proofMeaning({ scheme, proof }: Identity): string {
  return say(scheme === 'visitor' && proof === 'channel' ? 'customer.proof.browser.what' : `customer.proof.${proof}.what`);
}

/** “proved, 24 Nov 2026”. */
export function proofText(identity: Identity): string {
  if (identity.scheme === 'visitor' && identity.proof === 'channel') return say('customer.proof.browser');
  const proof = say(`customer.proof.${identity.proof}`);
  return identity.provedAt === null ? proof : say('customer.proof.when', { proof, when: day(identity.provedAt) });
}
