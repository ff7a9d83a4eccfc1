/** What is an everyday action of the desk, and what do several of them need? `everyday.ts` lists all thirty; `measure-desk.ts` does them. */
import type { Page } from 'playwright-core';

export interface Step {
  readonly press: (page: Page) => Promise<void>;
  /** True, in the page, when what the press was for stands there. */
  readonly shows: string;
}

export interface Action {
  /** Its number in the table of `docs/guide/agent.md`. */
  readonly of: number;
  readonly name: string;
  /** What comes before; neither measured nor counted. */
  readonly before?: (page: Page) => Promise<void>;
  readonly steps: readonly Step[];
  readonly after?: (page: Page) => Promise<void>;
}

export const thread = `document.querySelector('[role=log] article') !== null`;
export const dialog = `document.querySelector('[role=dialog]:not([data-closed], [style*=toast])') !== null`;
export const noDialog = `document.querySelector('[role=dialog]:not([data-closed], [style*=toast])') === null`;
export const menu = `document.querySelector('[role=menu]:not([data-closed])') !== null`;
export const noMenu = `document.querySelector('[role=menu]:not([data-closed])') === null`;
/** Another case than before is open: its address, its own conversation and its own row. */
export const otherCase = `location.pathname !== window.bench.path && document.querySelector('[data-thread="' + location.pathname.split('/').at(-1) + '"] article') !== null`;
export const focus = (label: string): string => `document.activeElement?.getAttribute('aria-label') === '${label}'`;
export const said = (words: string): string =>
  `[...document.querySelectorAll('[role=dialog][style*=toast]')].some((one) => one.innerText.includes('${words}'))`;
export const inField = (words: string): string =>
  `(document.activeElement.value ?? document.activeElement.textContent).includes('${words}')`;
export const names = (selector: string): string => `document.querySelector('${selector}') !== null`;

export const key =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.keyboard.press(name);
export const click =
  (role: 'button' | 'menuitem', name: string | RegExp) =>
  (page: Page): Promise<void> =>
    page
      .getByRole(role, typeof name === 'string' ? { name, exact: true } : { name })
      .first()
      .click();

/** The field is left with an empty draft, so that letters are keys again. */
export async function emptyField(page: Page): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
}

/** A list of choices inside it closes first. */
export async function close(page: Page): Promise<void> {
  for (let count = 0; count < 3 && !(await page.evaluate(noDialog)); count += 1) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(250);
  }
  await page.waitForFunction(noDialog, null, { timeout: 2_000 });
}

export async function into(page: Page, mode: 'reply' | 'note'): Promise<void> {
  await page.keyboard.press(mode === 'reply' ? 'r' : 'n');
  await page.waitForFunction(focus(`Your ${mode}`));
}

/** An answer that the checks before sending have nothing against. */
export async function fill(page: Page): Promise<void> {
  await into(page, 'reply');
  // In place of the sentence that a late answer begins with by itself.
  await page.keyboard.press('Control+a');
  await page.keyboard.type('I am sorry for the wait. It leaves today.');
}

/** The public API as the page's own person. */
export async function api<Answer>(page: Page, method: string, path: string, body?: unknown): Promise<Answer> {
  const { status, text } = await page.evaluate(
    async ([verb, where, what]) => {
      const answer = await fetch(`/api/v1${where}`, {
        method: verb,
        headers: {
          ...(what === null ? {} : { 'content-type': 'application/json' }),
          'meanwhile-workspace': localStorage.getItem('meanwhile.workspace') ?? '',
          ...(verb === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
        },
        ...(what === null ? {} : { body: what }),
      });
      return { status: answer.status, text: await answer.text() };
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  );
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

export const openId = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1)!;
