/** Who is meant by an `@` in a note? Names as the team knows them, the longest that fits first. Addresses and words with an `@` inside mean nobody. */

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Everybody whose whole name follows an `@`; two of the same name are both meant. In no order. */
export function mentionedIn<Person extends Named>(text: string, people: readonly Person[]): readonly Person[] {
  const lower = text.toLowerCase();
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length);
  const found = new Set<Person>();
  for (let at = lower.indexOf('@'); at !== -1; at = lower.indexOf('@', at + 1)) {
    if (at > 0 && /[\p{L}\p{N}.]/u.test(lower[at - 1] ?? '')) continue;
    const rest = lower.slice(at + 1);
    const hit = byLength.find(
      ({ name }) => name !== '' && rest.startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length)),
    );
    for (const person of people) if (hit !== undefined && person.name.toLowerCase() === hit.name.toLowerCase()) found.add(person);
  }
  return [...found];
}
