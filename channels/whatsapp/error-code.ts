/**
 * What does one of Meta's error codes mean for a message of ours? Codes are matched, never words. From Meta's page of error codes; what stands
 * nowhere here is judged by its HTTP status where there is one.
 */
import type { RejectionClass } from '../contract/outcome.ts';

/** Too much at once: of the app (4), the business account (80007), the number (130429, 131048), the two together (131056). Nothing was taken. */
const rates: ReadonlySet<number> = new Set([4, 80_007, 130_429, 131_048, 131_056]);
/** The number is being moved to a higher rate, which takes a minute: it takes nothing meanwhile. */
const maintenance = 131_057;

/**
 * “Unknown error” and “temporarily unavailable” (1, 2, 131000, 131016, 133004) do not say that nothing was taken, and nothing at Meta would
 * know a repeated message again: a status or a person settles those.
 */
const undecided: ReadonlySet<number> = new Set([1, 2, 131_000, 131_016, 133_004]);

const classes: readonly (readonly [RejectionClass, readonly number[]])[] = [
  // The token, and what it may do; 200 to 299 are permissions too.
  ['authBroken', [0, 3, 10, 190, 131_005]],
  // The number is gone or not registered, the account locked, without payment, without an accepted name, or still for trying out.
  ['configuration', [33, 368, 131_030, 131_031, 131_037, 131_042, 131_045, 133_010]],
  ['windowClosed', [131_047]],
  // No WhatsApp there or blocked by them, themselves, stopped by them, a country we may not write to, or Meta spares them such messages.
  ['permanentRecipient', [130_472, 130_497, 131_021, 131_026, 131_049, 131_050, 131_062, 131_063]],
  ['permanentContent', [100, 131_008, 131_009, 131_051, 131_052, 131_053]],
];
const byCode = new Map(classes.flatMap(([name, codes]) => codes.map((code) => [code, name] as const)));

/** Certainly not taken, and it may work a little later. */
export const isForLater = (code: number, status: number): boolean => rates.has(code) || code === maintenance || status === 429;

/** Null where the code alone does not tell. */
export function classOf(code: number): RejectionClass | null {
  if (code >= 200 && code <= 299) return 'authBroken';
  // All that is about templates.
  if (code >= 132_000 && code <= 132_999) return 'permanentContent';
  return byCode.get(code) ?? null;
}

/** Of a call that was refused; null where it may have been taken all the same. */
export function refusalOf(code: number, status: number): RejectionClass | null {
  const known = classOf(code);
  if (known !== null) return known;
  if (undecided.has(code) || status < 400 || status >= 500) return null;
  return status === 401 ? 'authBroken' : 'permanentContent';
}
