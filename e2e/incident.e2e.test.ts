/** Paying fails at Mia's shop: she opens an incident, customers read that she knows, cases are linked in four ways, one answer reaches them all, and it ends. */
import { startSink, type Sink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserReason, device, hasBrowser, openBrowser, signIn, write } from './browser.ts';
import { sendUnsigned } from './customer-mail.ts';
import { openShop, until, type Shop } from './harness.ts';

const [carl, dora] = ['carl@post.example', 'dora@post.example'];
const english = {
  entry: 'We know that paying fails and are working on it.',
  ack: 'We know about the payments.',
  fixed: 'Paying works again.',
};
const german = { entry: 'Wir wissen, dass das Bezahlen nicht geht.', fixed: 'Das Bezahlen geht wieder.' };

describe.skipIf(!hasBrowser)(`an incident in Mia’s shop${browserReason}`, () => {
  let shop: Shop;
  let browser: Browser;
  let sink: Sink;
  let mia: Page;
  let ada: Page;
  let bea: Page;

  beforeAll(async () => {
    sink = await startSink();
    [shop, browser] = await Promise.all([openShop({ rateFactor: 100, settings: { smtpUrl: sink.url } }), openBrowser()]);
    await shop.api('PATCH', `/channels/${shop.messengerId}`, { name: 'Messenger on kettle.example' });
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, {
      settings: { address: 'hello@kettle.example', senderName: 'Kettle & Co' },
    });
    ada = await visitor('en-GB');
    await write(ada, 'Your checkout refuses my card, I cannot pay.');
    bea = await visitor('de-DE');
    await write(bea, 'Ich kann nicht bezahlen.');
    for (const [from, fromName] of [
      [carl, 'Carl Lund'],
      [dora, 'Dora Meyer'],
    ] as const) {
      const letter = { from, fromName, to: 'hello@kettle.example', subject: 'Card', text: 'The checkout refuses my card, paying fails.' };
      await sendUnsigned(letter, shop.smtpPort);
    }
    await until('all four are in the inbox', async () => (await cases()).length === 4, 60_000);
    // As a mail provider's report of a complaint leaves it.
    await shop.behind(
      `insert into tenant.suppression (workspace_id, id, address, why, suppressed_at) values ($1, gen_random_uuid(), $2, 'complained', now())`,
      [shop.workspaceId, dora],
    );
    mia = await (await device(browser)).newPage();
    mia.setDefaultTimeout(10_000);
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await sink?.close();
  });

  interface Listed {
    readonly id: string;
    readonly number: number;
    readonly channelType: string;
    readonly customer: { readonly address: string | null };
  }
  const cases = async (): Promise<Listed[]> => (await shop.api('GET', '/cases?view=all')).body.items;
  const caseOf = async (is: (row: Listed) => boolean): Promise<Listed> => (await cases()).find(is)!;
  async function visitor(locale: string): Promise<Page> {
    const page = await (await device(browser, { locale })).newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${shop.url}/m/${shop.messengerId}`);
    await page.locator('.entry').waitFor();
    return page;
  }
  const entryFor = async (locale: string): Promise<string> => {
    const page = await visitor(locale);
    const text = await page.locator('.entry').innerText();
    await page.context().close();
    return text;
  };
  const dialog = (name: string): Locator => mia.getByRole('dialog', { name });
  const section = (name: string | RegExp): Locator => mia.getByRole('region', { name });
  const choose = async (inside: Locator, label: string, option: string): Promise<void> => {
    await inside.getByRole('combobox', { name: label }).click();
    await mia.getByRole('option', { name: option }).click();
  };
  const incidentPath = async (): Promise<string> => `${shop.url}/incidents/${(await shop.api('GET', '/incidents')).body.items[0].id}`;

  it('is opened from the command bar with words shown as customers read them; live-sounding ones are refused', async () => {
    await mia.keyboard.press('Control+k');
    await mia.keyboard.type('incidents');
    await mia.getByRole('option', { name: /^Incidents/ }).waitFor();
    await mia.keyboard.press('Enter');
    await mia.getByText('No incident so far.').waitFor();
    await mia.getByRole('button', { name: 'Open an incident' }).click();
    const form = dialog('Open an incident');
    await form.getByRole('textbox', { name: 'Title' }).fill('Paying fails');
    await form.getByRole('textbox', { name: 'Entry line' }).fill('Paying fails. An agent will be with you shortly.');
    await form.getByText('with you shortly').first().waitFor();
    await form.getByRole('button', { name: 'Open an incident' }).click();
    await form.getByText(/Not saved: words in one of the languages sound as if somebody were waiting/).waitFor();
    expect((await shop.api('GET', '/incidents')).body.items).toEqual([]);

    await form.getByRole('textbox', { name: 'Entry line' }).fill(english.entry);
    await form.getByRole('textbox', { name: 'In the confirmation' }).fill(english.ack);
    await choose(form, 'Channel', 'Messenger on kettle.example');
    const preview = form.getByRole('figure', { name: 'What customers read' });
    await preview.getByText(/^We know that paying fails and are working on it\. .*we'll reply by/i).waitFor();
    await preview.getByText(/^We know about the payments\. Received .* · reply by/).waitFor();
    await choose(form, 'Language', 'German');
    await form.getByRole('textbox', { name: 'Entry line' }).fill(german.entry);
    await preview.getByText(/^Wir wissen, dass das Bezahlen nicht geht\. .*antworten/i).waitFor();
    await form.getByRole('button', { name: 'Open an incident' }).click();
    await mia.getByRole('heading', { level: 1, name: 'Paying fails' }).waitFor();
    expect(await incidentPath()).toBe(mia.url());
    expect(await entryFor('en-GB')).toContain(english.entry);
    expect(await entryFor('de-DE')).toContain(german.entry);
  });

  it('a pill above the inbox leads to it; two chosen cases are linked at once, and one press takes that back', async () => {
    await mia.goto(`${shop.url}/inbox/team`);
    const pill = mia.getByRole('link', { name: 'Incident: Paying fails' });
    expect(await pill.getAttribute('href')).toBe(new URL(await incidentPath()).pathname);
    for (const text of ['I cannot pay', 'Ich kann nicht bezahlen']) {
      const row = mia.getByRole('option').filter({ hasText: text });
      await row.hover();
      await row.locator('[data-choose]').click();
    }
    const link = async (): Promise<void> => {
      await mia.getByRole('group', { name: 'Chosen cases' }).getByRole('button', { name: 'Link to an incident' }).click();
      await dialog('Link to an incident')
        .getByRole('button', { name: /^Paying fails/ })
        .click();
      await mia.getByText('2 cases linked to “Paying fails”.').first().waitFor();
    };
    await link();
    // By its words: the notice before it may still be on its way out.
    const undo = (done: string) => mia.locator('.pop-box').filter({ hasText: done }).getByRole('button', { name: 'Undo' }).click();
    await undo('2 cases linked to');
    await mia.getByText('2 cases unlinked from “Paying fails”.').first().waitFor();
    const count = async () => (await shop.api('GET', '/incidents')).body.items[0].caseCount;
    expect(await count()).toBe(0);
    await undo('2 cases unlinked from');
    await until('they are linked after all', async () => (await count()) === 2);
  });

  it('a case is linked from its menu and says so in a chip, by its number on the page, and from a suggestion with the words it shares', async () => {
    const ofDora = await caseOf((row) => row.customer.address === dora);
    const ofCarl = await caseOf((row) => row.customer.address === carl);
    await mia.goto(`${shop.url}/inbox/all/${ofDora.id}`);
    await mia.getByRole('button', { name: 'More to do' }).click();
    await mia.getByRole('menuitem', { name: 'Link to an incident' }).click();
    await dialog('Link to an incident')
      .getByRole('button', { name: /^Paying fails/ })
      .click();
    await mia.getByRole('link', { name: 'Linked to an incident: Paying fails' }).click();
    await mia.waitForURL(await incidentPath());
    await section(/^Linked cases/)
      .getByText('Dora Meyer')
      .waitFor();

    const suggested = section('May be about it');
    await suggested
      .getByRole('listitem')
      .filter({ hasText: 'Carl Lund' })
      .getByText(/the same words: .*refus/)
      .waitFor();
    await suggested.getByRole('button', { name: `Link case ${ofCarl.number}` }).click();
    await section(/^Linked cases \(4\)/)
      .getByText('Carl Lund')
      .waitFor();
    await suggested.getByText('No open case of the last 24 hours looks like it.').waitFor();

    await section(/^Linked cases/)
      .getByRole('button', { name: `Unlink case ${ofCarl.number}` })
      .click();
    await section(/^Linked cases \(3\)/).waitFor();
    await mia.getByRole('textbox', { name: 'Case number' }).fill('999999');
    await mia.getByRole('button', { name: 'Link', exact: true }).click();
    await mia.getByText('There is no case with this number.').waitFor();
    await mia.getByRole('textbox', { name: 'Case number' }).fill(String(ofCarl.number));
    await mia.getByRole('button', { name: 'Link', exact: true }).click();
    await section(/^Linked cases \(4\)/)
      .getByText('Carl Lund')
      .waitFor();
  });

  it('what shows as done is done, though she leaves the page in that instant', async () => {
    const ofCarl = await caseOf((row) => row.customer.address === carl);
    const count = async () => (await shop.api('GET', '/incidents')).body.items[0].caseCount;
    for (const [name, after] of [
      [`Unlink case ${ofCarl.number}`, 3],
      [`Link case ${ofCarl.number}`, 4],
    ] as const) {
      await mia.goto(await incidentPath());
      await mia.getByRole('button', { name, exact: true }).evaluate((button: HTMLElement) => {
        // A browser has six lines to one server: with all of them taken, what is pressed now waits in the browser.
        for (let n = 0; n < 60; n += 1) void fetch(`/api/v1/cases?view=all&n=${n}`).catch(() => undefined);
        button.click();
        location.assign('about:blank');
      });
      await mia.waitForURL('about:blank');
      await until(`${name} is done`, async () => (await count()) === after);
    }
  });

  it('a rule can link what comes in', async () => {
    await mia.goto(`${shop.url}/settings/rules`);
    await mia.getByRole('button', { name: 'Add a rule' }).click();
    const form = dialog('Add a rule');
    await form.getByRole('textbox', { name: 'Name' }).fill('Payments');
    await form.getByRole('textbox', { name: /words/i }).first().fill('iban');
    await choose(form, 'Link to an incident', 'Paying fails');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    const eve = await visitor('en-GB');
    await write(eve, 'Which IBAN may I use?');
    await eve.locator('li.own', { hasText: 'Which IBAN may I use?' }).waitFor();
    const inInbox = async () => JSON.stringify((await shop.api('GET', '/cases?view=all')).body.items).includes('Which IBAN may I use?');
    await until('her message is in the inbox', inInbox, 60_000);
    await until('the rule has linked it', async () => (await shop.api('GET', '/incidents')).body.items[0].caseCount === 5, 60_000);
    await mia.goto(await incidentPath());
    await section(/^Linked cases \(5\)/)
      .getByText(/linked by a rule/)
      .waitFor();
  });

  it('who gets an answer to all stands there before, the opted-out with the reason; until its time all of it can be taken back', async () => {
    await mia.getByRole('button', { name: 'Answer all' }).click();
    const form = dialog('Answer all linked cases');
    await form.getByText('4 cases get it').waitFor();
    await form
      .getByRole('listitem')
      .filter({ hasText: 'Dora Meyer' })
      .getByText(/no mail may go to this address: it bounced, or its owner opted out/)
      .waitFor();
    expect(await form.getByRole('button', { name: 'Send to 4 cases' }).isDisabled()).toBe(true);
    await form.getByRole('textbox', { name: 'Your words' }).fill('We are still at it.');
    await form.getByRole('button', { name: 'Send to 4 cases' }).click();
    await mia.getByText('It goes to 4 cases.').first().waitFor();
    await mia.getByRole('button', { name: 'Undo' }).first().click();
    await mia.getByText('Taken back. Nobody got it.').first().waitFor();
    await section('Answers to all')
      .getByText(/taken back/)
      .waitFor();
  });

  it('“fixed” goes to each once, in their own language and on their own channel; the page says who was answered and who skipped and why', async () => {
    await mia.getByRole('button', { name: 'Answer all' }).click();
    const form = dialog('Answer all linked cases');
    await choose(form, 'What is it?', 'It is fixed');
    await form.getByRole('textbox', { name: 'Your words' }).fill(english.fixed);
    await choose(form, 'Language', 'German');
    await form.getByRole('textbox', { name: 'Your words' }).fill(german.fixed);
    await form.getByRole('button', { name: 'Send to 4 cases' }).click();
    await form.waitFor({ state: 'detached' });
    const answers = section('Answers to all');
    await answers.getByText(/4 cases answered, 1 skipped/).waitFor({ timeout: 40_000 });
    await answers.getByRole('button', { name: 'Skipped, and why' }).click();
    await answers
      .getByRole('listitem')
      .filter({ hasText: 'Dora Meyer' })
      .getByText(/its owner opted out/)
      .waitFor();

    await ada.locator('.history').getByText(english.fixed).waitFor();
    await bea.locator('.history').getByText(german.fixed).waitFor();
    await until('Carl’s mail is sent', async () => sink.mails.some(({ to, raw }) => to.includes(carl) && raw.includes(english.fixed)));
    expect(sink.mails.filter(({ to, raw }) => to.includes(carl) && raw.includes(english.fixed))).toHaveLength(1);
    expect(sink.mails.filter(({ to, raw }) => to.includes(dora) && raw.includes(english.fixed))).toEqual([]);
    expect(await ada.locator('.history').innerText()).not.toContain('We are still at it.');
  });

  it('it is fixed then: its words are gone from the entry line and the pill from the inbox; closing it can be undone', async () => {
    await mia.getByText('Its words are no longer told.').waitFor();
    expect(await entryFor('en-GB')).not.toContain(english.entry);
    expect(await entryFor('de-DE')).not.toContain(german.entry);
    await mia.getByRole('button', { name: 'Close it' }).click();
    await mia.getByText('“Paying fails” is closed.').first().waitFor();
    await mia.getByRole('button', { name: 'Answer all' }).waitFor({ state: 'detached' });
    await mia.getByRole('button', { name: 'Undo' }).last().click();
    await mia.getByRole('button', { name: 'Close it' }).click();
    await until('it is closed', async () => (await shop.api('GET', '/incidents')).body.items[0].state === 'closed');
    await mia.goto(`${shop.url}/inbox/team`);
    await mia.getByRole('listbox').waitFor();
    expect(await mia.getByRole('link', { name: 'Incident: Paying fails' }).count()).toBe(0);
    await mia.goto(`${shop.url}/today`);
    await section('Incidents').getByText('None is open.').waitFor();
    await section('Incidents').getByRole('link', { name: 'All incidents' }).click();
    await mia.getByRole('list', { name: 'Incidents, newest first' }).getByText('Closed', { exact: true }).waitFor();
  });
});
