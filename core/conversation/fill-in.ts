/**
 * What do the words in braces of a snippet become? Those of a closed list are replaced by what is known; everything else, be it unknown or
 * another language's template, stays as it was typed (attack 113). It computes nothing and looks nothing up.
 */

/** What may stand in a snippet: `{customer}` first name, `{agent}` the writer, `{case}` the number, `{due}` when a reply is due. */
export const blanks = ['customer', 'agent', 'case', 'due'] as const;
export type Blank = (typeof blanks)[number];
export type Known = Readonly<Partial<Record<Blank, string | null>>>;

const isBlank = (name: string): name is Blank => blanks.some((one) => one === name);

/** A blank nothing is known for stays, so that the writer sees what is missing. What is put in is never looked at again. */
export function fillIn(text: string, known: Known): string {
  // A doubled brace is somebody else's template language: left alone as a whole.
  return text.replace(/\{\{[^{}]*\}\}|\{([a-z]+)\}/g, (whole, name: string | undefined) =>
    name !== undefined && isBlank(name) && Object.hasOwn(known, name) ? (known[name] ?? whole) : whole,
  );
}

/** “Jonas Weber” → “Jonas”; “Weber, Jonas” → “Jonas”. Null where no name is known or an address stands for it. */
export function firstNameOf(name: string | null): string | null {
  const whole = name?.trim() ?? '';
  if (whole === '' || whole.includes('@')) return null;
  const [family, given] = whole.split(',', 2).map((part) => part.trim());
  return (given ?? family ?? '').split(/\s+/)[0] || null;
}

/** The text for a customer's language, else the first. `locale` may be “de-AT”. */
export function textFor<T extends { readonly locale: string }>(texts: readonly T[], locale: string | null): T | undefined {
  const language = locale?.slice(0, 2).toLowerCase();
  return texts.find((one) => one.locale === language) ?? texts[0];
}
