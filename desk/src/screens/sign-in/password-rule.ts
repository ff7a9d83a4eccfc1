/** Is this password long enough to be sent? Length only, as the server bounds it; common ones are refused there. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { WordKey } from '../../words/say.ts';

const { min: minChars, max: maxChars } = limits.passwordChars;

/** Null = may be sent. */
export function passwordFlaw(password: string): WordKey | null {
  if ([...password].length < minChars) return 'join.passwordShort';
  return password.length > maxChars ? 'join.passwordLong' : null;
}
