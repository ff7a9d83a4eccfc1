/**
 * Whose message is this, which conversation and which case? Decided for one event from facts already read; new people and conversations are
 * noted to be saved. It talks to no database and tells nobody a time.
 */
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import type { ConversationFacts, KnownMail } from './facts.store.ts';
import type { IdentityFacts } from '../case/case.ts';
import type { People } from './people.ts';

/** Of a sender whom the bytes do not name readably; the value is the message's own id. */
export const unknownScheme = 'unknown';

export interface NewIdentity extends IdentityFacts {
  readonly proved_how: string | null;
}

export interface PlaceFacts {
  readonly people: People;
  /** By Message-ID. Senders choose their own, so one id may stand on several mails. */
  readonly mails: ReadonlyMap<string, readonly KnownMail[]>;
  /** For a reply token: which of the conversation's audiences was it made for? Null = not ours. */
  audienceOfToken(localPart: string, candidates: readonly string[]): string | null;
  conversationOfToken(localPart: string): string | null;
  newId(): string;
}

export interface Placed {
  readonly identity: IdentityFacts;
  readonly conversation: ConversationFacts;
  /** The case the evidence names, if any. */
  readonly caseId: string | null;
  /** A mail without evidence opens a new matter; a message in the messenger continues the open one. */
  readonly continues: boolean;
  readonly matchReason: string;
  readonly audience: 'everyone' | 'desk';
  readonly created: { readonly customer: boolean; readonly identity: boolean; readonly conversation: boolean };
}

/** Null = no usable sender: to quarantine. */
export function place(event: MessageEvent, threads: 'one' | 'by-evidence', facts: PlaceFacts): Placed | null {
  const canonical = event.sender.value === '' ? null : canonicalIdentity(event.sender.scheme, event.sender.value);
  if (canonical === null || isRefusal(canonical)) return null;
  const proof = proofOf(event);
  const found = threads === 'one' ? null : threadByEvidence(event, canonical, facts);
  if (found !== null) return inThread(event, { value: canonical, proof }, found, facts);
  const own = senderIdentity(event, canonical, proof, facts);
  const conversation = conversationOf(own.identity, event, facts);
  return {
    identity: own.identity,
    conversation: conversation.conversation,
    caseId: null,
    continues: threads === 'one',
    matchReason: own.created ? 'first_contact' : 'sender',
    audience: 'everyone',
    created: { customer: own.created, identity: own.created, conversation: conversation.created },
  };
}

interface Thread {
  readonly conversation: ConversationFacts;
  readonly caseId: string | null;
  readonly by: 'reply_address' | 'message_id';
  readonly senderKnown: boolean;
}

/** Signed reply address first, then Message-IDs; participants are checked, and an id alone never lets a stranger in. */
function threadByEvidence(event: MessageEvent, sender: string, facts: PlaceFacts): Thread | null {
  // Nearest first; an id that somebody else uses too does not hide the one that fits.
  const mails = event.evidence.messageIdsInOrder.flatMap((id) => facts.mails.get(id) ?? []);
  for (const token of event.evidence.tokens) {
    const conversationId = facts.conversationOfToken(token);
    const conversation = conversationId === null ? undefined : facts.people.conversation(conversationId);
    if (conversation === undefined) continue;
    const members = facts.people.membersOf(conversation.survivor_id);
    const audience = facts.audienceOfToken(
      token,
      members.map((identity) => identity.id),
    );
    if (audience === null) continue;
    const caseId = mails.find((mail) => mail.conversation_id === conversation.id)?.case_id ?? null;
    return { conversation, caseId, by: 'reply_address', senderKnown: isMember(event, sender, conversation, facts) !== undefined };
  }
  for (const mail of mails) {
    const conversation = facts.people.conversation(mail.conversation_id);
    // Knowing a Message-ID proves little: without the right sender it is a conversation of the sender's own.
    if (conversation !== undefined && isMember(event, sender, conversation, facts) !== undefined)
      return { conversation, caseId: mail.case_id, by: 'message_id', senderKnown: true };
  }
  return null;
}

