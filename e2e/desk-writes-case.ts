/** What is done to one case: the verbs of its menu, what stands in its panel, merging and splitting. Entries of `desk-writes.ts`. */
import { choose, offers, panel, post, type DeskWrite, type Scene } from './desk-write.ts';

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
    of: ['sync/verbs/resolveCase'],
    event: 'case.resolved',
    press: async ({ page }) => page.getByRole('button', { name: 'Resolve', exact: true }).click(),
    isShown: offers('Reopen'),
  }),
  verb({
    name: 'reopen',
    verb: 'reopen',
    of: ['sync/verbs/reopenCase'],
    event: 'case.reopened',
    start: post('resolve'),
    press: choose('Reopen'),
    isShown: offers('Reopen', false),
  }),
  verb({
    name: 'snooze',
    verb: 'snooze',
    of: ['sync/verbs/snoozeCase'],
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
    of: ['sync/verbs/wakeCase'],
    event: 'case.woken',
    start: (scene) => post('snooze', { until: tomorrow() })(scene),
    press: choose('Wake now'),
    isShown: offers('Wake now', false),
  }),
  verb({
    name: 'assign',
    verb: 'assign',
    of: ['sync/verbs/assignCase'],
    event: 'case.assigned',
    start: post('release'),
    press: choose('Take it myself'),
    isShown: offers('Give back to the team'),
  }),
  verb({
    name: 'release',
    verb: 'release',
    of: ['sync/verbs/releaseCase'],
    event: 'case.released',
    press: choose('Give back to the team'),
    isShown: offers('Give back to the team', false),
  }),
  verb({
    name: 'wait for someone else',
    verb: 'wait',
    of: ['sync/verbs/waitOn'],
    event: 'case.waiting',
    press: choose('Wait for someone else'),
    isShown: offers('Wait for someone else', false),
  }),
  verb({
    name: 'spam',
    verb: 'spam',
    of: ['sync/verbs/markSpam'],
    event: 'case.changed',
    press: choose('Mark as spam'),
    isShown: offers('Not spam'),
  }),
  verb({
    name: 'not spam',
    verb: 'not-spam',
    of: ['sync/verbs/unmarkSpam'],
    event: 'case.changed',
    press: choose('Not spam'),
    isShown: offers('Not spam', false),
  }),
];

const pencilled = 'WBK 4711';
const facts: readonly DeskWrite[] = [
  {
    name: 'not urgent',
    of: ['sync/verbs/takeBackUrgency'],
    method: 'PATCH',
    path: /\/cases\/[^/]+$/,
    event: 'case.changed',
    start: ({ shop, caseId }) => shop.api('PATCH', `/cases/${caseId}`, { urgency: 'outage' }),
    press: choose('Not urgent'),
    isShown: offers('Not urgent', false),
  },
  {
    name: 'a topic',
    of: ['sync/verbs/changeCase'],
    method: 'PATCH',
    path: /\/cases\/[^/]+$/,
    event: 'case.changed',
    press: async (scene) => {
      await panel(scene).getByRole('button', { name: 'Orders', exact: true }).click();
      await scene.page.getByRole('menuitem', { name: 'Delivery' }).click();
    },
    isShown: async (scene) => (await panel(scene).getByRole('button', { name: 'Delivery', exact: true }).count()) > 0,
  },
  {
    name: 'a tag',
    of: ['sync/verbs/changeCase'],
    method: 'PATCH',
    path: /\/cases\/[^/]+$/,
    event: 'case.changed',
    press: async (scene) => {
      await panel(scene).getByRole('button', { name: 'Add a tag' }).click();
      await scene.page.getByRole('menuitem', { name: 'warranty' }).click();
    },
    isShown: async (scene) => (await panel(scene).getByRole('button', { name: 'Remove tag warranty' }).count()) > 0,
  },
  {
    name: 'what stands in a field',
    of: ['sync/case-fields/fillField'],
    method: 'PUT',
    path: /\/fields\/[^/]+$/,
    event: 'case.changed',
    press: async (scene) => {
      await panel(scene).getByRole('button', { name: 'Frame number: empty' }).click();
      await panel(scene).getByRole('textbox', { name: 'Frame number' }).fill(pencilled);
      await scene.page.keyboard.press('Enter');
    },
    isShown: async (scene) =>
      (await panel(scene)
        .getByRole('button', { name: `Frame number: ${pencilled}` })
        .count()) > 0,
  },
  {
    name: 'a customer’s name, in the panel',
    of: ['sync/verbs/renameCustomer'],
    method: 'PATCH',
    path: /\/customers\/[^/]+$/,
    event: 'customer.changed',
    press: async (scene) => {
      await panel(scene).getByRole('button', { name: 'Change the name' }).click();
      await panel(scene).getByRole('textbox', { name: 'Name' }).fill('Jonas Brandt');
      await scene.page.keyboard.press('Enter');
    },
    isShown: async (scene) => (await panel(scene).getByText('Jonas Brandt', { exact: true }).count()) > 0,
    kept: async (scene) => (await panel(scene).getByRole('textbox', { name: 'Name' }).inputValue()) === 'Jonas Brandt',
    leave: async (scene) => panel(scene).getByRole('textbox', { name: 'Name' }).press('Escape'),
  },
  {
    name: 'a customer’s tier, in the panel',
    of: ['sync/verbs/giveTier'],
    method: 'PATCH',
    path: /\/customers\/[^/]+$/,
    event: 'customer.changed',
    start: async ({ mia, customerId }) => {
      await mia('PUT', '/customer-tiers', { keys: ['gold'] });
      await mia('PATCH', `/customers/${customerId}`, { tier: null });
    },
    press: async (scene) => {
      await panel(scene).getByRole('button', { name: 'No tier' }).click();
      await scene.page.getByRole('menu').getByText('gold', { exact: true }).click();
    },
    isShown: async (scene) => (await panel(scene).getByRole('button', { name: 'gold' }).count()) > 0,
  },
  {
    name: 'link a case',
    of: ['sync/case-links/tieCase'],
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
    of: ['sync/case-links/untieCase'],
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
    of: ['sync/notices/follow'],
    method: 'PUT',
    path: /\/followers\/me$/,
    event: null,
    press: async ({ page }) => page.getByRole('button', { name: 'Follow', exact: true }).click(),
    isShown: async ({ page }) => (await page.getByRole('button', { name: 'Stop following' }).count()) > 0,
  },
];

