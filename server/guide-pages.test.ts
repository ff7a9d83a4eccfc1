/** Are the guides readable inside the product, with every link between them leading somewhere, and nothing in them that could run? */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { guidePage, readGuides } from './guide-pages.ts';

describe('the guides', async () => {
  const guides = await readGuides();
  test('are there, each with a title', () => {
    expect(guides.length).toBeGreaterThanOrEqual(2);
    for (const guide of guides) expect(guide.title, guide.name).not.toBe(guide.name);
  });
  test.each(guides.map((guide) => [guide.name, guide] as const))(
    '%s links only to guides that exist and shows only pictures that exist',
    async (_name, guide) => {
      const page = await guidePage(guide, guides);
      const mentioned = [...guide.markdown.matchAll(/\]\(([a-z-]+)\.md/g)].map((found) => found[1]);
      expect(mentioned.filter((name) => !guides.some((one) => one.name === name))).toEqual([]);
      const pictures = [...guide.markdown.matchAll(/\]\(images\/([^)]+)\)/g)].map((found) => found[1]!);
      expect(pictures.filter((file) => !existsSync(new URL(`../docs/guide/images/${file}`, import.meta.url)))).toEqual([]);
      expect(page).toContain(`<h1 id=`);
      expect(page).not.toContain('<script');
    },
  );
  test('show HTML as text, and links with other schemes not at all', async () => {
    const page = await guidePage(
      { name: 'x', title: 'X', markdown: '# X\n\n<b onclick="x">no</b> [go](javascript:alert(1)) [in](../secret)' },
      [],
    );
    expect(page).not.toMatch(/<b |javascript:|secret"/);
  });
});
