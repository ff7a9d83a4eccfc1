/** Where do sentences begin and end? Good enough for letters to customers in English and German; it does not parse grammar. */
export interface Sentence {
  readonly text: string;
  /** Where it begins in the whole text. */
  readonly from: number;
}

const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|no|nr|st|mr|mrs|ms|dr|z\.\s?b|bzw|ca|str|tel|inkl|ggf|evtl|usw|etc|\d{1,2}|[a-z])$/i;

export function sentencesOf(text: string): readonly Sentence[] {
  const found: Sentence[] = [];
  let from = 0;
  const close = (to: number) => {
    const part = text.slice(from, to);
    const lead = part.length - part.trimStart().length;
    if (part.trim() !== '') found.push({ text: part.trim(), from: from + lead });
    from = to;
  };
  for (const mark of text.matchAll(/(?<![.!?…])[.!?…]+["”“’)]*(?=\s|$)|\n+/g)) {
    const isStop = mark[0] === '.' && !/\n/.test(mark[0]);
    if (isStop && abbreviation.test(text.slice(from, mark.index))) continue;
    close(mark.index + mark[0].length);
  }
  close(text.length);
  return found;
}

/** The writer's own words: quoted lines and passages become spaces, so that places stay the same. */
export function ownWords(draft: string): string {
  const blank = (part: string) => ' '.repeat(part.length);
  return draft
    .replaceAll(/^>.*$/gm, blank)
    .replaceAll(/“[^”“\n]{1,200}”|„[^“”\n]{1,200}[“”]|"[^"\n]{1,200}"|«[^»\n]{1,200}»/g, blank)
    .replaceAll(/[’‘]/g, "'");
}
