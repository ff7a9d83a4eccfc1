/** The same conversation by email, with real mail servers on the customer's side: threaded in both directions, and no machine ever answered. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { answer, browserReason, device, hasBrowser, onlyTheStream, openBrowser, signIn } from './browser.ts';
import { headerOf, mailDomain, textOf } from './customer-mail.ts';
import { freePort, openShop, until, type Shop } from './harness.ts';
import { hasMailServers, mailServersReason, startMailServers, type MailServers } from './mail-servers.ts';

const petra = 'petra@customer.test';
const shopAddress = 'hello@kettle.test';
const question = 'The chain of my tourer slips in fifth gear.\nCan I bring it in this week?';

describe.skipIf(!hasMailServers || !hasBrowser)(
  `a conversation by email between Petra and Mia’s bike shop${mailServersReason}${browserReason}`,
  () => {
    const domain = mailDomain('customer.test');
    let shop: Shop;
    let post: MailServers;
    let browser: Browser;
    let mia: Page;

    beforeAll(async () => {
      const smtpPort = await freePort();
      post = await startMailServers({ customerDomain: 'customer.test', shopDomains: ['kettle.test'], shopPort: smtpPort });
      shop = await openShop({ settings: { smtpPort, smtpUrl: `smtp://127.0.0.1:${post.smtpPort}` }, resolveDns: domain.resolveDns });
      await shop.api('PATCH', '/workspaces/current', { name: 'Kettle & Co', brand: 'Kettle & Co' });
      const changed = await shop.api('PATCH', `/channels/${shop.mailChannelId}`, {
        settings: { address: shopAddress, senderName: 'Kettle & Co', replyDomain: 'kettle.test' },
      });
      expect(changed.status).toBe(200);
      expect((await shop.api('POST', `/channels/${shop.mailChannelId}/open`)).status).toBe(200);
      browser = await openBrowser();
      mia = await (await device(browser)).newPage();
    });
    afterAll(async () => {
      await browser?.close();
      await shop?.close();
      await post?.stop();
    });

    const mails = (count: number): Promise<string[]> =>
      until(`${count} mails in Petra’s mailbox`, async () => {
        const found = await post.mailbox(petra);
        return found.length >= count ? found : null;
      });

    it('is confirmed, seen in the desk without a reload or a poll, answered there and continued in one thread', async () => {
      await signIn(mia, shop);
      await mia
        .getByText(/^Nothing is waiting/)
        .first()
        .waitFor();
      const desk = await onlyTheStream(mia, /\/api\/v1\//);
      const firstId = await domain.send(
        { from: petra, fromName: 'Petra Lind', to: shopAddress, subject: 'Chain slips', text: question },
        shop.smtpPort,
      );

      const [confirmation] = await mails(1);
      const row = (await shop.api('GET', '/cases?view=all')).body.items[0];
      const opening = (await shop.api('GET', `/cases/${row.id}/thread`)).body;
      expect(opening.messages[0]).toMatchObject({
        text: question,
        subject: 'Chain slips',
        senderProof: 'channel',
        matchReason: 'first_contact',
        automatic: false,
      });
      expect(opening.case.customer).toMatchObject({ address: petra, proof: 'channel' });

      expect(headerOf(confirmation!, 'Return-Path')).toBe('<>');
      expect(headerOf(confirmation!, 'Auto-Submitted')).toBe('auto-replied');
      expect(headerOf(confirmation!, 'X-Auto-Response-Suppress')).toBe('All');
      expect(headerOf(confirmation!, 'In-Reply-To')).toBe(firstId);
      expect(headerOf(confirmation!, 'References')).toContain(firstId);
      expect(headerOf(confirmation!, 'From')).toContain(shopAddress);
      expect(headerOf(confirmation!, 'Subject')).toMatch(/Chain slips/);
      const told = opening.commitments[0];
      expect(textOf(confirmation!).replace(/\s+/g, ' ')).toContain(told.words.replace(/\s+/g, ' '));
      expect(told.words).toMatch(/reply by .+\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/);

      // With every question of the desk's unanswered, only the stream can have brought her mail onto Mia's screen.
      await mia.getByRole('option').filter({ hasText: 'The chain of my tourer' }).waitFor();
      desk.allow(true);
      await answer(mia, 'The chain of my tourer', 'Bring it on Thursday at nine, please.');
      const reply = (await mails(2))[1]!;
      expect(textOf(reply)).toContain('Bring it on Thursday at nine, please.');
      expect(headerOf(reply, 'Auto-Submitted')).toBeNull();
      // One of its own for each mail, so that one that comes back tells which.
      expect(headerOf(reply, 'Return-Path')).toMatch(/^<bounce\+[a-z0-9]+@kettle\.test>$/);
      expect(headerOf(reply, 'In-Reply-To')).toBe(firstId);
      expect(headerOf(reply, 'References')).toContain(firstId);

      // Petra's own server carries her answer to ours, as between two real ones.
      const replyTo = /reply\+[^>\s]+@kettle\.test/.exec(headerOf(reply, 'Reply-To')!)![0];
      const replyId = headerOf(reply, 'Message-ID')!;
      await domain.send(
        {
          from: petra,
          fromName: 'Petra Lind',
          to: replyTo,
          subject: 'Re: Chain slips',
          text: 'Nine is fine.\n\n> Bring it on Thursday at nine, please.',
          inReplyTo: replyId,
          references: `${firstId} ${replyId}`,
        },
        post.smtpPort,
      );
      const thread = await until('her answer is in the thread', async () => {
        const { body } = await shop.api('GET', `/cases/${row.id}/thread`);
        return body.messages.some((message: { text: string }) => message.text.startsWith('Nine is fine.')) ? body : null;
      });
      const last = thread.messages.find((message: { text: string }) => message.text.startsWith('Nine is fine.'));
      await mia.getByText('Nine is fine.').first().waitFor();
      expect(last).toMatchObject({
        matchReason: 'reply_address',
        conversationId: row.conversationId,
        caseId: row.id,
        senderProof: 'channel',
        visibleText: 'Nine is fine.',
      });
      expect((await shop.api('GET', '/cases?view=all')).body.items).toHaveLength(1);
    });

    it('is found by its Message-ID alone when a mail program drops the reply address', async () => {
      const reply = (await post.mailbox(petra))[1]!;
      await domain.send(
        {
          from: petra,
          fromName: 'Petra Lind',
          to: shopAddress,
          subject: 'Re: Chain slips',
          text: 'Do you have a loan bike?',
          inReplyTo: headerOf(reply, 'Message-ID')!,
        },
        shop.smtpPort,
      );
      const message = await until('it arrives', async () => {
        const { body } = await shop.api('GET', '/cases?view=all');
        const threads = await Promise.all(body.items.map((row: { id: string }) => shop.api('GET', `/cases/${row.id}/thread`)));
        return threads.flatMap((thread) => thread.body.messages).find((one: { text: string }) => one.text === 'Do you have a loan bike?');
      });
      const { body } = await shop.api('GET', '/cases?view=all');
      expect(body.items).toHaveLength(1);
      expect(message).toMatchObject({ matchReason: 'message_id', caseId: body.items[0].id });
    });
  },
);
