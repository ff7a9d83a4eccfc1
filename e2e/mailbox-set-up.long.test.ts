/** Mia sets her mailbox up in the desk: address, way there, a test in and out that says what is wrong, and then her mail is here. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startSink, type Sink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';
import { hasMailServers, mailboxPassword, mailServersReason, startMailServers, type MailServers } from './mail-servers.ts';

const address = 'help@kettle.test';
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the DNS of the kettle shop says. */
async function resolveDns(name: string, type: string): Promise<string[][]> {
  const records: Record<string, unknown[]> = {
    'MX kettle.test': [{ exchange: 'mx.kettle.test', priority: 10 }],
    'TXT kettle.test': [['v=spf1 mx -all']],
  };
  const found = records[`${type} ${name}`];
  if (found === undefined) throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' });
  return found as string[][];
}

describe.skipIf(!hasBrowser || !hasMailServers)(`a mailbox is set up in the desk${browserReason}${mailServersReason}`, () => {
  let shop: Shop;
  let post: MailServers;
  let out: Sink;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    post = await startMailServers({ customerDomain: 'kettle.test', shopDomains: [], shopPort: 1 });
    out = await startSink((command) => {
      if (command === 'EHLO') return '250-sink\r\n250-AUTH PLAIN\r\n250 SIZE 40000000';
      return command === 'AUTH' ? '235 2.7.0 ok' : null;
    });
    shop = await openShop({ resolveDns, mailboxes: { allowLoopback: true, listenMs: 2_000 } });
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address, senderName: 'Kettle & Co' } });
    browser = await openBrowser();
    page = await (await device(browser)).newPage();
    await signIn(page, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await out?.close();
    await post?.stop();
  });

  const complaints = async (): Promise<string[]> => {
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
    const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
      `axe.run(document, { resultTypes: ['violations'] }).then((result) => JSON.parse(JSON.stringify(result.violations)))`,
    );
    return found.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}`));
  };
  const look = async (name: string): Promise<void> => {
    const wrong: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [360, 1440]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.waitForTimeout(150);
        wrong.push(...(await complaints()).map((one) => `${name}, ${colorScheme}, ${width}: ${one}`));
        if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) wrong.push(`${name}, ${width}: too wide`);
        const folder = process.env['SCREENSHOTS'];
        if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}.png`, fullPage: true });
      }
    expect(wrong).toEqual([]);
  };

  it('says what the DNS has, what a wrong password does, and fetches once both sides let us in', { timeout: 240_000 }, async () => {
    await page.goto(`${shop.url}/channels/${shop.mailChannelId}`);
    await page.getByRole('link', { name: 'Fetch a mailbox' }).click();
    await page.getByRole('button', { name: 'Look it up' }).click();
    await page.getByText('A mail server of its own').waitFor();
    expect(await page.getByText('v=spf1 mx -all').count()).toBe(1);
    expect(await page.getByText('missing').count()).toBe(1);

    await page.getByLabel('Incoming server (IMAP)').fill('127.0.0.1');
    await page.getByLabel('Outgoing server (SMTP)').fill('127.0.0.1');
    await page.getByLabel('Port').nth(0).fill(String(post.imapPort));
    await page.getByLabel('Port').nth(1).fill(new URL(out.url).port);
    for (const index of [0, 1]) {
      const security = page.getByRole('combobox', { name: 'Security' }).nth(index);
      await security.click();
      // The list of the one before stays in the page, unseen.
      await page.getByRole('option', { name: 'STARTTLS' }).filter({ visible: true }).click();
      await until('the list is closed', async () => (await security.getAttribute('aria-expanded')) === 'false');
    }
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Fetching: The server did not accept user and password.').waitFor();
    expect(await page.getByRole('button', { name: 'Start fetching' }).isDisabled()).toBe(true);
    await page.getByLabel('Password').fill(mailboxPassword);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('Fetching: signed in, 0 mails in the inbox.').waitFor();
    expect(await page.getByText('Sending: signed in.').count()).toBe(1);
    await look('mailbox-set-up');

    await page.getByRole('button', { name: 'Start fetching' }).click();
    await page.getByText('Answers leave through 127.0.0.1').waitFor();
    const { body } = await shop.api('GET', `/mailboxes?channelId=${shop.mailChannelId}`);
    await until('it is fetched', async () => (await shop.api('GET', `/mailboxes/${body.items[0].id}`)).body.counts.length > 0);
    await page.reload();
    await page.getByText('0 in the mailbox, 0 of them here').first().waitFor();
    await look('mailbox-on-the-channel-page');
  });
});
