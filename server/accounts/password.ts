/**
 * Is this password good enough, and does it match? argon2id over the exact bytes, bounded before any hashing; no rules about
 * capitals or digits, but none of the ones every guesser tries first.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { hash, verify } from '@node-rs/argon2';
import { isCommonPassword } from './common-passwords.ts';

export const passwordChars = limits.passwordChars;

/** RFC 9106 and OWASP: argon2id, 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  if (password.length > passwordChars.max) throw new Error('the password was not bounded before hashing');
  return hash(password, cost);
}

export async function verifyPassword(input: { hash: string; password: string }): Promise<boolean> {
  if (input.password.length > passwordChars.max) return false;
  return verify(input.hash, input.password);
}

export type PasswordFlaw = 'too_short' | 'too_long' | 'too_common';

/** Null = fine. `about`: words an attacker would try with this person, such as the address and the name. */
export function flawOf(password: string, about: readonly string[] = []): PasswordFlaw | null {
  if ([...password].length < passwordChars.min) return 'too_short';
  if (password.length > passwordChars.max) return 'too_long';
  const plain = password.toLowerCase();
  if (isCommonPassword(plain) || about.some((word) => word.trim().toLowerCase() === plain)) return 'too_common';
  return null;
}
