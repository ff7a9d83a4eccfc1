/** What does a customer need to say only once? The kinds of facts, how each is read from what was typed, and which of several values stands. */
import { limits } from '../kernel/limits.ts';
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { canonicalEmail } from './canonical.ts';
import { atLeast } from './proof.ts';
import type { Proof } from './proof.ts';
import { readDay } from './read-day.ts';
import { readId, readPhone } from './read-value.ts';
import { plainTyped } from './reading.ts';
import type { Reading } from './reading.ts';

export const factKinds = ['order', 'account', 'phone', 'email', 'name', 'address', 'birthday', 'other'] as const;
export type FactKind = (typeof factKinds)[number];
/** Where it came from: what the customer wrote, a field they filled, a member or a program who noted it, their site's signature. */
export const factSources = ['message', 'form', 'agent', 'program', 'site'] as const;
export type FactSource = (typeof factSources)[number];

export const factChars = limits.keptValueChars;

export interface FactAsked {
  readonly locale: string;
  readonly nowAt: Instant;
}

/** How a value of this kind is kept; `several` is asked back. */
export function readFact(kind: FactKind, typed: string, { locale, nowAt }: FactAsked): Reading {
  switch (kind) {
    case 'order':
    case 'account':
      return readId(typed);
    case 'phone':
      return readPhone(typed);
    case 'birthday':
      return readDay(typed, { locale, year: new Date(nowAt).getUTCFullYear(), of: 'birthday' });
    case 'email': {
      const address = canonicalEmail(plainTyped(typed));
      return typeof address === 'string' ? { read: 'one', value: address } : { read: 'none' };
    }
    case 'name':
    case 'address':
    case 'other': {
      const value = plainTyped(typed);
      return value === '' || value.length > factChars ? { read: 'none' } : { read: 'one', value };
    }
  }
}

/** The value as it is kept, or why there is none: the detail of `fact_unclear` lists the readings. */
export function factValue(kind: FactKind, typed: string, asked: FactAsked): string | Refusal<'fact_invalid' | 'fact_unclear'> {
  const reading = readFact(kind, typed, asked);
  if (reading.read === 'one') return reading.value;
  return reading.read === 'none' ? refuse('fact_invalid') : refuse('fact_unclear', reading.values.join(', '));
}

export interface Held {
  readonly kind: FactKind;
  /** Of `other`: what it is called. */
  readonly label: string;
  readonly value: string;
  readonly proof: Proof;
}

/** Facts of which a customer has one: a new value takes the old one's place. Of orders there are many, each of its own case. */
export const isSingle = (kind: FactKind): boolean => kind !== 'order';

export const isSameFact = (one: Pick<Held, 'kind' | 'label'>, other: Pick<Held, 'kind' | 'label'>): boolean =>
  one.kind === other.kind && one.label.toLowerCase() === other.label.toLowerCase();

/**
 * What becomes of a value when another comes? The same again changes nothing. What the customer's site signed is not put aside by what
 * somebody says: the new value is kept beside it, as said. A person of the team decides either way.
 */
export function afterNew(old: Held, next: Held, source: FactSource): 'same' | 'superseded' | 'stands' {
  if (old.value === next.value && atLeast(old.proof, next.proof)) return 'same';
  if (source === 'agent' || source === 'program' || source === 'site') return 'superseded';
  return atLeast(old.proof, 'site') && !atLeast(next.proof, 'site') ? 'stands' : 'superseded';
}

/** Which kind does a selected text look like? A first guess for whoever notes it. */
export function guessFact(text: string, asked: FactAsked): FactKind {
  const isRead = (kind: FactKind): boolean => readFact(kind, text, asked).read !== 'none';
  if (text.includes('@') && isRead('email')) return 'email';
  if (isRead('birthday')) return 'birthday';
  if (/^(?:\+|0)/.test(text.trim()) && isRead('phone')) return 'phone';
  if (isRead('order')) return 'order';
  return /\d/.test(text) ? 'address' : 'name';
}
