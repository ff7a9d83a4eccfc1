/**
 * Which writes of the desk are tried with a server that refuses and a line that is cut, and how does a person do each of them? One entry per
 * write. It is not all of them: `docs/known-gaps.md` says which are missing. It asserts nothing.
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
  /** With a session of the person at the screen. */
  readonly mia: Shop['api'];
}

export interface DeskWrite {
  readonly name: string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: RegExp;
  /** What the log says of it, once. Null: it says nothing. */
  readonly event: string | null;
  /** Where it is done; else the case. */
  readonly at?: (scene: Scene) => string;
  /** Brings about the state before it, through the API. */
  readonly start?: (scene: Scene) => Promise<unknown>;
  readonly press: (scene: Scene) => Promise<unknown>;
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

const panel = ({ page }: Scene) => page.getByRole('complementary', { name: 'Customer and case' });
const post =
  (path: string, body: unknown = {}) =>
  ({ shop, caseId }: Scene) =>
    shop.api('POST', `/cases/${caseId}/${path}`, body);

async function menuOf({ page }: Scene): Promise<void> {
  await page.getByRole('button', { name: 'More to do' }).click();
  await page.getByRole('menuitem', { name: 'Print the conversation' }).waitFor();
}
const choose = (label: string) => async (scene: Scene) => {
  await menuOf(scene);
  await scene.page.getByRole('menuitem', { name: label }).click();
};
const offers =
  (label: string, wanted = true) =>
  async (scene: Scene) => {
    await menuOf(scene);
    const isThere = (await scene.page.getByRole('menuitem', { name: label }).count()) > 0;
    await scene.page.keyboard.press('Escape');
    await scene.page.getByRole('menuitem').first().waitFor({ state: 'hidden' });
    return isThere === wanted;
  };

interface Verb extends Omit<DeskWrite, 'method' | 'path'> {
  readonly verb: string;
}
const verb = ({ verb: path, ...rest }: Verb): DeskWrite => ({
  ...rest,
  method: 'POST',
  path: new RegExp(`/cases/[^/]+/${path}$`),
});

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

const verbs: readonly DeskWrite[] = [
  verb({
    name: 'resolve',
    verb: 'resolve',
    event: 'case.resolved',
    press: async ({ page }) => page.getByRole('button', { name: 'Resolve', exact: true }).click(),
    isShown: offers('Reopen'),
  }),
  verb({
    name: 'reopen',
    verb: 'reopen',
    event: 'case.reopened',
    start: post('resolve'),
    press: choose('Reopen'),
    isShown: offers('Reopen', false),
  }),
  verb({
    name: 'snooze',
    verb: 'snooze',
    event: 'case.snoozed',
    press: async ({ page }) => {
      await page.getByRole('button', { name: 'Snooze', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Tomorrow morning' }).click();
    },
    isShown: offers('Wake now'),
  }),
  verb({
    name: 'wake',
    verb: 'wake',
    event: 'case.woken',
    start: (scene) => post('snooze', { until: tomorrow() })(scene),
    press: choose('Wake now'),
    isShown: offers('Wake now', false),
  }),
  verb({
    name: 'assign',
    verb: 'assign',
    event: 'case.assigned',
    start: post('release'),
    press: choose('Take it myself'),
    isShown: offers('Give back to the team'),
  }),
  verb({
    name: 'release',
    verb: 'release',
    event: 'case.released',
    press: choose('Give back to the team'),
    isShown: offers('Give back to the team', false),
  }),
  verb({
    name: 'wait for someone else',
    verb: 'wait',
    event: 'case.waiting',
    press: choose('Wait for someone else'),
    isShown: offers('Wait for someone else', false),
  }),
  verb({ name: 'spam', verb: 'spam', event: 'case.changed', press: choose('Mark as spam'), isShown: offers('Not spam') }),
  verb({ name: 'not spam', verb: 'not-spam', event: 'case.changed', press: choose('Not spam'), isShown: offers('Not spam', false) }),
];

const facts: readonly DeskWrite[] = [
  {
    name: 'link a case',
    method: 'POST',
    path: /\/links$/,
    event: 'case.changed',
    // At both ends.
    toldCount: 2,
    press: async (scene) => {
      await panel(scene).getByRole('button', { name: 'Link a case' }).click();
      await panel(scene).getByRole('textbox', { name: 'Case number' }).fill(String(scene.otherNumber));
      await scene.page.keyboard.press('Enter');
    },
    isShown: async (scene) =>
      (await panel(scene)
        .getByRole('button', { name: `Unlink case ${scene.otherNumber}` })
        .count()) > 0,
  },
  {
    name: 'unlink a case',
    method: 'DELETE',
    path: /\/links\/[^/]+$/,
    event: 'case.changed',
    toldCount: 2,
    press: async (scene) =>
      panel(scene)
        .getByRole('button', { name: `Unlink case ${scene.otherNumber}` })
        .click(),
    isShown: async (scene) =>
      (await panel(scene)
        .getByRole('button', { name: `Unlink case ${scene.otherNumber}` })
        .count()) === 0,
  },
  {
    name: 'follow',
    method: 'PUT',
    path: /\/followers\/me$/,
    event: null,
    press: async ({ page }) => page.getByRole('button', { name: 'Follow', exact: true }).click(),
    isShown: async ({ page }) => (await page.getByRole('button', { name: 'Stop following' }).count()) > 0,
  },
  {
    name: 'block a customer',
    method: 'PUT',
    path: /\/block$/,
    event: 'customer.changed',
    at: ({ customerId }) => `/customers/${customerId}`,
    press: async ({ page }) => page.getByRole('button', { name: 'Block', exact: true }).click(),
    isShown: async ({ page }) => (await page.getByRole('button', { name: 'Let in again' }).count()) > 0,
  },
];

/** Said in the thread or the list, and not only standing in a field. */
const isSaid = (text: string) => (scene: Scene) =>
  scene.page
    .getByText(text, { exact: true })
    .evaluateAll((found) => found.some((one) => one.closest('[contenteditable], textarea, [role=dialog]') === null));
const writing: readonly DeskWrite[] = [
  {
    name: 'a note',
    method: 'POST',
    path: /\/notes$/,
    event: 'note.added',
    press: async (scene) => {
      await scene.page.getByRole('button', { name: 'Note', exact: true }).click();
      await scene.page.getByRole('textbox', { name: 'Your note' }).fill('The scratch is on the chain stay.');
      await scene.page.getByRole('button', { name: 'Add note' }).click();
    },
    isShown: isSaid('The scratch is on the chain stay.'),
    refused: /Not sent: your role does not allow it\. Your text is kept/,
    kept: async ({ page }) => (await page.getByRole('textbox', { name: 'Your note' }).inputValue()) === 'The scratch is on the chain stay.',
  },
];

export const deskWrites: readonly DeskWrite[] = [...verbs, ...facts, ...writing];