const caseOf = (text: string) => (scene: Scene) => panel(scene).getByRole('link', { name: text });

const parts: readonly DeskWrite[] = [
  verb({
    name: 'merge',
    verb: 'merge',
    of: ['sync/verbs/mergeCase'],
    event: 'case.merged',
    press: async (scene) => {
      await choose('Merge into another case')(scene);
      await scene.page
        .getByRole('dialog')
        .getByRole('button', { name: new RegExp(`^${scene.otherNumber} `) })
        .click();
    },
    isShown: offers('Undo the merge'),
  }),
  verb({
    name: 'undo the merge',
    verb: 'unmerge',
    of: ['sync/verbs/unmergeCase'],
    event: 'case.unmerged',
    start: async (scene) => {
      const { body } = await scene.shop.api('GET', `/cases/by-number/${scene.otherNumber}`);
      await post('merge', { intoId: body.id })(scene);
    },
    press: choose('Undo the merge'),
    isShown: offers('Merge into another case'),
  }),
  verb({
    name: 'split',
    verb: 'split',
    of: ['sync/verbs/splitCase'],
    event: 'case.split',
    at: ({ twoMessagesId }) => `/inbox/all/${twoMessagesId}`,
    press: async (scene) => {
      await choose('Split into a new case')(scene);
      await scene.page.getByRole('dialog').getByRole('checkbox').nth(1).check();
      await scene.page.getByRole('dialog').getByRole('button', { name: 'Split 1 message' }).click();
    },
    lands: ({ page, twoMessagesId }) => page.waitForURL((url) => !url.pathname.endsWith(twoMessagesId)),
    isShown: async (scene) => (await caseOf('The red one with the rain cover.')(scene).count()) > 0,
  }),
  {
    name: 'take a mail out of a case it does not belong to',
    of: ['sync/verbs/takeOut'],
    method: 'POST',
    path: /\/not-here$/,
    event: 'case.split',
    at: ({ mailCaseId }) => `/inbox/all/${mailCaseId}`,
    press: async ({ page }) => page.getByRole('button', { name: 'Not this case' }).first().click(),
    isShown: async (scene) => (await panel(scene).getByRole('link', { name: /bell/ }).count()) > 0,
  },
];

export const caseWrites: readonly DeskWrite[] = [...verbs, ...facts, ...parts];
