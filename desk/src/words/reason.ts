/** Why did it not work, in half a sentence that fits after “Not done:”? From a `Problem`'s code; anything unknown is our fault. */
import { isProblem } from '../sync/api.ts';
import type { ProblemCode } from '../sync/api.ts';
import { lostCodes } from '../sync/lost.ts';
import { say } from './say.ts';
import type { WordKey } from './say.ts';

const words: Partial<Record<ProblemCode, WordKey>> = {
  unreachable: 'reason.unreachable',
  database_away: 'reason.unreachable',
  outcome_unknown: 'reason.unreachable',
  overloaded: 'reason.tooMany',
  too_many_requests: 'reason.tooMany',
  too_many_files: 'reason.tooMany',
  conflict: 'reason.conflict',
  revision_conflict: 'reason.conflict',
  case_resolved: 'reason.conflict',
  case_open: 'reason.conflict',
  case_unchanged: 'reason.conflict',
  case_snoozed_not: 'reason.conflict',
  not_merged: 'reason.conflict',
  case_merged: 'reason.merged',
  case_other_conversation: 'reason.otherCustomer',
  case_spam: 'reason.spam',
  not_allowed: 'reason.notAllowed',
  not_signed_in: 'reason.signedOut',
  already_sent: 'reason.sent',
  no_way_to_reach: 'reason.noWay',
  window_closed: 'reason.noWay',
  address_suppressed: 'reason.noWay',
  channel_closed: 'reason.closed',
  text_missing: 'reason.textMissing',
  text_too_long: 'reason.textTooLong',
  file_blocked: 'reason.fileBlocked',
  file_pending: 'reason.filePending',
  file_refused: 'reason.fileRefused',
  not_found: 'reason.gone',
  fields_missing: 'reason.fieldsMissing',
  field_invalid: 'reason.fieldInvalid',
  customer_merged: 'reason.customerMerged',
  snooze_in_past: 'reason.past',
};

/** For a code that came inside an answer. */
export const reasonOfCode = (code: string): string => say(words[code as ProblemCode] ?? 'reason.ours');

export function reasonOf(error: unknown): string {
  const key = isProblem(error) ? words[error.code] : undefined;
  return say(key ?? 'reason.ours');
}

/** What is said in a corner: of a refusal its reason, of a lost answer that nobody knows yet. */
export const failedWords = (error: unknown): string =>
  isProblem(error, ...lostCodes) ? say('failed.lost') : say('failed.verb', { reason: reasonOf(error) });
