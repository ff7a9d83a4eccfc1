/**
 * Mia and Ben write in one desk: with formatting and a pasted picture, with snippets and macros, and never twice to one customer without knowing.
 * What customers get of it is read from the API as the mail step gets it.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

const address = 'hello@kettle.example';

describe.skipIf(!hasBrowser)(`writing together${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let mia: Page;
  let ben: Page;
  const letters: { to: string; text: string }[] = [];

  beforeAll(async () => {
    shop = await openShop({ sendMail: async (mail) => void letters.push(mail) });
    browser = await openBrowser();
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address } });
    const owner = await shop.ownerApi();
    const self = (await shop.api('GET', '/members')).body.items[0].id;
    expect((await owner('PATCH', `/members/${self}`, { name: 'Mia' })).status).toBe(200);
    expect((await owner('POST', '/invitations', { email: 'ben@kettle.example', role: 'agent' })).status).toBe(201);
    mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
    ben = await (await device(browser)).newPage();
    await ben.goto(/https?:\S+#t=[\w-]+/.exec(JSON.stringify(await until('the invitation', async () => letters.at(-1))))![0]);
    await ben.getByLabel('Your name').fill('Ben');
    await ben
      .getByLabel(/password/i)
      .first()
      .fill('a kettle and a bicycle bell');
    await ben.getByRole('button', { name: /join/i }).click();
    await ben.waitForURL(/\/inbox/);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  let letterCount = 0;
  async function mail(from: string, text: string): Promise<string> {
    letterCount += 1;
    const raw = [
      `From: ${from} <${from.toLowerCase()}@post.example>`,
      `To: ${address}`,
      `Subject: ${text}`,
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${letterCount}@post.example>`,
      '',
      text,
      '',
    ].join('\r\n');
    await sendSmtp(shop.smtpPort, { from: `${from.toLowerCase()}@post.example`, to: [address], raw });
    const found = await until('the mail is there', async () =>
      (await shop.api('GET', '/cases?view=all')).body.items.find((one: { lastText: string | null }) => one.lastText?.includes(text)),
    );
    return found.id;
  }
  const open = async (desk: Page, caseId: string): Promise<void> => {
    await desk.goto(`${shop.url}/inbox/all/${caseId}`);
    await desk.getByRole('toolbar', { name: 'Formatting' }).waitFor();
  };
  const field = (desk: Page) => desk.getByRole('textbox', { name: 'Your reply' });
  const sentTo = async (caseId: string): Promise<any[]> =>
    (await shop.api('GET', `/messages?caseId=${caseId}`)).body.items.filter(
      (one: { author: { kind: string } }) => one.author.kind === 'agent',
    );

  it('an answer to somebody who complains about waiting says sorry, or says why not; what sounds live is put differently', async () => {
    const caseId = await mail('Ivo', 'I am still waiting for an answer about my wheel.');
    await open(mia, caseId);
    await field(mia).click();
    await mia.keyboard.type('One moment please. The wheel is ready.');
    await mia.getByRole('button', { name: '2 things to look at' }).waitFor();
    await mia.keyboard.press('Control+Enter');
    const things = mia.getByRole('list', { name: 'Things to look at before sending' });
    await things.getByText('They complain about waiting').waitFor();
    expect(await sentTo(caseId)).toEqual([]);
    await things.getByRole('button', { name: /looking into this/ }).click();
    await until('the words are replaced', async () => (await field(mia).innerText()).includes('write to you here'));
    await things.getByRole('button', { name: 'already apologised' }).click();
    const [sent] = await until('it is held', async () => ((await sentTo(caseId)).length > 0 ? await sentTo(caseId) : null));
    expect(sent.text).not.toContain('One moment');
    await mia.goto(`${shop.url}/inbox/all/${caseId}`);
    await mia.getByText('Sent without mentioning the delay: already apologised.').waitFor();
  });

  it('a late answer begins with the sentence that says so, which goes again when nothing is written', async () => {
    const caseId = await mail('Lena', 'Do you sell bells?');
    // On a device of her own: a clock that is moved is moved for the whole browser context.
    const late = await (await device(browser)).newPage();
    await signIn(late, shop);
    await late.clock.setFixedTime(Date.now() + 8 * 86_400_000);
    await open(late, caseId);
    await field(late).click();
    await until('the sentence stands', async () => (await field(late).innerText()).startsWith('I apologise. You wrote on'));
    await late.getByRole('button', { name: 'Search' }).first().focus();
    await until('it is gone', async () => (await field(late).innerText()).trim() === '');
    await field(late).click();
    await until('it stands again', async () => (await field(late).innerText()).startsWith('I apologise. You wrote on'));
    await late.keyboard.type('Yes, brass bells.');
    expect(await field(late).innerText()).toMatch(/\{whatNow\}\s+Yes, brass bells\.$/);
    await late.keyboard.press('Control+Enter');
    await late.getByText('say what happens next').waitFor();
    expect(await sentTo(caseId)).toEqual([]);
    await late.context().close();
  });

  it('a formatted answer with a pasted picture goes out as HTML, a plain one as text alone', async () => {
    const caseId = await mail('Noor', 'Is the rack in stock?');
    await open(mia, caseId);
    await field(mia).click();
    await mia.keyboard.type('Hello Noor,\nyes, ');
    await mia.keyboard.press('Control+b');
    await mia.keyboard.type('two');
    await mia.keyboard.press('Control+b');
    await mia.keyboard.type(' are here. <script>alert(1)</script>');
    await mia.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 2, height: 2 });
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
      const data = new DataTransfer();
      data.items.add(new File([blob!], 'rack.png', { type: 'image/png' }));
      const target = document.querySelector('[contenteditable="true"]')!;
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await field(mia).locator('img').waitFor();
    await until('the picture is shown', () =>
      field(mia)
        .locator('img')
        .evaluate((image) => (image as HTMLImageElement).naturalWidth === 2),
    );
    await mia.getByText('Draft saved').waitFor();
    await mia.reload();
    await field(mia).locator('strong', { hasText: 'two' }).waitFor();
    await field(mia).locator('img').waitFor();
    await field(mia).click();
    await mia.keyboard.press('Control+Enter');
    const [sent] = await until('it is held', async () => ((await sentTo(caseId)).length > 0 ? await sentTo(caseId) : null));
    expect(sent.html).toContain('<strong>two</strong>');
    expect(sent.html).toContain(`data-cid="${sent.attachments[0].id}"`);
    expect(sent.html).not.toMatch(/<script/i);
    expect(sent.text).toContain('Hello Noor,\nyes, two are here. <script>alert(1)</script>');
    expect(sent.attachments).toMatchObject([{ name: 'rack.png', inline: true }]);

    const plain = await mail('Ada', 'When do you open?');
    await open(mia, plain);
    await field(mia).click();
    await mia.keyboard.type('At nine.');
    await mia.keyboard.press('Enter');
    await mia.keyboard.type('See you.');
    await mia.keyboard.press('Control+Enter');
    const [second] = await until('it is held', async () => ((await sentTo(plain)).length > 0 ? await sentTo(plain) : null));
    expect([second.text, second.html]).toEqual(['At nine.\nSee you.', null]);
  });

  it('letters typed while the formatted field takes over from the plain one stay in their order', async () => {
    const words = 'Bring it on Thursday at nine, please, and have the key with you. ';
    for (const [round, waitMs] of [150, 300, 450].entries()) {
      const caseId = await mail(`Ida${round}`, `May I bring it, ${round}?`);
      await mia.route(/rich-text/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        await route.continue();
      });
      await mia.goto(`${shop.url}/inbox/all/${caseId}`);
      await field(mia).click();
      await mia.keyboard.type(words.repeat(3), { delay: 4 });
      await mia.getByRole('toolbar', { name: 'Formatting' }).waitFor();
      await mia.unroute(/rich-text/);
      expect((await field(mia).innerText()).trim()).toBe(words.repeat(3).trim());
    }
  });

  it('a slash calls a snippet with the names filled in; a digit applies a macro, and one undo takes all of it back', async () => {
    await shop.api('POST', '/snippets', {
      name: 'thanks',
      texts: [{ locale: 'en', text: 'Thanks, {customer}. {agent} here about case {case}. {{evil}} {order}' }],
    });
    const steps = { text: 'It is on its way.', topicId: null, tagIds: [], assignee: 'me', status: 'wait', snoozeMinutes: 60 };
    await shop.api('POST', '/macros', { name: 'Shipped', key: '1', steps });
    const caseId = await mail('Jonas', 'Where is my bell?');
    const { number } = (await shop.api('GET', `/cases/${caseId}`)).body;
    await open(mia, caseId);
    await field(mia).click();
    await mia.keyboard.type('/tha');
    await mia.getByRole('option', { name: /thanks/ }).waitFor();
    await mia.keyboard.press('Enter');
    await until('it stands in the field', async () => (await field(mia).innerText()).includes('Thanks, Jonas'));
    expect(await field(mia).innerText()).toBe(`Thanks, Jonas. Mia here about case ${number}. {{evil}} {order}`);
    await mia.keyboard.press('Escape');
    await mia.keyboard.press('1');
    await until('the macro is applied', async () => {
      const row = (await shop.api('GET', `/cases/${caseId}`)).body;
      return row.ball === 'customer' && row.assignee?.name === 'Mia' && row.snoozedUntil !== null;
    });
    await until('its text is in the field', async () => (await field(mia).innerText()).includes('It is on its way.'));
    await mia.getByRole('button', { name: 'Undo' }).last().click();
    await until('all of it is back', async () => {
      const row = (await shop.api('GET', `/cases/${caseId}`)).body;
      return row.ball === 'us' && row.assignee === null && row.snoozedUntil === null;
    });
    await until('its text too', async () => !(await field(mia).innerText()).includes('It is on its way.'));
  });

  it('two at one case see each other, and the second to send hears of the first before anything goes out', async () => {
    const caseId = await mail('Sami', 'Do you repair old bells?');
    await open(mia, caseId);
    await mia.getByText('is looking at this').waitFor({ state: 'detached' });
    await open(ben, caseId);
    await mia.getByText('Ben is looking at this').waitFor();
    await field(ben).click();
    await ben.keyboard.type('We do, bring it in.');
    await mia.getByText('Ben is writing').waitFor();
    await field(mia).click();
    await mia.keyboard.type('Yes, until Friday.');
    await ben.getByText('Mia is writing').waitFor();
    await ben.keyboard.press('Control+Enter');
    // Ben's answer is still in its undo time, and already stands above Mia's field.
    await mia.getByText('Ben answered while you were writing.').waitFor();
    await mia.keyboard.press('Control+Enter');
    await mia.getByRole('alert').filter({ hasText: 'We do, bring it in.' }).waitFor();
    expect((await sentTo(caseId)).map((one) => one.text)).toEqual(['We do, bring it in.']);
    await mia.getByRole('button', { name: 'Send anyway' }).click();
    await until('both are there', async () => (await sentTo(caseId)).length === 2);
  });

  it('whose screen has not heard of the answer is refused by the server and sees it then', async () => {
    const caseId = await mail('Tomas', 'Which size is the lamp?');
    const deaf = await (await device(browser)).newPage();
    await deaf.context().addCookies(await mia.context().cookies());
    await deaf.routeWebSocket(/stream/, () => undefined);
    await open(deaf, caseId);
    await field(deaf).click();
    await deaf.keyboard.type('It is 12 cm wide.');
    await open(ben, caseId);
    await field(ben).click();
    await ben.keyboard.type('Twelve centimetres.');
    await ben.keyboard.press('Control+Enter');
    await until('Ben’s is held', async () => (await sentTo(caseId)).length === 1);
    await deaf.keyboard.press('Control+Enter');
    await deaf.getByText('Not sent: somebody answered meanwhile.').first().waitFor();
    // An urgent toast is read out apart and hidden from assistive technology itself.
    await deaf.locator('button', { hasText: /^Show$/ }).click();
    await deaf.getByText('Ben answered while you were writing.').waitFor();
    expect(await field(deaf).innerText()).toBe('It is 12 cm wide.');
    await deaf.getByRole('button', { name: 'Discard mine' }).click();
    await until('it is gone', async () => (await field(deaf).innerText()).trim() === '');
    expect((await sentTo(caseId)).map((one) => one.text)).toEqual(['Twelve centimetres.']);
  });

  it('a note that names Ben rings his bell, and the list leads to the case', async () => {
    const caseId = await mail('Lea', 'Is the bell loud?');
    await open(mia, caseId);
    await mia.getByRole('button', { name: 'Note', exact: true }).click();
    await mia.getByRole('textbox', { name: 'Your note' }).pressSequentially('Ask @be');
    await mia.getByRole('option', { name: 'Ben' }).waitFor();
    await mia.keyboard.press('Enter');
    await mia.keyboard.type('please');
    expect(await mia.getByRole('textbox', { name: 'Your note' }).inputValue()).toBe('Ask @Ben please');
    await ben.goto(`${shop.url}/settings/notices`);
    await mia.keyboard.press('Control+Enter');
    await ben.getByRole('button', { name: '1 unseen notice' }).click();
    await ben.getByRole('menuitem', { name: /Mia mentioned you in case/ }).click();
    await ben.waitForURL(new RegExp(caseId));
    await ben.getByRole('button', { name: 'Notices', exact: true }).waitFor();
  });

  it('an answer planned for tomorrow stands in the thread, and its text comes back when it is cancelled', async () => {
    const caseId = await mail('Ida', 'Will you call me?');
    await open(mia, caseId);
    await field(mia).click();
    await mia.keyboard.type('I call you tomorrow.');
    await mia.getByRole('button', { name: 'Other ways to send' }).click();
    await mia.getByRole('menuitem', { name: 'Send later' }).click();
    await mia
      .getByRole('dialog')
      .getByRole('button', { name: /Tomorrow/ })
      .click();
    await until('it is planned', async () => (await sentTo(caseId))[0]?.sendAt);
    await open(ben, caseId);
    await ben.getByText(/^Goes out/).waitFor();
    await open(mia, caseId);
    await mia.getByRole('button', { name: 'Cancel sending' }).click();
    await until('the text is back', async () => (await field(mia).innerText()).includes('I call you tomorrow.'));
    expect(await sentTo(caseId)).toEqual([]);
  });

  it('a time written in an answer is promised with one key, stands under it, and the case stays ours until then', async () => {
    const caseId = await mail('Edda', 'When is my saddle back?');
    await open(mia, caseId);
    await field(mia).click();
    await mia.keyboard.type('We will write to you within 3 days.');
    await mia.getByText('You wrote “within 3 days”').waitFor();
    await mia.keyboard.press('F9');
    await mia.getByText('Promised with this answer: “within 3 days”').waitFor();
    await mia.keyboard.press('Control+Enter');
    const [told] = await until('it is in the ledger', async () => {
      const { items } = (await shop.api('GET', '/commitments')).body;
      const promises = items.filter((one: { kind: string; caseId: string }) => one.kind === 'promise' && one.caseId === caseId);
      return promises.length > 0 ? promises : null;
    });
    expect(told).toMatchObject({ words: 'within 3 days', basis: 'agent', ending: null });
    expect((await shop.api('GET', `/cases/${caseId}`)).body).toMatchObject({ state: 'open', ball: 'us', dueAt: told.dueAt });
    await mia.goto(`${shop.url}/inbox/all/${caseId}`);
    await mia.getByText('“within 3 days”').first().waitFor();
  });
});
