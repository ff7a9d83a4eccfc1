/** Can everybody use every screen? axe-core finds nothing on desk, messenger, hosted page and the page without scripts: light, dark, narrow and wide. */
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inEveryLook, settled, violations } from './axe.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn, write } from './browser.ts';
import { fillShop } from './believable.ts';
import { everyScreen, type EveryScreen } from './every-screen.ts';
import { openShop, type Shop } from './harness.ts';
import { startSite, type Site } from './site.ts';

describe.skipIf(!hasBrowser)(`axe-core finds nothing${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let site: Site;
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
  let screens: EveryScreen;

  beforeAll(async () => {
    shop = await openShop({ rateFactor: 100, settings: { smtpUrl: 'smtp://127.0.0.1:9' } });
    const made = await fillShop(shop);
    site = await startSite(
      `<!doctype html><html lang="en"><title>Kettle &amp; Co</title><main><h1>Bikes</h1></main><script async src="${shop.url}/messenger.js" data-channel="${shop.messengerId}"></script></html>`,
    );
    await shop.api('PATCH', `/channels/${shop.messengerId}`, { settings: { allowedOrigins: [site.origin] } });
    const incident = (await shop.api('POST', '/incidents', { title: 'Parcels stand still', entryTexts: { en: 'Parcels are late.' } })).body;
    await shop.api('POST', `/incidents/${incident.id}/link`, { ids: made.caseIds.slice(0, 2) });
    browser = await openBrowser();
    const context = await device(browser);
    await signIn(await context.newPage(), shop);
    signedIn = await context.storageState();
    await context.close();
    screens = everyScreen({ ...shop, incidentId: incident.id }, made);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await shop?.close();
  });

  it('on a sound page, and does on one that is not', async () => {
    const page = await (await device(browser)).newPage();
    await page.goto(shop.url + '/sign-in');
    await settled(page);
    expect(await violations(page)).toEqual([]);
    await page.evaluate(() =>
      document
        .querySelector('h1')!
        .insertAdjacentHTML('afterend', '<img src="/favicon.svg"><p style="color:#bbb;background:#fff">pale</p>'),
    );
    expect((await violations(page)).map((line) => line.split(':')[0])).toEqual(['color-contrast', 'image-alt']);
  });

  it('on the desk', { timeout: 300_000 }, async () => {
    const context = await device(browser, { storageState: signedIn });
    const page = await context.newPage();
    const found: Record<string, string[]> = {};
    for (const [name, path] of Object.values(screens.signedIn).flatMap((one) => Object.entries(one))) {
      await page.goto(shop.url + path);
      await settled(page);
      expect(page.url()).not.toContain('/sign-in');
      Object.assign(found, await inEveryLook(page, name));
    }
    await page.goto(`${shop.url}/inbox/next`);
    await settled(page);
    await page.keyboard.press('/');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('chain', { delay: 20 });
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    Object.assign(found, await inEveryLook(page, 'search'));
    await context.close();
    expect(found).toEqual({});
  });

  it('before signing in', async () => {
    const context = await device(browser);
    const found: Record<string, string[]> = {};
    for (const [name, path] of Object.values(screens.before).flatMap((one) => Object.entries(one))) {
      const page = await context.newPage();
      await page.goto(shop.url + path);
      await settled(page);
      Object.assign(found, await inEveryLook(page, name));
    }
    await context.close();
    expect(found).toEqual({});
  });

  it('on the messenger, embedded and hosted', async () => {
    const context = await device(browser);
    const hosted = await context.newPage();
    await hosted.goto(`${shop.url}/m/${shop.messengerId}`);
    await hosted.locator('.due').waitFor();
    const found = await inEveryLook(hosted, 'first visit');
    await write(hosted, 'Do you sell child seats?');
    await hosted.locator('form.ask').waitFor();
    Object.assign(found, await inEveryLook(hosted, 'asking for an address'));

    const host = await context.newPage();
    await host.goto(site.url);
    await host.locator('meanwhile-messenger').getByRole('button').click();
    const frame = await (await host.locator('meanwhile-messenger iframe').elementHandle())?.contentFrame();
    await frame!.locator('.due').waitFor();
    Object.assign(found, await inEveryLook(host, 'embedded', frame!), await inEveryLook(host, 'the site with the launcher'));
    await context.close();
    expect(found).toEqual({});
  });

  it('on the hosted page with a file, after an error, and closed', async () => {
    const context = await device(browser);
    const hosted = await context.newPage();
    await hosted.goto(`${shop.url}/m/${shop.messengerId}`);
    await hosted.locator('.due').waitFor();
    await hosted
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'my-bike.txt', mimeType: 'text/plain', buffer: Buffer.from('a photo') });
    await hosted.getByText('my-bike.txt').first().waitFor();
    const found = await inEveryLook(hosted, 'with a file');
    // Refused by the server, as a file too many is.
    await hosted.route('**/attachments', (route) =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 429, code: 'too_many_files', title: 'x' }),
      }),
    );
    await hosted
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'another.txt', mimeType: 'text/plain', buffer: Buffer.from('b') });
    await hosted.waitForTimeout(500);
    await hosted.route('**/messages', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
    await write(hosted, 'Do you hear me?');
    await hosted.waitForTimeout(1_000);
    Object.assign(found, await inEveryLook(hosted, 'after errors'));
    expect((await shop.api('POST', `/channels/${shop.messengerId}/close`, {})).status).toBe(200);
    try {
      // The settings of a channel are remembered for a second.
      await hosted.waitForTimeout(1_100);
      const closed = await (await device(browser)).newPage();
      await closed.goto(`${shop.url}/m/${shop.messengerId}`);
      await closed.waitForLoadState('networkidle');
      Object.assign(found, await inEveryLook(closed, 'closed'));
      await closed.context().close();
    } finally {
      expect((await shop.api('POST', `/channels/${shop.messengerId}/open`, {})).status).toBe(200);
      await hosted.waitForTimeout(1_100);
    }
    await context.close();
    expect(found).toEqual({});
  });

  /** axe itself needs scripts, so the page's own are held back instead of switched off. */
  it('on the page without scripts', async () => {
    const context = await device(browser);
    await context.route('**/*.js', (route) => route.abort());
    const page = await context.newPage();
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.locator('#mw-trap').waitFor({ state: 'attached' });
    const found = await inEveryLook(page, 'the form');
    await page.locator('#mw-text').fill('Do you sell bells?');
    // Slower than a machine: a form filled in at once is refused.
    await page.waitForTimeout(1_600);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('status').waitFor();
    Object.assign(found, await inEveryLook(page, 'after sending'));
    await context.close();
    expect(found).toEqual({});
  });
});
