/** What does axe-core hold against a page? In every look of ours: light, dark, narrow and wide. It opens nothing and judges nothing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const looks = (['light', 'dark'] as const).flatMap((colorScheme) => [360, 1440].map((width) => ({ colorScheme, width })));

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** Everything axe-core holds against a page or frame, in words short enough to read in a report. */
export async function violations(place: Page | Frame): Promise<string[]> {
  if (!(await place.evaluate(() => 'axe' in window))) await place.evaluate(axeSource);
  const found = await place.evaluate<Finding[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then((result) => JSON.parse(JSON.stringify(result.violations)))`,
  );
  return found.flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${(node.failureSummary ?? '').split('\n')[1]?.trim() ?? ''}`),
  );
}

/** The same, light and dark, narrow and wide. */
export async function inEveryLook(page: Page, name: string, place: Page | Frame = page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(200);
    const list = await violations(place);
    if (list.length > 0) found[`${name}, ${colorScheme}, ${width} px`] = list;
  }
  return found;
}

/** Fetched, drawn, and moved into place. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
}
