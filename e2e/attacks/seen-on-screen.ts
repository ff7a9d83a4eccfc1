/** What does a person find on a page, whoever wrote it? Its words as they are seen or read out, and which of them run the wrong way. It judges nothing. */
import type { Page } from 'playwright-core';

/** What a reader can see or hear of a page: its words, what stands in its fields, and what is read out in their place. */
export function seenOn(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      document.title,
      document.body.innerText,
      ...[...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
      ...[...document.querySelectorAll('[title], [aria-label], [placeholder], [alt]')].flatMap((element) =>
        ['title', 'aria-label', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''),
      ),
    ].join('\n'),
  );
}

/** Words in Latin letters whose second letter stands left of their first. */
export function backwards(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const boxOf = (node: Node, at: number): DOMRect => {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      for (const word of (node.nodeValue ?? '').matchAll(/[A-Za-z]{3,}/g)) {
        const [first, second] = [boxOf(node, word.index), boxOf(node, word.index + 1)];
        const isSeen = first.width > 0 && second.width > 0 && Math.abs(first.top - second.top) < 2;
        if (isSeen && second.left < first.left) found.push(word[0]);
      }
    return found;
  });
}

/** Everything of theirs that acts on this page: words nobody sees or that turn others, words that stand backwards, elements out of their text. */
export async function troubleOn(page: Page, where: string): Promise<string[]> {
  const seen = await seenOn(page);
  return [
    ...(/[\u202a-\u202e\u2066-\u2069]/.test(seen) ? [`${where}: turned directions`] : []),
    ...(/[a-z]\u200b/.test(seen) ? [`${where}: letters nobody sees`] : []),
    ...(await backwards(page)).map((word) => `${where}: ${word} stands backwards`),
    ...((await page.locator('img[src="x"]').count()) > 0 ? [`${where}: an element of theirs`] : []),
  ];
}
