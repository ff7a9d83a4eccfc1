/** One conversation over two channels: begun on the web, answered by mail while the page is closed, continued by mail and then on the web again. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, write } from './browser.ts';
import { headerOf, mailDomain, textOf } from './customer-mail.ts';
import { freePort, openShop, until, type Shop } from './harness.ts';
import { hasMailServers, mailServersReason, startMailServers, type MailServers } from './mail-servers.ts';

const amina = 'amina@customer.test';
const said = {
  web: 'My order of two panniers has not arrived.',
  agent: 'They left us this morning. May we bring them to your work?',
  mail: 'Yes, to Harbour Street 4 please.',
  webAgain: 'And could you add a rain cover?',
  agentAgain: 'Of course, it comes along with them.',
};

describe.skipIf(!hasBrowser || !hasMailServers)(`web, email, web${browserReason}${mailServersReason}`, () => {
  const domain = mailDomain('customer.test');
  let shop: Shop;
  let post: MailServers;
  let browser: Browser;

  beforeAll(async () => {
    const smtpPort = await freePort();
    post = await startMailServers({ customerDomain: 'customer.test', shopDomains: ['kettle.test'], shopPort: smtpPort });
    shop = await openShop({ settings: { smtpPort, smtpUrl: `smtp://127.0.0.1:${post.smtpPort}` }, resolveDns: domain.resolveDns });
    await shop.api('PATCH', '/workspaces/current', { name: 'Kettle & Co', brand: 'Kettle & Co' });
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, {
      settings: { address: 'hello@kettle.test', senderName: 'Kettle & Co', replyDomain: 'kettle.test' },
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await post?.stop();
  });

  const cases = async () => (await shop.api('GET', '/cases?view=all')).body.items as { id: string; conversationId: string }[];
  const messages = async (caseId: string) =>
    (await shop.api('GET', `/cases/${caseId}/thread`)).body.messages as {
      text: string;
      conversationId: string;
      channelType: string;
      matchReason: string | null;
    }[];

  it('is one conversation for Amina and for the shop', async () => {
    const first = await (await device(browser)).newPage();
    await first.goto(`${shop.url}/m/${shop.messengerId}`);
    await write(first, said.web);
    await first.locator('#mw-email').fill(amina);
    await first.getByRole('button', { name: 'Save' }).click();
    await first.getByText(`We'll write to ${amina}. Is that right?`).waitFor();
    await first.getByRole('button', { name: 'Yes' }).click();
    await first.getByText(`We'll write to ${amina} when the answer is here.`).waitFor();
    await first.context().close();

    const [row] = await until('the case', async () => (await cases()).length > 0 && cases());
    expect((await shop.api('POST', '/messages', { caseId: row!.id, text: said.agent, undoMs: 0 })).status).toBe(201);
    const [notice] = await until('the notice', async () => {
      const found = await post.mailbox(amina);
      return found.length > 0 ? found : null;
    });
    expect(headerOf(notice!, 'Auto-Submitted')).toBe('auto-generated');
    // The address is only claimed so far: the mail tells that there is an answer, not what it says.
    expect(textOf(notice!)).not.toContain('They left us');
    const link = /http:\/\/localhost:\d+\/m\/\S+#c=\S+/.exec(textOf(notice!))![0];

    const replyTo = /reply\+[^>\s]+@kettle\.test/.exec(headerOf(notice!, 'Reply-To')!)![0];
    const noticeId = headerOf(notice!, 'Message-ID')!;
    await domain.send(
      {
        from: amina,
        fromName: 'Amina Diallo',
        to: replyTo,
        subject: `Re: ${headerOf(notice!, 'Subject')}`,
        text: said.mail,
        inReplyTo: noticeId,
        references: noticeId,
      },
      post.smtpPort,
    );
    const mailed = await until('her mail is in the thread', async () =>
      (await messages(row!.id)).find((message) => message.text === said.mail),
    );
    expect(mailed).toMatchObject({ conversationId: row!.conversationId, channelType: 'email', matchReason: 'reply_address' });

    const second = await (await device(browser)).newPage();
    await second.goto(link);
    await second.getByText(said.mail).waitFor();
    expect(second.url()).not.toContain('#c=');
    const history = await second.locator('section.history li').allInnerTexts();
    expect([said.web, said.agent, said.mail].map((text) => history.findIndex((item) => item.includes(text)))).toEqual([1, 2, 3]);

    await write(second, said.webAgain);
    const last = await until('it reaches the shop', async () =>
      (await messages(row!.id)).find((message) => message.text === said.webAgain),
    );
    expect(last).toMatchObject({ conversationId: row!.conversationId, channelType: 'messenger' });
    expect(new Set((await messages(row!.id)).map((message) => message.conversationId))).toEqual(new Set([row!.conversationId]));
    expect((await cases()).map((one) => one.id)).toEqual([row!.id]);

    expect((await shop.api('POST', '/messages', { caseId: row!.id, text: said.agentAgain, undoMs: 0 })).status).toBe(201);
    await second.locator('li.us', { hasText: said.agentAgain }).waitFor();
  });
});
