/**
 * How do facts get into a sentence? By replacing `{name}`; no logic, no nesting, no escapes, so neither a translator nor a customer's own
 * text can make it do anything else. A placeholder without a value stays as it is.
 */
export type Facts = Readonly<Record<string, string | number>>;

const placeholder = /\{([a-zA-Z]+)\}/g;

/** One pass: a `{link}` inside a filled-in value is text and is not replaced again. */
export function fill(pattern: string, facts: Facts): string {
  return pattern.replace(placeholder, (whole, name: string) => (Object.hasOwn(facts, name) ? String(facts[name]) : whole));
}

/** The names in `pattern`, sorted, each once. */
export function placeholdersIn(pattern: string): string[] {
  return [...new Set([...pattern.matchAll(placeholder)].map((match) => match[1] as string))].sort();
}
