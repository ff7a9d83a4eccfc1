/** Is this password long enough to be sent? Length only, as the server bounds it; common ones are refused there. */
import type { WordKey } from '../../words/say.ts';

/** As `passwordChars` of `server/accounts/password.ts`. */
const minChars = 10;
const maxChars = 128;

/** Null = may be sent. */
export function passwordFlaw(password: string): WordKey | null {
  if ([...password].length < minChars) return 'join.passwordShort';
  return password.length > maxChars ? 'join.passwordLong' : null;
}
