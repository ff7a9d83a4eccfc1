/** Which open cases may be about this incident? Those with the topic of a linked case, or that share enough words with its title or with what linked cases say. A person decides. */
import { sharedCount, stemsOf } from '../craft/stems.ts';

export interface Telling {
  readonly id: string;
  readonly topicId: string | null;
  /** Subject and what the customer wrote. */
  readonly text: string;
}

export interface Suggestion {
  readonly id: string;
  readonly because: 'topic' | 'words';
  /** The first letters of the words it shares, at most five. */
  readonly words: readonly string[];
}

/** Words shared with the title (or all of a shorter title's), or with one linked case. */
const fromTitle = 2;
const fromLinked = 3;

/** Those that share most come first, then the order given. `cases` are not linked yet. */
export function suggest(title: string, linked: readonly Telling[], cases: readonly Telling[]): Suggestion[] {
  const topics = new Set(linked.flatMap((one) => one.topicId ?? []));
  const titleStems = stemsOf(title);
  const needed = Math.min(fromTitle, titleStems.size);
  const linkedStems = linked.map((one) => stemsOf(one.text));
  const found = cases.flatMap((one): (Suggestion & { count: number })[] => {
    const stems = stemsOf(one.text);
    const inTitle = sharedCount(stems, titleStems);
    const nearest = linkedStems.reduce<ReadonlySet<string>>(
      (best, own) => (sharedCount(stems, own) > sharedCount(stems, best) ? own : best),
      new Set(),
    );
    const inLinked = sharedCount(stems, nearest);
    const sameWords = (needed > 0 && inTitle >= needed) || inLinked >= fromLinked;
    if (!sameWords && (one.topicId === null || !topics.has(one.topicId))) return [];
    const words = [...stems].filter((stem) => titleStems.has(stem) || nearest.has(stem)).slice(0, 5);
    return [{ id: one.id, because: sameWords ? 'words' : 'topic', words, count: inTitle + inLinked }];
  });
  return found.toSorted((a, b) => b.count - a.count).map(({ id, because, words }) => ({ id, because, words }));
}
