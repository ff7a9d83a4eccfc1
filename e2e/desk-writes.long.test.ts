/**
 * The desk keeps its word: what the server refuses goes back with its reason, and what the line swallowed is asked again under the same key
 * until it is known, and is done once. Every write of `desk-writes.ts`, in one browser.
 */
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop } from './believable.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { sendUnsigned } from './customer-mail.ts';
import type { DeskWrite, Scene } from './desk-write.ts';
import { deskWrites } from './desk-writes.ts';
import { openShop, until, type Shop } from './harness.ts';

const isOf = (write: DeskWrite, route: Route): boolean =>
  route.request().method() === write.method && write.path.test(new URL(route.request().url()).pathname);

/** A second letter of the customer, in answer to the first. */
async function sendAgain(shop: Shop, mailCaseId: string): Promise<void> {
  const [first] = await shop.behind<{ id: string }>('select mail_message_id as id from tenant.message where case_id = $1', [mailCaseId]);
  const who = { from: 'petra.lind@post.example', fromName: 'Petra Lind', to: 'hello@kettle.example' };
  await sendUnsigned({ ...who, subject: 'The bell', text: 'And the bell is loose.', inReplyTo: first!.id }, shop.smtpPort);
  await until('the second letter is there', async () => (await shop.api('GET', `/messages?caseId=${mailCaseId}`)).body.items.length === 2);
}

describe.skipIf(!hasBrowser)(`what Mia does while the server or the line says no${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let page: Page;
  let scene: Scene;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop({ rateFactor: 100 }), openBrowser()]);
    const filled = await fillShop(shop);
    const [caseId] = filled.caseIds as [string];
    const first = (await shop.api('GET', `/messages?caseId=${caseId}`)).body.items.at(-1).id;
    const other = (await shop.api('POST', `/cases/${caseId}/split`, { messageIds: [first] })).body;
    await shop.api('POST', '/topic-fields', { topicId: null, name: 'Frame number', kind: 'text' });
    const { items: tags } = (await shop.api('GET', '/tags')).body;
    const tagIds = [tags.find((one: { name: string }) => one.name === 'parcel').id];
    const steps = { text: null, topicId: null, tagIds, assignee: null, status: null, snoozeMinutes: null };
    await shop.api('POST', '/macros', { name: 'It is a parcel', key: '7', steps });
    await sendAgain(shop, filled.mailCaseId);
    page = await (await device(browser)).newPage();
    page.setDefaultTimeout(8_000);
    await signIn(page, shop);
    const memberId = (await shop.api('GET', '/members')).body.items[0].id;
    const [, waitingId, , twoMessagesId, bystanderId] = filled.caseIds as [string, string, string, string, string];
    const bystander = (await shop.api('GET', `/cases/${bystanderId}`)).body;
    scene = {
      shop,
      page,
      caseId,
      otherNumber: other.number,
      customerId: filled.customerId,
      twoMessagesId,
      mailCaseId: filled.mailCaseId,
      bystander: { customerId: bystander.customer.id, caseId: bystanderId, name: bystander.customer.name },
      waitingName: (await shop.api('GET', `/cases/${waitingId}`)).body.customer.name,
      memberId,
      mia: await shop.ownerApi(),
    };
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const open = async (write: DeskWrite): Promise<void> => {
    const path = write.at?.(scene) ?? `/inbox/all/${scene.caseId}`;
    await page.evaluate((to) => history.pushState({}, '', to), path);
    await page
      .getByRole('button', { name: 'More to do' })
      .or(page.getByRole('heading', { level: 1 }))
      .first()
      .waitFor();
  };
  /** What was said of the write before must not be taken for what is said of this one. */
  const closeToasts = (): Promise<void> =>
    page.evaluate(() => {
      for (const close of document.querySelectorAll<HTMLElement>('[role=region][aria-label=Notifications] [aria-label=Close]'))
        close.click();
    });
  const told = async (write: DeskWrite): Promise<number> =>
    Number((await shop.behind<{ n: string }>('select count(*) as n from tenant.event where type = $1', [write.event]))[0]!.n);
  const shown = (write: DeskWrite, wanted: boolean) =>
    until(
      `${write.name} is ${wanted ? '' : 'not '}shown`,
      async () => {
        await open(write);
        return (await write.isShown(scene)) === wanted;
      },
      6_000,
    );

  describe.each(deskWrites)('$name', (write) => {
    it('refused: goes back and says why', async () => {
      await write.start?.(scene);
      await open(write);
      const before = await told(write);
      let askedCount = 0;
      await page.route('**/api/v1/**', (route) => {
        if (!isOf(write, route)) return route.fallback();
        askedCount += 1;
        return route.fulfill({
          status: 403,
          contentType: 'application/problem+json',
          body: '{"code":"not_allowed","title":"No","status":403}',
        });
      });
      await closeToasts();
      try {
        await write.press(scene);
        await until('the server was asked', async () => askedCount > 0, 6_000);
        if (write.refused !== null)
          await page
            .getByText(write.refused ?? /Not done: your role does not allow it\. Nothing has changed/)
            .first()
            .waitFor();
        if (write.leave === undefined) await open(write);
        if (write.kept !== undefined) await until('what was typed is kept', () => write.kept!(scene), 6_000);
        await write.leave?.(scene);
        await shown(write, false);
        expect(await told(write)).toBe(before);
      } finally {
        await page.unroute('**/api/v1/**');
      }
    });

    it('lost on the way there and on the way back: asked again under one key, done once', async () => {
      await open(write);
      await write.clear?.(scene);
      const before = await told(write);
      const keys: (string | undefined)[] = [];
      await page.route('**/api/v1/**', async (route) => {
        if (!isOf(write, route)) return route.fallback();
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length === 1) return route.abort();
        if (keys.length > 2) return route.fallback();
        await route.fetch();
        return route.abort();
      });
      try {
        const complaints = await page.getByText(/Not done|No connection/).count();
        await write.press(scene);
        await until('it was tried three times', async () => keys.length >= 3);
        await write.lands?.(scene);
        await shown(write, true);
        expect(new Set(keys).size).toBe(1);
        if (write.event !== null) expect((await told(write)) - before).toBe(write.toldCount ?? 1);
        expect(await page.getByText(/Not done|No connection/).count()).toBeLessThanOrEqual(complaints);
      } finally {
        await page.unroute('**/api/v1/**');
      }
    });
  });
});
