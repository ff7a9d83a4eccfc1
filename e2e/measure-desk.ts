/**
 * How quickly does the desk answer? Does everyday actions in Chromium against a running Meanwhile and prints, as one line of JSON, the ms from each
 * press to the frame that shows its result, frames per second while the list scrolls, and the longest task. `tools/bench/desk.ts` starts it.
 */
import type { Page } from 'playwright-core';
import { device, openBrowser } from './browser.ts';
import { watchPresses } from './watch-presses.ts';

export interface Measured {
  /** Ms by action, in the order they were measured. */
  readonly actions: Readonly<Record<string, readonly number[]>>;
  readonly framesPerSecond: number;
  readonly longestTaskMs: number;
}

/** How often each action is done. */
const rounds = Number(process.argv[3] ?? 12);
const thread = `document.querySelector('[role=log] article') !== null`;
const dialog = `document.querySelector('[role=dialog]:not([data-closed], [style*=toast])') !== null`;
const noDialog = `document.querySelector('[role=dialog]:not([data-closed], [style*=toast])') === null`;
/** Another case than before is open, and its messages stand there. */
const otherCase = `location.pathname !== window.bench.path && ${thread}`;
const focus = (label: string): string => `document.activeElement?.getAttribute('aria-label') === '${label}'`;

interface Action {
  readonly name: string;
  /** What comes before; not measured. */
  readonly before?: (page: Page) => Promise<void>;
  readonly press: (page: Page) => Promise<void>;
  /** True, in the page, when the result is there. */
  readonly shows: string;
  readonly after?: (page: Page) => Promise<void>;
}

const key =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.keyboard.press(name);

/** A list of choices inside it closes first. */
async function close(page: Page): Promise<void> {
  for (let count = 0; count < 3 && !(await page.evaluate(noDialog)); count += 1) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(250);
  }
  await page.waitForFunction(noDialog, null, { timeout: 2_000 });
}

/** The field is left with an empty draft, so that letters are keys again. */
async function emptyField(page: Page): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
}

async function fill(page: Page): Promise<void> {
  await page.keyboard.press('r');
  await page.waitForFunction(focus('Your reply'));
  await page.keyboard.type('It leaves today.');
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForFunction(dialog);
  await page.keyboard.type(words);
  await page.getByRole('dialog').getByRole('option').first().waitFor();
}

const actions: readonly Action[] = [
  { name: 'next case', press: key('j'), shows: otherCase },
  { name: 'case before', before: key('j'), press: key('k'), shows: otherCase },
  { name: 'write a reply', press: key('r'), shows: focus('Your reply'), after: key('Escape') },
  {
    name: 'a letter in the reply',
    before: fill,
    press: key('x'),
    shows: `document.activeElement.textContent.includes('today.x') || document.activeElement.value?.includes('today.x')`,
    after: emptyField,
  },
  { name: 'write a note', press: key('n'), shows: focus('Your note'), after: key('Escape') },
  { name: 'send and next', before: fill, press: key('Control+Enter'), shows: otherCase },
  { name: 'resolve', press: key('e'), shows: otherCase },
  { name: 'snooze, the choice', press: key('s'), shows: dialog, after: close },
  {
    name: 'snooze',
    before: async (page) => (await page.keyboard.press('s'), void (await page.waitForFunction(dialog))),
    press: key('1'),
    shows: noDialog,
  },
  { name: 'assign, the choice', press: key('a'), shows: dialog, after: close },
  {
    name: 'take a case',
    before: async (page) => (await page.keyboard.press('a'), void (await page.waitForFunction(dialog))),
    press: key('1'),
    shows: noDialog,
  },
  { name: 'command bar', press: key('Control+k'), shows: dialog, after: close },
  {
    name: 'merge, the choice',
    before: (page) => command(page, 'merge'),
    press: key('Enter'),
    shows: `${dialog} && document.querySelector('[role=dialog]:not([style*=toast]) input') !== null`,
    after: close,
  },
  { name: 'mark as spam', press: key('!'), shows: otherCase },
  {
    name: 'choose a case',
    press: key('x'),
    shows: `document.querySelector('[role=option][aria-checked=true]') !== null`,
    after: key('Escape'),
  },
  { name: 'find, the field', press: key('/'), shows: dialog, after: close },
  { name: 'filter', press: key('f'), shows: dialog, after: close },
  { name: 'write first', press: key('c'), shows: dialog, after: close },
  {
    name: 'follow',
    press: (page) => page.getByRole('button', { name: /^(Follow|Stop following)$/ }).click(),
    shows: `document.querySelector('button[aria-pressed][aria-label*=ollow]')?.getAttribute('aria-pressed') !== window.bench.followed`,
  },
];

async function atCase(page: Page): Promise<void> {
  if (/\/inbox\/\w+\/[\w-]+$/.test(new URL(page.url()).pathname)) return;
  await page.getByRole('listbox').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForFunction(thread);
}

async function measure(page: Page, { name, before, press, shows, after }: Action): Promise<number> {
  await atCase(page);
  await page.waitForFunction(thread);
  await before?.(page);
  // Between two presses a person reads: what is fetched ahead has come.
  await page.waitForTimeout(600);
  await page.evaluate(`window.bench.await(() => ${shows})`);
  await press(page);
  await page
    .waitForFunction(() => window.bench.tookMs !== null, null, { timeout: 10_000 })
    .catch((cause: unknown) => {
      throw new Error(`${name}: nothing came of it`, { cause });
    });
  const tookMs = await page.evaluate(() => window.bench.tookMs!);
  await after?.(page);
  return tookMs;
}

/** Frames per second over three seconds of turning the wheel. */
async function scroll(page: Page): Promise<number> {
  const box = (await page.getByRole('listbox').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const counted = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const beganAt = performance.now();
        let count = 0;
        const frame = (at: number): void => {
          count += 1;
          if (at - beganAt < 3_000) requestAnimationFrame(frame);
          else resolve((count * 1_000) / (at - beganAt));
        };
        requestAnimationFrame(frame);
      }),
  );
  let isDone = false;
  void counted.then(() => (isDone = true));
  while (!isDone) await page.mouse.wheel(0, 240);
  return counted;
}

async function main(link: string): Promise<void> {
  const browser = await openBrowser();
  try {
    // The questions asked of the page are text; its policy forbids making code of text.
    const page = await (await device(browser, { bypassCSP: true })).newPage();
    await page.addInitScript(watchPresses);
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign me in' }).click();
    await page.waitForURL(/\/(?:inbox|welcome)/);
    await page.goto(new URL('/inbox/team', link).href);
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    const took: Record<string, number[]> = {};
    for (const action of actions) {
      const list = (took[action.name] = [] as number[]);
      for (let round = 0; round < rounds; round += 1) list.push(await measure(page, action));
      process.stderr.write(`${action.name}: ${list.map(Math.round).join(' ')}\n`);
    }
    await page.goto(new URL('/inbox/all', link).href);
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    const framesPerSecond = await scroll(page);
    const longestTaskMs = await page.evaluate(() => window.bench.longestTaskMs());
    process.stdout.write(`${JSON.stringify({ actions: took, framesPerSecond, longestTaskMs } satisfies Measured)}\n`);
  } finally {
    await browser.close();
  }
}

await main(process.argv[2] ?? '');
