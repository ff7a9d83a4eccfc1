/** Mia opens her mailbox by signing in at its provider, and a real Dovecot lets us in with the token: fetched, withdrawn, opened again. */
import { startTestProvider, type TestProvider } from '@meanwhile/server/mailbox/mail-provider.fixture.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { mailDomain } from './customer-mail.ts';
import { openShop, until, type Shop } from './harness.ts';
import { hasMailServers, mailServersReason, startMailServers, type MailServers } from './mail-servers.ts';

const address = 'help@kettle.test';
const secret = 'a-secret-of-the-kettle-shop';

describe.skipIf(!hasBrowser || !hasMailServers)(`a mailbox is opened by signing in${browserReason}${mailServersReason}`, () => {
  const domain = mailDomain('customer.test');
  let provider: TestProvider;
  let post: MailServers;
  let shop: Shop;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    provider = await startTestProvider({ id: 'kettle.apps', secret });
    const introspectionUrl = new URL('/introspect', provider.places.tokenUrl).href;
    post = await startMailServers({ customerDomain: 'kettle.test', shopDomains: [], shopPort: 1, introspectionUrl });
    const imap = { host: '127.0.0.1', port: post.imapPort, security: 'starttls' as const };
    shop = await openShop({
      resolveDns: async (name, type) =>
        `${type} ${name}` === 'MX kettle.test'
          ? ([{ exchange: 'aspmx.l.google.com', priority: 1 }] as never)
          : domain.resolveDns(name, type),
      mailboxes: { allowLoopback: true, listenMs: 1_500, providers: { google: { ...provider.places, imap } } },
    });
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address, senderName: 'Kettle & Co' } });
    browser = await openBrowser();
    page = await (await device(browser)).newPage();
    await signIn(page, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await post?.stop();
    await provider?.close();
  });

  const mailboxes = async () => (await shop.api('GET', `/mailboxes?channelId=${shop.mailChannelId}`)).body.items;
  const write = (text: string): Promise<string> =>
    domain.send({ from: 'petra@customer.test', fromName: 'Petra Lind', to: address, subject: text, text }, post.smtpPort);
  const arrived = (text: string): Promise<unknown> =>
    until(
      `“${text}” is here`,
      async () => (await shop.api('GET', '/messages?limit=200')).body.items.some((one: { text: string }) => one.text === text),
      90_000,
    );

  it('asks for the workspace’s key first, goes to the provider and back, and fetches', { timeout: 240_000 }, async () => {
    await page.goto(`${shop.url}/channels/${shop.mailChannelId}/mailbox`);
    await page.getByRole('button', { name: 'Look it up' }).click();
    await page.getByText('This domain has its mail at Google').waitFor();
    await page.getByText(`${shop.url}/channels/mailbox-sign-in/google`).waitFor();
    expect(await page.getByRole('button', { name: 'Sign in with Google' }).count()).toBe(0);
    await page.getByLabel('Client ID').fill('kettle.apps');
    await page.getByLabel('Client secret').fill(secret);
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('Registered with client ID kettle.apps').waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Sign in with Google' }).click();
    await page.waitForURL(`${shop.url}/channels/${shop.mailChannelId}`);
    await write('Is the copper kettle back?');
    await arrived('Is the copper kettle back?');
    expect(await mailboxes()).toMatchObject([{ user: address, signIn: 'google', trouble: null }]);
  });

  it(
    'says when the permission was withdrawn, and goes on where it stopped once she has signed in again',
    { timeout: 240_000 },
    async () => {
      const [{ id }] = await mailboxes();
      provider.says = { status: 400, body: { error: 'invalid_grant' } };
      provider.forgetTokens();
      // Another connection: the one that stands was let in before.
      await shop.api('PATCH', `/mailboxes/${id}`, { state: 'off' });
      // It hears with its next beat that it is no longer wanted.
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      await shop.api('PATCH', `/mailboxes/${id}`, { state: 'on' });
      await until('it says so', async () => (await mailboxes())[0].trouble === 'consent_withdrawn', 60_000);
      await write('Written meanwhile');
      provider.says = null;
      await page.goto(`${shop.url}/channels/${shop.mailChannelId}`);
      await page.getByText('The permission to use this mailbox has ended or was withdrawn.').waitFor();
      const finished = page.waitForResponse((answer) => answer.url().endsWith('/mailboxes/sign-in/finish'));
      await page.getByRole('button', { name: 'Sign in again' }).click();
      expect((await finished).status()).toBe(200);
      await arrived('Written meanwhile');
      expect(await mailboxes()).toMatchObject([{ id, trouble: null }]);
    },
  );

  it('tells somebody who comes back with nothing, or with a link of somebody else, and opens nothing', async () => {
    await page.goto(`${shop.url}/channels/mailbox-sign-in/google?error=access_denied&state=x`);
    await page.getByText('Nothing was permitted, so nothing is fetched.').waitFor();
    await page.goto(`${shop.url}/channels/mailbox-sign-in/google?code=x&state=x`);
    await page.getByText('This sign-in was begun in another window').waitFor();
    expect(page.url()).not.toContain('code=');
    expect(await mailboxes()).toHaveLength(1);
  });
});
