/**
 * How sure are we that someone is who they say, and what may they see for it? Four levels and the questions that depend on them. How a level
 * is reached (DMARC, token, code) is decided where the evidence is.
 */

/**
 * `claimed`: they say so · `channel`: the channel vouches (aligned mail, a provider's signature, a visitor's own token) · `site`: the
 * customer's site signed it · `verified`: we had it confirmed ourselves (a link or code sent there).
 */
export const proofs = ['claimed', 'channel', 'site', 'verified'] as const;
export type Proof = (typeof proofs)[number];

export function atLeast(proof: Proof, needed: Proof): boolean {
  return proofs.indexOf(proof) >= proofs.indexOf(needed);
}

/** The better of two proofs of the same identity; proof is never lost by a weaker message later. */
export function betterProof(one: Proof, other: Proof): Proof {
  return atLeast(one, other) ? one : other;
}

/**
 * May this person be shown what was written? `own`: what went between us and this very identity. `all`: the customer's whole conversation,
 * from every identity. A claim alone shows nothing, not even that there is a conversation.
 */
export function mayRevealHistory(proof: Proof, what: 'own' | 'all'): boolean {
  return atLeast(proof, what === 'own' ? 'channel' : 'site');
}

/**
 * May two customers become one without a person deciding? Only when each side is proved beyond its channel; else an agent with permission
 * for both does it. Otherwise writing someone's address into a form would give away their history.
 */
export function mayJoinByItself(one: Proof, other: Proof): boolean {
  return atLeast(one, 'site') && atLeast(other, 'site');
}

/** May the text of an answer stand in a notice to this address, or only that there is one? */
export function mayQuoteInNotice(proof: Proof): boolean {
  return atLeast(proof, 'channel');
}

/**
 * Our level for what a channel reports (`channels/contract`): its `verified` is the site's signature in the messenger, the provider's word
 * everywhere else; `anonymous` is the holder of a visitor token, which proves exactly that.
 */
export function proofOfSender(scheme: string, reported: 'anonymous' | 'claimed' | 'verified'): Proof {
  if (reported === 'claimed') return 'claimed';
  if (reported === 'anonymous') return scheme === 'visitor' ? 'channel' : 'claimed';
  return scheme === 'site' || scheme === 'external' ? 'site' : 'channel';
}
