/**
 * Which of the sender's own cases does a mail without thread headers probably continue? A hint only: the same sender, an answer's subject,
 * and the subject or the number of a case of theirs. It never looks at anybody else's cases (attack 19).
 */
import { dayMs, type Instant } from '../kernel/instant.ts';

/** What mail programs put before the subject of an answer, in the languages we know; optionally counted, as in “Re[2]:”. */
const answerWords = 're|aw|antw|sv|vs|odp|ynt|rif|res|r|antwort|回复|回覆|答复|返信|رد|השב';
const forwardWords = 'fwd?|wg|tr|rv|enc|i|vl|doorst|weitergeleitet|转发|轉寄|転送';
const prefix = new RegExp(`^\\s*(?:(${answerWords})|(${forwardWords}))(?:\\s?[\\[(]\\d{1,3}[\\])]|\\^\\d{1,3})?\\s?[:：]`, 'iu');
/** “[#1024]” or “#1024” at the end; a bare number proves nothing. */
const caseTag = /\[#(\d{1,9})\]|(?:^|\s)#(\d{1,9})\s*$/u;
const prefixesMost = 10;
/** A subject this short is many people's. */
const shortestChars = 4;
/** Older matters are taken up again by a new case. */
export const subjectHintMs = 30 * dayMs;

/** The subject without prefixes of answers and forwards, in one case and spacing; “” for none. */
export function bareSubject(subject: string | null): string {
  let rest = (subject ?? '').slice(0, 500);
  for (let count = 0; count < prefixesMost && prefix.test(rest); count += 1) rest = rest.replace(prefix, '');
  return rest.replaceAll(/\s+/gu, ' ').trim().toLowerCase();
}

/** Does its first prefix call it an answer? A forwarded mail begins something of its own. */
export function isAnswerSubject(subject: string | null): boolean {
  const found = prefix.exec((subject ?? '').slice(0, 500));
  return found !== null && found[1] !== undefined;
}

/** The number of a case named in the subject, or null. */
export function caseNumberIn(subject: string | null): number | null {
  const found = caseTag.exec((subject ?? '').slice(0, 500));
  const digits = found?.[1] ?? found?.[2];
  return digits === undefined ? null : Number(digits);
}

export interface HintedCase {
  readonly id: string;
  readonly number: number;
  readonly subject: string | null;
  readonly state: 'open' | 'resolved';
  readonly lastMessageAt: Instant;
}

/** Could a subject like this name a case? Asked before any case is read. */
export function mayHint(subject: string | null): boolean {
  return caseNumberIn(subject) !== null || (isAnswerSubject(subject) && bareSubject(subject).length >= shortestChars);
}

/** `own`: cases of this sender. Gives the id, or null: then it is a new matter. The open and newest of several wins. */
export function hintedCase(subject: string | null, own: readonly HintedCase[], receivedAt: Instant): string | null {
  const recent = own.filter((one) => receivedAt - one.lastMessageAt <= subjectHintMs);
  const number = caseNumberIn(subject);
  const byNumber = recent.find((one) => one.number === number);
  if (byNumber !== undefined) return byNumber.id;
  const bare = bareSubject(subject);
  if (!isAnswerSubject(subject) || bare.length < shortestChars) return null;
  const same = recent.filter((one) => bareSubject(one.subject) === bare);
  const rank = (one: HintedCase): number => (one.state === 'open' ? 1e15 : 0) + one.lastMessageAt;
  return same.toSorted((a, b) => rank(b) - rank(a))[0]?.id ?? null;
}
