/** A formatted mail opens in the desk as it was sent: its own picture shown, its quotation folded, its height its own, and nobody told of it. */
import { deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

const html = `<div style="font-family:Arial"><h2>The rack is listed twice</h2><p>Hello, here is what I see:</p>
<p><img src="cid:bill@post.example" alt="The bill" width="120" height="60"></p>
${'<p>One more line of the bill.</p>'.repeat(20)}<p>See <a href="https://kettle.example/bill">the bill</a>.</p>
<img src="https://tracker.example/seen.gif" width="1" height="1"></div>
<div class="gmail_quote"><p>On Friday Mia wrote:</p><blockquote>Your bill is attached.</blockquote></div>`;

const crcOf = (bytes: Buffer): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
};

/** A green picture, 2 × 1 pixels. */
function picture(): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(name), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crcOf(named));
    return Buffer.concat([length, named, crc]);
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const pixels = deflateSync(Buffer.from([0, 29, 111, 92, 29, 111, 92]));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function mail(to: string): string {
  const part = (head: readonly string[], body: Buffer): string =>
    ['--related', ...head, 'Content-Transfer-Encoding: base64', '', body.toString('base64').replace(/.{76}/g, '$&\r\n')].join('\r\n');
  return [
    'From: Noor Haddad <noor@post.example>',
    `To: ${to}`,
    'Subject: The rack is listed twice',
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'Message-ID: <bill-1@post.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=related',
    '',
    part(['Content-Type: text/html; charset=utf-8'], Buffer.from(html)),
    part(['Content-Type: image/png; name=bill.png', 'Content-ID: <bill@post.example>', 'Content-Disposition: inline'], picture()),
    '--related--',
    '',
  ].join('\r\n');
}

describe.skipIf(!hasBrowser)(`Noor’s formatted mail${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  beforeAll(async () => {
    shop = await openShop();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('is read as it was sent, without a word to the sender’s server', async () => {
    const to = 'hello@kettle.example';
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address: to } });
    const talk = await sendSmtp(shop.smtpPort, { from: 'noor@post.example', to: [to], raw: mail(to) });
    expect(talk.data).toMatch(/^250/);
    const row = await until('the mail is there', async () => (await shop.api('GET', '/cases?view=all')).body.items[0]);

    const context = await device(browser);
    const asked: string[] = [];
    context.on('request', (request) => asked.push(request.url()));
    const mia = await context.newPage();
    await signIn(mia, shop);
    await mia.goto(`${shop.url}/inbox/all/${row.id}`);
    const frame = mia.frameLocator('article iframe');
    await frame.getByRole('heading', { name: 'The rack is listed twice' }).waitFor();
    await until('the picture is shown', () =>
      frame.getByAltText('The bill').evaluate((image) => (image as HTMLImageElement).naturalWidth === 2),
    );
    expect(await frame.getByAltText('The bill').getAttribute('src')).toMatch(/^data:image\/png;base64,/);
    await until('the frame is as high as the mail', () =>
      frame.locator('body').evaluate((body) => body.scrollHeight > 500 && window.innerHeight >= body.scrollHeight),
    );
    expect(await mia.getByText('Pictures from other servers are not loaded').count()).toBe(1);
    expect(asked.filter((url) => !url.startsWith(shop.url) && !url.startsWith('data:'))).toEqual([]);

    const quoted = frame.getByText('Your bill is attached.');
    expect(await quoted.isVisible()).toBe(false);
    await mia.getByRole('button', { name: 'Show quoted text' }).click();
    await quoted.waitFor({ state: 'visible' });
    await mia.getByRole('button', { name: 'Show as text' }).click();
    expect(await mia.locator('article iframe').count()).toBe(0);
    await mia.getByRole('link', { name: /bill\.png/ }).waitFor();

    const confirmation = mia.locator('article').filter({ hasText: 'Sent automatically' });
    expect(
      await mia
        .locator('[role=log]')
        .getByText(/Your message reached us/)
        .count(),
    ).toBe(1);
    await confirmation.getByRole('button', { name: 'Show all' }).click();
    expect(await confirmation.getByRole('link').count()).toBe(0);
    await context.close();
  });
});
