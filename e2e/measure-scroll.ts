/** How many frames a second while the wheel turns: over the desk's list, and over a bare page with as many plain rows, which is what the machine can do at all. */
import type { Page } from 'playwright-core';

const forMs = 3_000;

/** Frames per second over three seconds of turning the wheel at this place. */
async function turn(page: Page, x: number, y: number): Promise<number> {
  await page.mouse.move(x, y);
  const counted = page.evaluate(
    (lastMs) =>
      new Promise<number>((resolve) => {
        const beganAt = performance.now();
        let count = 0;
        const frame = (at: number): void => {
          count += 1;
          if (at - beganAt < lastMs) requestAnimationFrame(frame);
          else resolve((count * 1_000) / (at - beganAt));
        };
        requestAnimationFrame(frame);
      }),
    forMs,
  );
  let isDone = false;
  void counted.then(() => (isDone = true));
  while (!isDone) await page.mouse.wheel(0, 240);
  return counted;
}

export async function scrollList(page: Page): Promise<{ readonly framesPerSecond: number; readonly rowCount: number }> {
  const list = page.getByRole('listbox');
  const box = (await list.boundingBox())!;
  const framesPerSecond = await turn(page, box.x + box.width / 2, box.y + box.height / 2);
  const rowCount = await list.evaluate((element) => Math.round(element.scrollHeight / 68));
  return { framesPerSecond, rowCount };
}

export async function scrollBare(page: Page, rowCount: number): Promise<number> {
  const rows = Array.from({ length: rowCount }, (_, index) => `<div>Row ${index}</div>`).join('');
  await page.setContent(
    `<!doctype html><style>main { width: 360px; height: 800px; overflow-y: auto } div { height: 67px; border-bottom: 1px solid #ccc }</style><main>${rows}</main>`,
  );
  return turn(page, 180, 400);
}
