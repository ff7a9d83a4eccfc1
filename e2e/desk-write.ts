/**
 * What is a write of the desk, as it is tried with a server that refuses and a line that is cut, and how is it done on screen? The writes
 * themselves are in `desk-writes.ts`. It asserts nothing.
 */
import type { Page } from 'playwright-core';
import type { Shop } from './harness.ts';

/** What the shop has for the writes to be done to. */
export interface Scene {
  readonly shop: Shop;
  readonly page: Page;
  readonly caseId: string;
  /** Of another case of the same customer. */
  readonly otherNumber: number;
  readonly customerId: string;
  /** Of another customer, with two messages. */
  readonly twoMessagesId: string;
  /** A mail whose second letter was put there by its subject. */
  readonly mailCaseId: string;
  readonly bystander: { readonly customerId: string; readonly caseId: string; readonly name: string };
  /** Somebody else who waits for an answer. */
  readonly waitingName: string;
  readonly memberId: string;
  /** With a session of the person at the screen. */
  readonly mia: Shop['api'];
}

export interface DeskWrite {
  readonly name: string;
  /** The functions of the desk that do it, `file without its ending/function`, below `desk/src`. */
  readonly of: readonly string[];
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: RegExp;
  /** What the log says of it, once. Null: it says nothing. */
  readonly event: string | null;
  /** Where it is done; else the case. */
  readonly at?: (scene: Scene) => string;
  /** Brings about the state before it, through the API. */
  readonly start?: (scene: Scene) => Promise<unknown>;
  readonly press: (scene: Scene) => Promise<unknown>;
  /** Where it leads when it was done: waits to be there. */
  readonly lands?: (scene: Scene) => Promise<unknown>;
  /** Leaves the dialog or field a refusal left open. */
  readonly leave?: (scene: Scene) => Promise<unknown>;
  /** Takes away what a refusal gave back, to begin anew. */
  readonly clear?: (scene: Scene) => Promise<unknown>;
  /** Whether the screen shows it as done. */
  readonly isShown: (scene: Scene) => Promise<boolean>;
  /** Said when the server refuses; null = it goes back without a word. */
  readonly refused?: RegExp | null;
  /** Whether what was typed stands in its field after a refusal. */
  readonly kept?: (scene: Scene) => Promise<boolean>;
  /** How often the log says it; else once. */
  readonly toldCount?: number;
}

export const panel = ({ page }: Scene) => page.getByRole('complementary', { name: 'Customer and case' });
export const post =
  (path: string, body: unknown = {}) =>
  ({ shop, caseId }: Scene) =>
    shop.api('POST', `/cases/${caseId}/${path}`, body);

async function menuOf({ page }: Scene): Promise<void> {
  await page.getByRole('button', { name: 'More to do' }).click();
  await page.getByRole('menuitem', { name: 'Print the conversation' }).waitFor();
}
export const choose = (label: string) => async (scene: Scene) => {
  await menuOf(scene);
  await scene.page.getByRole('menuitem', { name: label }).click();
};
export const offers =
  (label: string, wanted = true) =>
  async (scene: Scene) => {
    await menuOf(scene);
    const isThere = (await scene.page.getByRole('menuitem', { name: label }).count()) > 0;
    await scene.page.keyboard.press('Escape');
    await scene.page.getByRole('menuitem').first().waitFor({ state: 'hidden' });
    return isThere === wanted;
  };

/** Said in the thread or the list, and not only standing in a field. */
export const isSaid = (text: string) => (scene: Scene) =>
  scene.page
    .getByText(text, { exact: true })
    .evaluateAll((found) => found.some((one) => one.closest('[contenteditable], textarea, [role=dialog]') === null));
