/**
 * The “three-day live chat” of a health insurer, played again between Anna, signed in on the shop's site, and Mia at the desk: each of its seven faults,
 * and the eighth, cannot happen here or is flagged before it is sent. In the order of the story, so (g) comes first; three days pass on the database's clock.
 */
import { SignJWT } from 'jose';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, recordSockets, signIn, write } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';
import { startSite, type Site } from './site.ts';

const siteKey = 'a-key-only-the-insurer-and-its-desk-know';
const dayMs = 86_400_000;
const enquiry = 'Why was my physiotherapy bill 4471920 cut by half? I was born on 3 Mar 1985.';
const objection = 'I am already signed in, and you have all of that. Why do you need it again?';
const complaint = 'I have been waiting for an answer for more than three days!';

describe.skipIf(!hasBrowser)(`the three-day live chat, played again${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let site: Site;
  let mia: Page;
  let anna: Page;
  let heard: { readonly received: string[] };
  let caseId: string;
  let movedMs = 0;
  const nowAt = (): number => Date.now() + movedMs;

  beforeAll(async () => {
    shop = await openShop();
    browser = await openBrowser();
    site = await startSite(
      `<!doctype html><html lang="en"><title>Your insurance</title><h1>My account</h1><script src="${shop.url}/messenger.js" data-channel="${shop.messengerId}"></script></html>`,
    );
    const change = { secrets: { identityKey: siteKey }, settings: { allowedOrigins: [site.origin] } };
    expect((await shop.api('PATCH', `/channels/${shop.messengerId}`, change)).status).toBe(200);
    mia = await (await device(browser)).newPage();
    await signIn(mia, shop);
    // The settings of a channel are remembered for a second.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    anna = await (await device(browser)).newPage();
    heard = recordSockets(anna);
    await visitSite();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await shop?.close();
  });

  const frame = (): FrameLocator => anna.frameLocator('meanwhile-messenger iframe');
  /** Anna opens her account's page, and the site vouches for her. */
  async function visitSite(): Promise<void> {
    await anna.goto(site.url);
    const seconds = Math.floor(nowAt() / 1_000);
    const jwt = await new SignJWT({ sub: 'anna-17', name: 'Anna Berg', phone_number: '+49 30 123456' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(shop.messengerId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 300)
      .sign(new TextEncoder().encode(siteKey));
    await anna.locator('meanwhile-messenger').getByRole('button', { name: 'Write to us' }).click();
    await frame().locator('#mw-text').waitFor();
    await anna.evaluate(
      (token) => (window as unknown as { Meanwhile: (verb: string, jwt: string) => void }).Meanwhile('identify', token),
      jwt,
    );
  }

  const field = () => mia.getByRole('textbox', { name: 'Your reply' });
  const things = () => mia.getByRole('list', { name: 'Things to look at before sending' });
  const openCase = async (): Promise<void> => {
    await mia.goto(`${shop.url}/inbox/all/${caseId}`);
    await field().waitFor();
  };
  /** Mia writes this in place of what stands there; gives what the desk finds in it, in its own words. */
  async function findingsIn(draft: string, count: number): Promise<string> {
    await field().click();
    await mia.keyboard.press('Control+a');
    await mia.keyboard.type(draft);
    const open = mia.getByRole('button', { name: `${count} thing${count === 1 ? '' : 's'} to look at` });
    await open.waitFor();
    if ((await things().count()) === 0) await open.click();
    await things().waitFor();
    return things().innerText();
  }
  const ledger = async (): Promise<any[]> => (await shop.api('GET', `/cases/${caseId}/thread`)).body.commitments;
  const answers = async (): Promise<any[]> =>
    (await shop.api('GET', `/messages?caseId=${caseId}`)).body.items.filter((one: any) => one.author.kind === 'agent' && !one.automatic);

  it('(g) that answers take a while is told before she writes, beside Send and under her message; never only after the wait', async () => {
    const above = (await frame().locator('form .entry').innerText()).trim();
    expect(above).toMatch(/we'll reply by .+\./i);
    const time = /reply by ([^.]+)\./i.exec(above)![1]!;
    expect(await frame().locator('.due').innerText()).toBe(`Reply by ${time}`);
    expect((await shop.api('GET', '/cases?view=all')).body.items).toEqual([]);
    await write(frame(), enquiry);
    const under = frame().locator('li.own .meta', { hasText: 'reply by' });
    await under.waitFor();
    const row = await until('her message is in the inbox', async () => (await shop.api('GET', '/cases?view=all')).body.items[0]);
    caseId = row.id;
    expect(row.customer).toMatchObject({ name: 'Anna Berg', proof: 'site' });
    expect(await under.innerText()).toBe((await ledger())[0].words);
  });

  it('(a) “put you through to an agent” is flagged in a draft and a snippet, refused in what goes out by itself, and the wire says nobody is there', async () => {
    await openCase();
    const found = await findingsIn('I am looking into physiotherapy bill 4471920 and will put you through to an agent.', 1);
    expect(found).toMatch(/put you through.*sounds as if someone were waiting/is);
    const live = 'I will put you through to an agent.';
    const snippet = await shop.api('POST', '/snippets', { name: 'through', texts: [{ locale: 'en', text: live }] });
    expect(snippet).toMatchObject({
      status: 201,
      body: { findings: [{ field: 'texts.0.text', quote: expect.stringContaining('put you through') }] },
    });
    const path = `/channels/${shop.mailChannelId}`;
    expect((await shop.api('PATCH', path, { settings: { signature: 'Your insurance' } })).status).toBe(200);
    const refused = await shop.api('PATCH', path, { settings: { signature: live } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'sounds_live' } });
    expect(heard.received.length).toBeGreaterThan(0);
    for (const text of heard.received) expect(['ready', 'messages', 'entry']).toContain(JSON.parse(text).type);
    expect(heard.received.join('')).not.toMatch(/typing|presence|"seen|"read"|put you through/i);
  });

  it('(b) who she is, known from her signed-in account, is flagged when it is asked again, and refused to a program', async () => {
    const found = await findingsIn('About the physiotherapy bill: could you tell us your full name?', 1);
    expect(found).toMatch(/We already know: the name/);
    const phone = await findingsIn('About the physiotherapy bill: please give us your phone number.', 1);
    expect(phone).toMatch(/We already know: the phone number, .*30.?123456/);
    const asked = await shop.api('POST', '/messages', { caseId, text: 'Please give us your phone number.', undoMs: 0 });
    expect(asked).toMatchObject({ status: 422, body: { code: 'fact_known', findings: [{ kind: 'phone' }] } });
    expect(await answers()).toEqual([]);
  });

  it('(c) a date of birth is read in any usual form, as she wrote it and as others do, and is then known', async () => {
    await mia.evaluate(() => {
      const text = document.querySelector('[data-from="customer"] p.whitespace-pre-wrap')!.firstChild as Text;
      const from = text.data.indexOf('3 Mar 1985');
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, from + '3 Mar 1985'.length);
      document.getSelection()!.removeAllRanges();
      document.getSelection()!.addRange(range);
    });
    await mia.getByRole('button', { name: 'Note as known' }).click();
    await mia.getByRole('dialog').getByRole('button', { name: 'Note it' }).click();
    const panel = mia.getByRole('complementary', { name: 'Customer and case' });
    await panel.getByText(/3 March 1985|March 3, 1985/).waitFor();
    const customerId = (await shop.api('GET', `/cases/${caseId}`)).body.customer.id;
    const forms = ['3 Mar 1985', '03/03/85', '3.3.1985', '1985-03-03', 'March 3, 1985', '3. März 1985'];
    for (const value of forms)
      expect([value, (await shop.api('POST', `/customers/${customerId}/facts`, { kind: 'birthday', value })).status]).toEqual([value, 201]);
    const { items } = (await shop.api('GET', `/customers/${customerId}/facts`)).body;
    const birthdays = items.filter((one: any) => one.kind === 'birthday').map((one: any) => one.value);
    expect(new Set(birthdays)).toEqual(new Set(['1985-03-03']));
    expect(await findingsIn('About the physiotherapy bill: we need your date of birth as DD/MM/YYYY.', 1)).toMatch(
      /We already know: the date of birth/,
    );
  });

  it('(d) her objection stands before Mia for as long as her answer passes over it', async () => {
    await field().click();
    await mia.keyboard.press('Control+a');
    await mia.keyboard.type('To go on we need the number of your policy for the physiotherapy bill.');
    await mia.keyboard.press('Control+Enter');
    await frame().locator('li.us', { hasText: 'number of your policy' }).waitFor({ timeout: 30_000 });
    await write(frame(), objection);
    await until('she has been told a time again', async () => (await ledger()).length === 2);
    await openCase();
    const found = await findingsIn('Our colleagues will see to your matter.', 1);
    expect(found).toContain('They object, and this passes over it: “I am already signed in, and you have all of that.”');
    await field().click();
    await mia.keyboard.press('Control+a');
    await mia.keyboard.type('You are right, no need: I have the number. Our colleagues look at the bill.');
    await until('nothing is left to look at', async () => (await mia.getByRole('button', { name: /things? to look at/ }).count()) === 0);
  });

  it('(e) “adding you to the queue now” is flagged each time it is written', async () => {
    for (const again of ['', ' once more']) {
      const found = await findingsIn(`You are right about the physiotherapy bill. I am adding you to the queue now${again}.`, 1);
      expect(found).toMatch(/adding you to the queue.*sounds as if someone were waiting/is);
    }
    await things().getByRole('button').first().click();
    await until('the words are replaced', async () => !(await field().inputValue()).includes('queue'));
  });

  it('(f) three days late: the time is broken at its own instant and a new one told; the apology stands in the field; cold greeting and asking anew are flagged', async () => {
    const first = (await ledger()).find((one) => one.ending === null);
    threeDaysAfter(Date.parse(first.dueAt));
    const broken = await until(
      'it is broken',
      async () => (await ledger()).find((one) => one.id === first.id && one.ending === 'broken'),
      60_000,
    );
    expect([broken.words, broken.endedAt]).toEqual([first.words, first.dueAt]);
    const next = await until('a new time is told', async () => (await ledger()).find((one) => one.afterId === first.id), 60_000);
    expect(Date.parse(next.dueAt)).toBeGreaterThan(nowAt());
    const cookies = await mia.context().cookies();
    mia = await (await device(browser)).newPage();
    await mia.context().addCookies(cookies);
    await mia.clock.setFixedTime(nowAt());
    await openCase();
    // What was begun three days ago is thrown away; then she begins.
    await field().click();
    await mia.keyboard.press('Control+a');
    await mia.keyboard.press('Delete');
    await mia.getByRole('button', { name: 'Search' }).first().focus();
    await field().click();
    await until('the sentence stands', async () => (await field().inputValue()).startsWith('I apologise. You wrote on'));
    const found = await findingsIn('Thank you for contacting us. How can I help you? Kind regards', 4);
    expect(found).toContain('This reply is late and doesn’t say so.');
    expect(found).toContain('This greets as if it were a first message.');
    expect(found).toContain('We already know: what they want.');
    expect(found).toContain('They object, and this passes over it');
    await mia.keyboard.press('Control+Enter');
    expect(await answers()).toHaveLength(1);
  });

  it('(g) a smile in the late answer is flagged', async () => {
    const found = await findingsIn('Sorry you waited so long for this answer. The physiotherapy bill is paid in full :)', 1);
    expect(found).toContain('A smile in a late reply reads as not minding: :)');
  });

  it('(h) a complaint about the wait, answered by explaining the channel, is flagged and held back; with an apology first it goes out', async () => {
    await visitSite();
    await frame().locator('li.own', { hasText: objection }).waitFor();
    await write(frame(), complaint);
    await mia.getByText(complaint).first().waitFor();
    // She begins anew, having read it: what crossed a draft is asked about first.
    await field().click();
    await mia.keyboard.press('Control+a');
    await mia.keyboard.press('Delete');
    const found = await findingsIn(
      'This is not a live chat, messages are answered in the order they arrive. The physiotherapy bill is paid.',
      2,
    );
    expect(found).toContain('explains the channel to somebody who waited. Say sorry first.');
    await field().click();
    await mia.keyboard.press('Control+Enter');
    await mia.getByText('Send as it is:').waitFor();
    expect(await answers()).toHaveLength(1);
    await field().click();
    await mia.keyboard.press('Control+a');
    const apology =
      'I am sorry that you waited three days for our answer. You were right: we had your number, and bill 4471920 is paid in full.';
    await mia.keyboard.type(apology);
    await until('nothing is left to look at', async () => (await mia.getByRole('button', { name: /things? to look at/ }).count()) === 0);
    await mia.keyboard.press('Control+Enter');
    await until('it is on its way', async () => (await answers()).length === 2);
    await frame().locator('li.us', { hasText: 'paid in full' }).waitFor({ timeout: 30_000 });
    // What was told and missed stays in the ledger as it was.
    expect((await ledger()).filter((one) => one.ending === 'broken')).toHaveLength(1);
  });

  /** The database's clock, which the product follows, is three days past this instant, at an hour at which people are written to. */
  function threeDaysAfter(instant: number): void {
    const noon = new Date(instant + 3 * dayMs);
    noon.setUTCHours(13, 0, 0, 0);
    movedMs = noon.getTime() + (noon.getTime() < instant + 3 * dayMs ? dayMs : 0) - Date.now();
    const { clock } = shop.server.platform as unknown as { clock: { agree: (database: number, sent: number, received: number) => void } };
    const agree = clock.agree.bind(clock);
    clock.agree = (databaseAt, sentAt, receivedAt) => agree(databaseAt + movedMs, sentAt, receivedAt);
    agree(nowAt(), Date.now(), Date.now());
  }
});
