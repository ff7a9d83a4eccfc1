/** What is done beside a single case: kept lists, several cases at once, customers as a whole, notices, settings. Entries of `desk-writes.ts`. */
import type { DeskWrite, Scene } from './desk-write.ts';

const bar = ({ page }: Scene) => page.getByRole('group', { name: 'Filters and kept lists' });
const pill = (name: string) => (scene: Scene) => bar(scene).getByRole('button', { name, exact: true });
const isThere = (name: string, wanted: boolean) => async (scene: Scene) => (await pill(name)(scene).count()) > 0 === wanted;

async function ofList(scene: Scene, name: string, item: string): Promise<void> {
  if ((await pill(name)(scene).getAttribute('aria-pressed')) !== 'true') await pill(name)(scene).click();
  await bar(scene)
    .getByRole('button', { name: `Change the list ${name}` })
    .click();
  await scene.page.getByRole('menuitem', { name: item }).click();
}
async function save({ page }: Scene, name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
}
const inAll = () => '/inbox/all';
const inDialog = {
  refused: /Your role does not allow changes here/,
  leave: async ({ page }: Scene) => page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click(),
};

const lists: readonly DeskWrite[] = [
  {
    name: 'keep a list',
    of: ['sync/kept-lists/keepList'],
    method: 'POST',
    path: /\/case-views$/,
    event: 'view.changed',
    at: inAll,
    press: async (scene) => {
      await scene.page.getByRole('button', { name: 'Filter', exact: true }).click();
      await scene.page.getByRole('dialog').getByRole('checkbox', { name: 'Keep this list' }).check();
      await save(scene, 'Bells');
    },
    isShown: isThere('Bells', true),
    ...inDialog,
  },
  {
    name: 'change a kept list',
    of: ['sync/kept-lists/changeKept'],
    method: 'PATCH',
    path: /\/case-views\/[^/]+$/,
    event: 'view.changed',
    at: inAll,
    press: async (scene) => {
      await ofList(scene, 'Bells', 'Name and conditions…');
      await save(scene, 'Bells and lights');
    },
    isShown: isThere('Bells and lights', true),
    ...inDialog,
  },
  {
    name: 'move a kept list',
    of: ['sync/kept-lists/moveKept'],
    method: 'PUT',
    path: /\/case-views\/order$/,
    event: 'view.changed',
    at: inAll,
    start: ({ mia }) => mia('POST', '/case-views', { name: 'Saddles', view: 'all', filter: {} }),
    press: async (scene) => {
      await pill('Saddles')(scene).waitFor();
      await ofList(scene, 'Bells and lights', 'Move back');
    },
    isShown: async (scene) => {
      const names = await bar(scene).getByRole('button').allInnerTexts();
      return names.indexOf('Saddles') < names.indexOf('Bells and lights');
    },
  },
  {
    name: 'remove a kept list',
    of: ['sync/kept-lists/removeKept'],
    method: 'DELETE',
    path: /\/case-views\/[^/]+$/,
    event: 'view.changed',
    at: inAll,
    press: (scene) => ofList(scene, 'Bells and lights', 'Remove the list'),
    isShown: isThere('Bells and lights', false),
  },
  {
    name: 'resolve several cases',
    of: ['sync/bulk/doForAll'],
    method: 'POST',
    path: /\/cases\/bulk$/,
    event: 'case.resolved',
    at: () => '/inbox/team',
    press: async (scene) => {
      await scene.page.getByRole('option', { name: scene.waitingName }).hover();
      await scene.page.getByRole('option', { name: scene.waitingName }).locator('[data-choose]').click();
      await scene.page.getByRole('group', { name: 'Chosen cases' }).getByRole('button', { name: 'Resolve' }).click();
    },
    isShown: async ({ page, waitingName }) => (await page.getByRole('option', { name: waitingName }).count()) === 0,
    refused: /1 case was not changed: your role does not allow it/,
  },
  {
    name: 'take the next case',
    of: ['screens/inbox/take-next/takeNext'],
    method: 'POST',
    path: /\/cases\/next$/,
    event: 'case.assigned',
    at: () => '/inbox/mine',
    start: async ({ shop, bystander, memberId }) => {
      const { id: topicId } = (await shop.api('POST', '/topics', { name: 'Lights' })).body;
      await shop.api('PATCH', `/agents/${memberId}`, { capacity: 1_000 });
      await shop.api('POST', '/queues', { name: 'Lights', topicIds: [topicId], memberIds: [memberId] });
      await shop.api('PATCH', `/cases/${bystander.caseId}`, { topicId });
    },
    press: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('take the next');
      await page.getByRole('option', { name: 'Take the next case' }).waitFor();
      await page.keyboard.press('Enter');
    },
    isShown: async ({ page, bystander }) => (await page.getByRole('option', { name: bystander.name }).count()) > 0,
  },
  {
    name: 'see a notice',
    of: ['sync/notices/seeNotices'],
    method: 'POST',
    path: /\/notices\/seen$/,
    event: null,
    start: async ({ shop, page, caseId }) => {
      await shop.api('POST', '/notes', { caseId, text: 'The hub has come.' });
      await page.getByRole('button', { name: /unseen notice/ }).waitFor();
    },
    press: async ({ page }) => {
      await page.getByRole('button', { name: /unseen notice/ }).click();
      await page.getByRole('menuitem', { name: 'Choose what you are told' }).waitFor();
      await page.keyboard.press('Escape');
    },
    isShown: async ({ page }) => (await page.getByRole('button', { name: 'Notices', exact: true }).count()) > 0,
    refused: null,
  },
];

