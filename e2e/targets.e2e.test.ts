/** Mia sets what the team aims for; beside Jonas's case stands by when, why by then, and that another priority means another target. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

const address = 'hello@kettle.example';

describe.skipIf(!hasBrowser)(`internal targets${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let mia: Page;
  let row: { readonly id: string; readonly conversationId: string; readonly dueAt: string };

  beforeAll(async () => {
    shop = await openShop();
    browser = await openBrowser();
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address } });
    const head = [
      'From: Jonas <jonas@post.example>',
      `To: ${address}`,
      'Subject: Lamp',
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    ];
    const raw = [...head, 'Message-ID: <1@post.example>', '', 'Where is my lamp?', ''].join('\r\n');
    await sendSmtp(shop.smtpPort, { from: 'jonas@post.example', to: [address], raw });
    row = await until('the mail is there', async () => (await shop.api('GET', '/cases?view=all')).body.items[0]);
    mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const panel = () => mia.getByRole('complementary', { name: 'Customer and case' });
  const clocks = () =>
    panel()
      .locator('section')
      .filter({ has: mia.getByRole('heading', { name: 'Internal targets' }) });

  it('a manager names the tiers and adds two targets, the one for urgent cases asked first', async () => {
    await mia.goto(`${shop.url}/channels`);
    await mia.getByLabel('Tiers', { exact: true }).fill('Gold, silver');
    await mia.getByRole('button', { name: 'Save' }).click();
    await until('the tiers are saved', async () => (await shop.api('GET', '/customer-tiers')).body.keys.length === 2);
    for (const [name, hours, priority] of [
      ['Everybody', '4', null],
      ['Urgent ones', '0,5', 'Urgent'],
    ] as const) {
      await mia.getByRole('button', { name: 'Add a target' }).click();
      const dialog = mia.getByRole('dialog', { name: 'Add a target' });
      await dialog.getByLabel('Name', { exact: true }).fill(name);
      await dialog.getByLabel('First reply, in hours').fill('soon');
      await dialog.getByText('A number of hours such as 4 or 0.5').waitFor();
      expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
      await dialog.getByLabel('First reply, in hours').fill(hours);
      await dialog.getByLabel('First reply counts in').click();
      await mia.getByRole('option', { name: 'all hours' }).click();
      await dialog.getByLabel('Resolution, in hours').fill('16');
      if (priority !== null) await dialog.getByLabel(priority, { exact: true }).click();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'hidden' });
    }
    await mia.getByRole('button', { name: 'Ask Urgent ones earlier' }).click();
    await until(
      'they are asked in the other order',
      async () => (await shop.api('GET', '/clock-targets')).body.items[0].name === 'Urgent ones',
    );
    await mia.getByText('First reply 30 min in all hours · Resolution 16 h in opening hours').waitFor();
  });

  it('beside the case stands by when, in which time, and why; another priority is another target, and what was told stays', async () => {
    const told = async () => (await shop.api('GET', `/commitments?conversationId=${row.conversationId}`)).body.items;
    const before = await told();
    expect(before).toHaveLength(1);
    await mia.goto(`${shop.url}/inbox/all/${row.id}`);
    await clocks()
      .getByText(/left of 4 h, in all hours/)
      .waitFor();
    await clocks().getByText('left of 16 h, in opening hours').waitFor();
    expect(await clocks().getByText('Everybody', { exact: true }).count()).toBe(2);
    await clocks().getByText('Why these?').click();
    await clocks().getByText('not: another priority').waitFor();
    await panel().getByRole('button', { name: 'Normal' }).click();
    await mia.getByRole('menuitem', { name: 'Urgent' }).click();
    await clocks()
      .getByText(/left of 30 min, in all hours/)
      .waitFor();
    await clocks().getByText('fits too, but comes later').waitFor();
    expect((await shop.api('GET', `/cases/${row.id}`)).body.priority).toBe('urgent');
    expect(await told()).toEqual(before);
  });

  it('a case that waits for the customer shows which clock stands, since when and why', async () => {
    expect((await shop.api('POST', `/cases/${row.id}/wait`, { on: 'customer' })).status).toBe(200);
    await clocks()
      .getByText(/since .*: waits for the customer/)
      .waitFor();
    expect(await clocks().getByText('stands', { exact: true }).count()).toBe(1);
  });

  it('a customer’s tier is chosen where they are shown', async () => {
    await panel().getByRole('button', { name: 'No tier' }).click();
    await mia.getByRole('menuitem', { name: 'gold' }).click();
    await panel().getByRole('button', { name: 'gold' }).waitFor();
    await until('it is kept', async () => (await shop.api('GET', `/cases/${row.id}/thread`)).body.customer.tier === 'gold');
  });
});
