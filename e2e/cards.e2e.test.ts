/** A card from another system: an administrator adds it, and beside the case stands what the shop's own server says, as text and nothing else. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`cards from other systems${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let till: Server;
  const markup = '<img src=x onerror=alert(7)>';

  beforeAll(async () => {
    till = createServer((request, response) => {
      if (request.url === '/away') return void response.writeHead(500).end();
      const lines = [
        { label: 'Last order', value: '2026-1187, a blue lamp', link: 'https://shop.lantern.example/orders/1187' },
        { label: 'Paid', value: `64.90 € ${markup}` },
      ];
      response.writeHead(200).end(JSON.stringify({ title: 'Customer since 2019', lines }));
    });
    await new Promise<void>((resolve) => void till.listen(0, '127.0.0.1', resolve));
    shop = await openShop({ allowLoopbackWebhooks: true });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    till?.close();
  });

  it('shows what the till knows beside the case, names a failure in one line, and runs no markup', async () => {
    const address = `http://127.0.0.1:${(till.address() as AddressInfo).port}`;
    const letter = { as: 'message', channelId: shop.mailChannelId, address: 'jonas@post.example', text: 'Your lamp is ready.' };
    const written = await shop.api('POST', '/cases', letter);
    expect(written.status).toBe(201);
    const row = written.body.case ?? written.body;
    const page = await (await device(browser, { viewport: { width: 1440, height: 900 } })).newPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => void dialogs.push(dialog.message()));
    await signIn(page, shop);
    await page.goto(`${shop.url}/settings/cards`);
    await page.getByRole('button', { name: 'Add a card' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Our till');
    await page.getByLabel('What it shows').click();
    await page.getByRole('option', { name: /Lines from your server/ }).click();
    await page.getByLabel('Address of your server').fill(`${address}/customer`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog', { name: 'Signing secret' }).getByRole('button', { name: 'Close' }).last().click();
    await page.getByText(`${address}/customer`).waitFor();
    for (const card of [
      { name: 'Warehouse', kind: 'lines', url: `${address}/away` },
      { name: 'In the shop', kind: 'link', url: 'https://shop.lantern.example/customers/{customerId}' },
      { name: 'By number', kind: 'link', url: 'https://shop.lantern.example/customers/{externalId}' },
    ])
      expect((await (await shop.ownerApi())('POST', '/cards', card)).status).toBe(201);

    await page.goto(`${shop.url}/inbox/all/${row.id}`);
    const panel = page.getByRole('complementary', { name: 'Customer and case' });
    await panel.getByText('Customer since 2019').waitFor();
    expect(await panel.getByText(`64.90 € ${markup}`).count()).toBe(1);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await panel.getByText('It answered with an error.').count()).toBe(1);
    expect(await panel.getByText('Not known or not proved: customer number').count()).toBe(1);
    const links = await panel
      .locator('a[target="_blank"]')
      .evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.getAttribute('rel')]));
    expect(links).toEqual([
      [`https://shop.lantern.example/customers/${row.customer.id}`, 'noopener noreferrer'],
      ['https://shop.lantern.example/orders/1187', 'noopener noreferrer'],
    ]);
    expect(dialogs).toEqual([]);
  });
});
