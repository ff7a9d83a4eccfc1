/**
 * How quickly does the desk answer? Does the everyday actions in Chromium against a running Meanwhile and prints, as one line of JSON, the ms from
 * each press to the frame that shows its result, the presses counted, the page's own work, and how the list scrolls beside a bare page.
 */
import type { CDPSession, Page } from 'playwright-core';
import { device, openBrowser } from './browser.ts';
import { everyday } from './everyday.ts';
import { thread, type Action } from './everyday-action.ts';
import { prepare } from './everyday-content.ts';
import { scrollBare, scrollList } from './measure-scroll.ts';
import { watchPresses } from './watch-presses.ts';

export interface MeasuredAction {
  readonly of: number;
  readonly name: string;
  /** Ms of the slowest press of each round. */
  readonly tookMs: readonly number[];
  readonly keyCount: number;
  readonly clickCount: number;
  /** Ms the page's main thread worked for one round, of it in scripts; a busy machine hardly changes them. */
  readonly taskMs: number;
  readonly scriptMs: number;
}
export interface Measured {
  readonly actions: readonly MeasuredAction[];
  /** What came to nothing, and where the page stood: of these actions there is no figure. */
  readonly failed: readonly string[];
  readonly framesPerSecond: number;
  /** Of a page with as many plain rows and no script: what this machine can do at all. */
  readonly bareFramesPerSecond: number;
  readonly longestTaskMs: number;
}

/** How often each action is done. */
const rounds = Number(process.argv[3] ?? 12);
/** `… 3 merge` does only the actions of which the name begins so. */
const only = process.argv[4] ?? '';

async function atCase(page: Page): Promise<void> {
  if (/\/inbox\/\w+\/[\w-]+$/.test(new URL(page.url()).pathname)) return;
  await page.getByRole('listbox').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForFunction(thread);
}

/** Where the page stands, for who reads why an action came to nothing. */
function placeOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    const focus = `${activeElement?.tagName} ${activeElement?.getAttribute('role') ?? ''} ${activeElement?.getAttribute('aria-label') ?? ''}`;
    const dialogs = [...document.querySelectorAll<HTMLElement>('[role=dialog], [role=menu]')].map((one) => one.innerText.slice(0, 60));
    return JSON.stringify({ path: location.pathname, was: window.bench.path, focus, dialogs, keyCount: window.bench.keyCount });
  });
}

interface Round {
  readonly tookMs: number;
  readonly keyCount: number;
  readonly clickCount: number;
  readonly taskMs: number;
  readonly scriptMs: number;
}

async function work(session: CDPSession): Promise<{ taskMs: number; scriptMs: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => (metrics.find((one) => one.name === name)?.value ?? 0) * 1_000;
  return { taskMs: of('TaskDuration'), scriptMs: of('ScriptDuration') };
}

const presses = (page: Page) => page.evaluate(() => ({ keyCount: window.bench.keyCount, clickCount: window.bench.clickCount }));

async function measure(page: Page, session: CDPSession, { name, before, steps, after }: Action): Promise<Round> {
  await atCase(page);
  await page.waitForFunction(thread);
  await before?.(page);
  // Between two actions a person reads: what is fetched ahead has come.
  await page.waitForTimeout(600);
  const [pressed, worked] = [await presses(page), await work(session)];
  let tookMs = 0;
  for (const [index, { press, shows }] of steps.entries()) {
    await page.evaluate(`window.bench.await(() => ${shows})`);
    await press(page);
    await page
      .waitForFunction(() => window.bench.tookMs !== null, null, { timeout: 10_000 })
      .catch((cause: unknown) => {
        throw new Error(`${name}: nothing came of press ${index + 1}`, { cause });
      });
    tookMs = Math.max(tookMs, await page.evaluate(() => window.bench.tookMs!));
  }
  const [pressedNow, workedNow] = [await presses(page), await work(session)];
  await after?.(page);
  return {
    tookMs,
    keyCount: pressedNow.keyCount - pressed.keyCount,
    clickCount: pressedNow.clickCount - pressed.clickCount,
    taskMs: workedNow.taskMs - worked.taskMs,
    scriptMs: workedNow.scriptMs - worked.scriptMs,
  };
}

async function measureAll(page: Page, session: CDPSession): Promise<Pick<Measured, 'actions' | 'failed'>> {
  const measured: MeasuredAction[] = [];
  const failed: string[] = [];
  for (const action of everyday.filter(({ name }) => name.startsWith(only))) {
    const list: Round[] = [];
    try {
      for (let round = 0; round < rounds; round += 1) list.push(await measure(page, session, action));
    } catch (error) {
      // The others are still worth their figures; the bench tells of this one.
      failed.push(`${action.of} ${action.name}, round ${list.length + 1}: ${(error as Error).message} ${await placeOf(page)}`);
      process.stderr.write(`${failed.at(-1)}\n`);
      await openTeam(page);
      continue;
    }
    const mean = (part: keyof Round): number => list.reduce((sum, one) => sum + one[part], 0) / list.length;
    const most = (part: keyof Round): number => Math.max(...list.map((one) => one[part]));
    const result = {
      of: action.of,
      name: action.name,
      tookMs: list.map((one) => one.tookMs),
      keyCount: most('keyCount'),
      clickCount: most('clickCount'),
      taskMs: mean('taskMs'),
      scriptMs: mean('scriptMs'),
    };
    measured.push(result);
    const { of, name, tookMs, keyCount, clickCount, taskMs } = result;
    process.stderr.write(
      `${of} ${name}: ${keyCount} keys, ${clickCount} clicks, ${Math.round(taskMs)} ms of work; ${tookMs.map(Math.round).join(' ')}\n`,
    );
  }
  return { actions: measured, failed };
}

async function openTeam(page: Page): Promise<void> {
  await page.goto(new URL('/inbox/team', page.url()).href);
  await page.getByRole('listbox').getByRole('option').first().waitFor();
}

async function main(link: string): Promise<void> {
  const browser = await openBrowser();
  try {
    // The questions asked of the page are text; its policy forbids making code of text.
    const context = await device(browser, { bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    await page.addInitScript(watchPresses);
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign me in' }).click();
    await page.waitForURL(/\/(?:inbox|welcome)/);
    await prepare(page, rounds);
    await openTeam(page);
    const { actions, failed } = await measureAll(page, session);
    await page.goto(new URL('/inbox/all', link).href);
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    const { framesPerSecond, rowCount } = await scrollList(page);
    const longestTaskMs = await page.evaluate(() => window.bench.longestTaskMs());
    const bareFramesPerSecond = await scrollBare(await context.newPage(), rowCount);
    process.stdout.write(
      `${JSON.stringify({ actions, failed, framesPerSecond, bareFramesPerSecond, longestTaskMs } satisfies Measured)}\n`,
    );
  } finally {
    await browser.close();
  }
}

await main(process.argv[2] ?? '');