const page = ({ customerId }: Scene) => `/customers/${customerId}`;
const customers: readonly DeskWrite[] = [
  {
    name: 'block a customer',
    of: ['screens/customers/customer-deeds/blockCustomer'],
    method: 'PUT',
    path: /\/block$/,
    event: 'customer.changed',
    at: page,
    press: async ({ page }) => page.getByRole('button', { name: 'Block', exact: true }).click(),
    isShown: async ({ page }) => (await page.getByRole('button', { name: 'Let in again' }).count()) > 0,
  },
  {
    name: 'merge two customers',
    of: ['screens/customers/customer-deeds/mergeCustomers'],
    method: 'POST',
    path: /\/customers\/[^/]+\/merge$/,
    event: 'customer.changed',
    // Of either.
    toldCount: 2,
    at: page,
    press: async ({ page: desk, bystander }) => {
      await desk.evaluate((to) => history.pushState({}, '', to), `/customers/${bystander.customerId}`);
      await desk.getByRole('heading', { level: 1, name: bystander.name }).waitFor();
      await desk.getByRole('button', { name: 'Same person as…' }).click();
      await desk.getByRole('dialog').getByRole('searchbox').fill('Jonas');
      await desk.getByRole('dialog').getByRole('radio').first().check();
      await desk.getByRole('dialog').getByRole('combobox').click();
      await desk.getByRole('option', { name: 'We know them' }).click();
      await desk.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).click();
    },
    isShown: async ({ page: desk }) => (await desk.getByRole('button', { name: 'Take apart' }).count()) > 0,
    leave: inDialog.leave,
  },
  {
    name: 'take two customers apart',
    of: ['screens/customers/customer-deeds/unmergeCustomer'],
    method: 'POST',
    path: /\/customers\/[^/]+\/unmerge$/,
    event: 'customer.changed',
    toldCount: 2,
    at: page,
    press: async ({ page: desk }) => desk.getByRole('button', { name: 'Take apart' }).click(),
    isShown: async ({ page: desk }) => (await desk.getByRole('button', { name: 'Take apart' }).count()) === 0,
  },
  {
    name: 'a tag of a new name, in the settings',
    of: [],
    method: 'POST',
    path: /\/tags$/,
    event: 'workspace.changed',
    at: () => '/settings/labels',
    press: async ({ page: desk }) => {
      await desk.getByRole('textbox', { name: 'New tag' }).fill('wholesale');
      await desk.keyboard.press('Enter');
    },
    isShown: async ({ page: desk }) => (await desk.getByRole('listitem').filter({ hasText: 'wholesale' }).count()) > 0,
    refused: inDialog.refused,
    kept: async ({ page: desk }) => (await desk.getByRole('textbox', { name: 'New tag' }).inputValue()) === 'wholesale',
  },
  {
    name: 'a snippet removed, in the settings',
    of: [],
    method: 'DELETE',
    path: /\/snippets\/[^/]+$/,
    event: 'workspace.changed',
    at: () => '/settings/snippets',
    start: ({ shop }) => shop.api('POST', '/snippets', { name: 'hours', texts: [{ locale: 'en', text: 'We open at nine.' }] }),
    press: async ({ page: desk }) => desk.getByRole('button', { name: 'Remove: hours' }).click(),
    isShown: async ({ page: desk }) =>
      (await desk.getByRole('button', { name: 'Remove: It is a parcel' }).count()) > 0 &&
      (await desk.getByRole('button', { name: 'Remove: hours' }).count()) === 0,
    refused: inDialog.refused,
  },
];

export const otherWrites: readonly DeskWrite[] = [...lists, ...customers];
