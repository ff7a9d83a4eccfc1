/** Mia notes what Jonas wrote with one key; his date of birth is told instead of asked, and nobody asks him twice. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

const address = 'hello@kettle.example';

describe.skipIf(!hasBrowser)(`asking once${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let mia: Page;

  beforeAll(async () => {
    shop = await openShop();
    browser = await openBrowser();
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address } });
    const lines = [
      'From: Jonas <jonas@post.example>',
      `To: ${address}`,
      'Subject: Lamp',
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    ];
    const raw = [...lines, 'Message-ID: <1@post.example>', '', 'Where is my lamp? I was born on 03/04/85 if you need it.', ''].join('\r\n');
    await sendSmtp(shop.smtpPort, { from: 'jonas@post.example', to: [address], raw });
    const found = await until('the mail is there', async () => (await shop.api('GET', '/cases?view=all')).body.items[0]);
    mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
    await mia.goto(`${shop.url}/inbox/all/${found.id}`);
    await mia.getByRole('toolbar', { name: 'Formatting' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const panel = () => mia.getByRole('complementary', { name: 'Customer and case' });

  it('a selected day that can be two is asked back, noted, and stands in the panel with its source', async () => {
    await mia.evaluate(() => {
      const text = document.querySelector('[data-from="customer"] p.whitespace-pre-wrap')!.firstChild as Text;
      const from = text.data.indexOf('03/04/85');
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, from + 8);
      document.getSelection()!.removeAllRanges();
      document.getSelection()!.addRange(range);
    });
    await mia.getByRole('button', { name: 'Note as known' }).click();
    const dialog = mia.getByRole('dialog');
    await dialog.getByText('This can be read in two ways').waitFor();
    expect(await dialog.getByRole('button', { name: 'Note it' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: /3 April 1985|April 3, 1985/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    await panel()
      .getByText(/their message/)
      .waitFor();
    expect(
      await panel()
        .getByText(/3 April 1985|April 3, 1985/)
        .count(),
    ).toBe(1);
  });

  it('what is known is told instead of asked, with one press', async () => {
    await mia.getByRole('textbox', { name: 'Your reply' }).click();
    await mia.keyboard.type('The lamp left today. Please tell us your date of birth.');
    await mia.getByRole('button', { name: /thing to look at/ }).click();
    const list = mia.getByRole('list', { name: 'Things to look at before sending' });
    await list.getByText(/We already know: the date of birth, .*1985 \(from their message/).waitFor();
    await list.getByRole('button', { name: /We have your date of birth as 3 April 1985/ }).click();
    await until('it is told', async () =>
      (await mia.getByRole('textbox', { name: 'Your reply' }).innerText()).includes('We have your date of birth as 3 April 1985.'),
    );
    expect(await mia.getByRole('button', { name: /thing to look at/ }).count()).toBe(0);
  });
});
