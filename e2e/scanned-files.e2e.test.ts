/** Attack 122 on the screens: while the scanner looks, both sides read that it does; its word reaches them without a reload. */
import { eicar, openClamd, type TestClamd } from '@meanwhile/server/reply/clamd.fixture.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, onlyTheStream, openBrowser, recordSockets, signIn, write } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

describe.skipIf(!hasBrowser)(`files that are looked at first${browserReason}`, () => {
  let clamd: TestClamd;
  let shop: Shop;
  let browser: Browser;
  beforeAll(async () => {
    clamd = await openClamd();
    shop = await openShop({ settings: { scanner: clamd.address } });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await clamd?.close();
  });

  it('attack 122: a bill and a bad file wait in words; then the bill opens, and the bad one is held back, on both sides', async () => {
    const { promise: looked, resolve: lookAtLast } = Promise.withResolvers<void>();
    clamd.holds = looked;
    const jonas = await (await device(browser)).newPage();
    await jonas.goto(`${shop.url}/m/${shop.messengerId}`);
    let uploadedCount = 0;
    jonas.on('response', (response) => void (response.url().endsWith('/attachments') && response.status() === 201 && (uploadedCount += 1)));
    await jonas.locator('input[type=file]').setInputFiles([
      { name: 'bill.txt', mimeType: 'text/plain', buffer: Buffer.from('a bill over 12 euros') },
      { name: 'tool.com', mimeType: 'application/octet-stream', buffer: eicar },
    ]);
    await until('both are uploaded', async () => uploadedCount === 2);
    await write(jonas, 'Here is the bill.');
    await jonas.getByText('bill.txt is still being checked.').waitFor();
    expect(await jonas.locator('ul.files a').count()).toBe(0);

    const mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
    const heard = recordSockets(mia);
    const [found] = await until('the case is there', async () => (await shop.api('GET', '/cases?view=all')).body.items);
    await mia.goto(`${shop.url}/inbox/all/${found.id}`);
    await mia.getByText('bill.txt (still being looked at for malware)').waitFor();
    await mia.getByText('tool.com (still being looked at for malware)').waitFor();

    await until('the desk hears', async () => heard.received.some((frame) => frame.includes('"ready"')));
    // From here on nothing can be fetched again by either side: only the streams can bring what the scanner says.
    const [desk, messenger] = [await onlyTheStream(mia, /\/api\/v1\//), await onlyTheStream(jonas, /\/m\//)];
    lookAtLast();
    await mia.getByRole('link', { name: /bill\.txt/ }).waitFor();
    await mia.getByText('tool.com (held back by the malware scanner)').waitFor();
    const link = jonas.locator('ul.files a', { hasText: 'bill.txt' });
    await link.waitFor();
    await jonas.getByText('tool.com was held back as harmful.').waitFor();
    await jonas.locator('li.own .meta', { hasText: /^Received .+ · reply by / }).waitFor();
    desk.allow(true);
    messenger.allow(true);
    const bytes = await fetch(new URL((await link.getAttribute('href'))!, shop.url));
    expect(await bytes.text()).toBe('a bill over 12 euros');
    expect(await jonas.locator('ul.files a').count()).toBe(1);
  });
});
