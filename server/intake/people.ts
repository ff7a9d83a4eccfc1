/** Who is known in this batch? Identities and conversations as read, with the new ones of the batch added as they are made. */
import type { ConversationFacts } from './facts.store.ts';
import type { IdentityFacts } from '../case/case.ts';

export class People {
  readonly #byValue = new Map<string, IdentityFacts[]>();
  readonly #byCustomer = new Map<string, IdentityFacts[]>();
  readonly #seen = new Set<string>();
  readonly #conversations = new Map<string, ConversationFacts>();
  readonly #ofCustomer = new Map<string, ConversationFacts>();

  add(identity: IdentityFacts): void {
    if (this.#seen.has(identity.id)) return;
    this.#seen.add(identity.id);
    push(this.#byValue, `${identity.scheme} ${identity.value}`, identity);
    push(this.#byCustomer, identity.survivor_id, identity);
  }
  addConversation(conversation: ConversationFacts): void {
    this.#conversations.set(conversation.id, conversation);
    this.#ofCustomer.set(conversation.customer_id, conversation);
    // Who never wrote under the surviving name goes on where they wrote before they were known.
    const survivors = this.#ofCustomer.get(conversation.survivor_id);
    if (survivors === undefined) this.#ofCustomer.set(conversation.survivor_id, conversation);
  }
  identities(scheme: string, value: string): readonly IdentityFacts[] {
    return this.#byValue.get(`${scheme} ${value}`) ?? [];
  }
  /** All identities of a customer, merged ones included. */
  membersOf(customerId: string): readonly IdentityFacts[] {
    return this.#byCustomer.get(customerId) ?? [];
  }
  conversation(id: string): ConversationFacts | undefined {
    return this.#conversations.get(id);
  }
  conversationOfCustomer(customerId: string): ConversationFacts | undefined {
    return this.#ofCustomer.get(customerId);
  }
}

function push<T>(index: Map<string, T[]>, key: string, value: T): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [value]);
  else list.push(value);
}
