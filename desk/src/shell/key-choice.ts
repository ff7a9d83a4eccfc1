/** Which letter does what, once a person has chosen other ones? A deed is named by the key it has from the start; pure. */

/** By deed: the key chosen for it, or null where it has none. Deeds not named keep their own. */
export type KeyChoice = Readonly<Record<string, string | null>>;

/** Null: switched off. */
export const keyOf = (deed: string, choice: KeyChoice): string | null => {
  const chosen = choice[deed];
  return chosen === undefined ? deed : chosen;
};

/** What pressing this key means among `deeds`; keys outside of the choice mean themselves. */
export function deedOf(pressed: string, choice: KeyChoice, deeds: readonly string[]): string | null {
  const chosen = deeds.find((deed) => keyOf(deed, choice) === pressed);
  if (chosen !== undefined) return chosen;
  // The key a deed had before it was moved, or a key of nobody.
  return deeds.includes(pressed) ? null : pressed;
}

/** One visible character that is no digit: digits are the macros'. */
export const isChoosable = (key: string): boolean => /^[^\s\d\p{C}]$/u.test(key);

/** Whose key it is already, other than this deed's. */
export const takenBy = (key: string, deed: string, choice: KeyChoice, deeds: readonly string[]): string | undefined =>
  deeds.find((other) => other !== deed && keyOf(other, choice) === key);

/** Anything stored that is not a choice is no choice. */
export function readChoice(stored: string | null, deeds: readonly string[]): KeyChoice {
  if (stored === null) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(stored);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
  const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  return Object.fromEntries(
    entries.filter(([deed, key]) => deeds.includes(deed) && (key === null || (typeof key === 'string' && isChoosable(key)))),
  );
}
