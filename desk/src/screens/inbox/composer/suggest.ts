/** What is meant by the word being typed? `/name` calls a snippet or a macro, `@name` a colleague; anything else nothing. Pure. */

export type Trigger = '/' | '@';
export interface Asked {
  readonly trigger: Trigger;
  readonly word: string;
  /** Characters before the caret that the choice takes the place of. */
  readonly length: number;
}

/** `before`: the line up to the caret. Only where a word begins: “and/or” and addresses call nothing. */
export function askedBy(before: string, triggers: readonly Trigger[]): Asked | null {
  const found = /(?:^|[\s(])([/@])([\p{L}\p{N}_.-]*)$/u.exec(before);
  const [, sign, word = ''] = found ?? [];
  const trigger = triggers.find((one) => one === sign);
  return trigger === undefined ? null : { trigger, word, length: word.length + 1 };
}

/** Those whose name, or a word of it, begins so; the whole name first, at most `most`. */
export function fitting<Item extends { readonly name: string }>(items: readonly Item[], word: string, most = 8): readonly Item[] {
  const wanted = word.toLowerCase();
  const starts = (text: string) => text.toLowerCase().startsWith(wanted);
  return items
    .filter(({ name }) => starts(name) || name.split(/[\s_-]+/).some(starts))
    .toSorted((a, b) => Number(starts(b.name)) - Number(starts(a.name)) || a.name.localeCompare(b.name))
    .slice(0, most);
}
