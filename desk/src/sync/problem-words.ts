/** How is a refusal said to people? One key per code that a form can meet; a screen that knows better passes its own. */
import { say } from '../words/say.ts';
import { isProblem } from './api.ts';
import type { WordKey } from '../words/say.ts';
import type { ProblemCode } from './api.ts';

export type ProblemWords = Partial<Record<ProblemCode, WordKey>>;

const common: ProblemWords = {
  unreachable: 'screen.away',
  database_away: 'screen.away',
  overloaded: 'screen.away',
  outcome_unknown: 'screen.outcomeUnknown',
  not_allowed: 'screen.notAllowed',
  not_found: 'screen.gone',
  not_signed_in: 'screen.signedOut',
  too_many_requests: 'signIn.tooMany',
  conflict: 'screen.conflict',
  revision_conflict: 'screen.conflict',
  last_owner: 'team.lastOwner',
  address_taken: 'mail.addressTaken',
  address_invalid: 'mail.addressBad',
  nothing_to_override: 'gate.nothing',
  reply_time_missing: 'channel.replyTimeMissing',
  calendar_never_open: 'hours.neverOpen',
  invitation_invalid: 'join.invalid',
  url_refused: 'webhooks.urlRefused',
};

/** Words for what went wrong with a write. Null for a request its own sender called off. */
export function problemWords(error: unknown, own: ProblemWords = {}): string | null {
  if (!isProblem(error)) return say('screen.notSaved');
  if (error.code === 'aborted') return null;
  const key = own[error.code] ?? common[error.code];
  if (key !== undefined) return say(key);
  const details = [error.detail, ...error.errors.map((one) => one.detail)].filter((detail) => detail !== null);
  return [say('screen.notSaved'), ...details].join(' ');
}
