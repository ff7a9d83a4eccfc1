/**
 * What did a customer mean by what they typed beside a question of ours? Read leniently and never guessed: what can be two things is asked back, and
 * “why do you need this?” is a question, not an answer. Which questions are asked is the workspace's; what becomes of the answers, the server's.
 */
import { readFact } from '../identity/fact.ts';
import type { FactKind } from '../identity/fact.ts';
import { readDay } from '../identity/read-day.ts';
import { readNumber } from '../identity/read-value.ts';
import { plainTyped } from '../identity/reading.ts';
import type { Reading } from '../identity/reading.ts';
import type { Instant } from '../kernel/instant.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { fieldValue } from './field.ts';
import type { FieldRule } from './field.ts';

export interface Question extends FieldRule {
  readonly factKind: FactKind | null;
  /** By law or for safety: it cannot be skipped. */
  readonly mandatory: boolean;
}

export type Answer =
  /** As it is kept in the field. */
  | { readonly answer: 'value'; readonly value: string }
  /** Which of these is asked, likelier first. */
  | { readonly answer: 'several'; readonly values: readonly string[] }
  | { readonly answer: 'unreadable' }
  /** They ask why. */
  | { readonly answer: 'why' }
  | { readonly answer: 'skipped' }
  /** Left empty, and it cannot be. */
  | { readonly answer: 'needed' };

/** `locale`: BCP 47 of whoever typed. */
export function readAnswer(question: Question, typed: string, asked: { readonly locale: string; readonly nowAt: Instant }): Answer {
  const text = plainTyped(typed);
  if (text === '') return { answer: question.mandatory ? 'needed' : 'skipped' };
  if (asksWhy(text)) return { answer: 'why' };
  const reading = readingOf(question, text, asked);
  if (reading.read === 'several') return { answer: 'several', values: reading.values };
  const value = reading.read === 'one' ? fieldValue(question, reading.value) : null;
  return value === null || isRefusal(value) ? { answer: 'unreadable' } : { answer: 'value', value };
}

function readingOf({ kind, choices, factKind }: Question, text: string, { locale, nowAt }: { locale: string; nowAt: Instant }): Reading {
  switch (kind) {
    case 'number':
      return readNumber(text, locale);
    case 'date':
      return readDay(text, { locale, year: new Date(nowAt).getUTCFullYear(), of: factKind === 'birthday' ? 'birthday' : 'day' });
    case 'choice': {
      const same = choices.find((one) => one.localeCompare(text, undefined, { sensitivity: 'base' }) === 0);
      return same === undefined ? { read: 'none' } : { read: 'one', value: same };
    }
    case 'text':
      // A field of text keeps what was said, also where that is no order number.
      return factKind !== null ? lenient(readFact(factKind, text, { locale, nowAt }), text) : { read: 'one', value: text };
  }
}

const lenient = (reading: Reading, text: string): Reading => (reading.read === 'none' ? { read: 'one', value: text } : reading);

const whys = [
  /^(?:but |and |sorry,? )*(?:why|what for|what do you (?:need|want) (?:this|that|it) for)\b.{0,60}$/iu,
  /^(?:und |aber )*(?:warum|wieso|weshalb|wozu|wofür)(?!\p{L}).{0,60}$/iu,
  /^(?:et |mais )*(?:pourquoi|à quoi (?:ça|cela) sert)(?!\p{L}).{0,60}$/iu,
  /^[¿ ]*(?:y |pero )*(?:por qué|para qué)(?!\p{L}).{0,60}$/iu,
  /^(?:e |mas )*(?:por que|porquê|porque|para que|para quê)(?!\p{L}).{0,60}$/iu,
  /^.{0,20}(?:なぜ|どうして|なんで|何のため).{0,40}$/u,
  /^(?:و)?(?:لماذا|ليش|لم تحتاجون|ما سبب).{0,60}$/u,
];

/** “Why do you need this?” and its like, in the languages we speak to customers. */
export function asksWhy(text: string): boolean {
  return whys.some((pattern) => pattern.test(plainTyped(text)));
}