function isMember(event: MessageEvent, value: string, conversation: ConversationFacts, facts: PlaceFacts): IdentityFacts | undefined {
  return facts.people.identities(event.sender.scheme, value).find((identity) => identity.survivor_id === conversation.survivor_id);
}

function inThread(
  event: MessageEvent,
  { value, proof }: Pick<IdentityFacts, 'value' | 'proof'>,
  thread: Thread,
  facts: PlaceFacts,
): Placed {
  const { conversation } = thread;
  const member = isMember(event, value, conversation, facts);
  if (member !== undefined) {
    return {
      identity: member,
      conversation,
      caseId: thread.caseId,
      continues: true,
      matchReason: thread.by,
      // The address fits, but nobody vouches for it: agents see it, the customer's other screens do not.
      audience: proof === 'claimed' ? 'desk' : 'everyone',
      created: { customer: false, identity: false, conversation: false },
    };
  }
  // A stranger with a valid reply address (a forwarded mail): beside the customer, flagged, and told nothing of the thread (attack 15).
  const own = senderIdentity(event, value, proof, facts);
  return {
    identity: own.identity,
    conversation,
    caseId: thread.caseId,
    continues: true,
    matchReason: `stranger_${thread.by}`,
    audience: 'desk',
    created: { customer: own.created, identity: own.created, conversation: false },
  };
}

/** Anonymous = known by our own frame's token alone; that is proof of the channel, not of a person. */
function proofOf(event: MessageEvent): IdentityFacts['proof'] {
  if (event.sender.proof === 'claimed') return 'claimed';
  if (event.sender.proof === 'verified' && event.sender.scheme === 'site') return 'site';
  return 'channel';
}

/** How the sender was proved: a mail by its domain, whoever writes to us elsewhere by the one who delivers it, and on our own page by our frame's token. */
function provedHow({ sender: { scheme }, authentication }: MessageEvent): string {
  if (scheme === 'email') return 'dmarc';
  return authentication.provider === 'pass' ? 'provider' : 'frame_token';
}

/**
 * The sender's identity, or a new one with a new customer. A claim never meets a proved identity of the same value: an unproved mail gets no
 * history (attacks 13, 21); a proved one is found among the proved alone.
 */
function senderIdentity(
  event: MessageEvent,
  value: string,
  proof: IdentityFacts['proof'],
  facts: PlaceFacts,
): { identity: IdentityFacts; created: boolean } {
  const { scheme, display } = event.sender;
  const known = facts.people.identities(scheme, value).find((identity) => (proof === 'claimed') === (identity.proof === 'claimed'));
  if (known !== undefined) return { identity: known, created: false };
  const customerId = facts.newId();
  const identity: NewIdentity = {
    id: facts.newId(),
    customer_id: customerId,
    survivor_id: customerId,
    scheme,
    value,
    display,
    proof,
    proved_how: proof === 'claimed' ? null : proof === 'site' ? 'site_token' : provedHow(event),
  };
  facts.people.add(identity);
  return { identity, created: true };
}

/** Where they wrote before, also after a merge: undoing it leaves every word with the one who wrote it, and their own screen goes on as it was. */
function conversationOf(
  identity: Pick<IdentityFacts, 'customer_id' | 'survivor_id'>,
  event: MessageEvent,
  facts: PlaceFacts,
): { conversation: ConversationFacts; created: boolean } {
  const { customer_id: ownId, survivor_id: customerId } = identity;
  const known = facts.people.conversationOfCustomer(ownId) ?? facts.people.conversationOfCustomer(customerId);
  if (known !== undefined) return { conversation: known, created: false };
  const conversation: ConversationFacts = {
    id: facts.newId(),
    customer_id: customerId,
    survivor_id: customerId,
    last_seq: 0,
    customer_name: event.sender.display,
    customer_locale: null,
    customer_tier: null,
    customer_zone: null,
    blocked: false,
  };
  facts.people.addConversation(conversation);
  return { conversation, created: true };
}
