/** What can be meant by what somebody typed? One thing, several that only they can tell apart, or nothing we can read. */
export type Reading =
  | { readonly read: 'one'; readonly value: string }
  /** Likelier first; which one is meant is asked, never guessed. */
  | { readonly read: 'several'; readonly values: readonly string[] }
  | { readonly read: 'none' };

export function readingOf(values: readonly string[]): Reading {
  const [value, ...others] = [...new Set(values)];
  if (value === undefined) return { read: 'none' };
  return others.length === 0 ? { read: 'one', value } : { read: 'several', values: [value, ...others] };
}

/** Full-width digits, odd spaces and dashes as people's keyboards and copied pages give them. */
export const plainTyped = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/[\s\u200b\ufeff]+/g, ' ')
    .trim();
