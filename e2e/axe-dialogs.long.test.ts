/** Can everybody use what opens over a screen, and a screen that holds something? The inbox's dialogs, command bar, composer with files, held-back mail, Team's dialogs. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inEveryLook, settled } from './axe.ts';
import { fillShop, type Believable } from './believable.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { mailDomain, sendUnsigned } from './customer-mail.ts';
import { openShop, until, type Shop } from './harness.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==', 'base64');

/** By section: what opens, and the button that opens it. What is there to be changed or removed was made in `beforeAll`. */
const settingsDialogs: Readonly<Record<string, Readonly<Record<string, string | RegExp>>>> = {
  security: { 'a passkey': 'Add a passkey', 'signing out everywhere': 'Sign out everywhere else' },
  labels: { 'a field': 'New field' },
  snippets: { 'a snippet': 'New snippet', 'a macro': 'New macro', 'changing a snippet': 'Change greeting' },
  rules: { 'a rule': 'Add a rule', 'changing a rule': 'Change Ring the bell' },
  cards: { 'a card': 'Add a card', 'changing a card': 'Change Orders', 'removing a card': 'Remove Orders' },
  tokens: { 'a token': 'New token', revoking: /^Revoke: / },
  webhooks: { 'a webhook': 'New webhook', 'a new secret': 'Replace secret', 'deleting it': 'Delete' },
};

describe.skipIf(!hasBrowser)(`axe-core finds nothing on what opens${browserReason}`, () => {
  let shop: Shop;
  let made: Believable;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    // A domain that asks for mail in its name to be refused when nobody vouches for it.
    const { resolveDns } = mailDomain('ferry.example');
    shop = await openShop({ rateFactor: 100, resolveDns, settings: { smtpUrl: 'smtp://127.0.0.1:9' } });
    made = await fillShop(shop);
    const queue = { name: 'Workshop', channelIds: [shop.mailChannelId], languages: ['de'], skills: ['gears'], handOut: 'pulled' };
    expect((await shop.api('POST', '/queues', queue)).status).toBe(201);
    const conditions = { channelIds: [], topicIds: [], tagIds: [], languages: ['ja'], words: [], hands: 'any' };
    const [member] = (await shop.api('GET', '/members')).body.items;
    const actions = { topicId: null, tagIds: [], assigneeId: null, queueId: null, tellIds: [member.id] };
    for (const [path, body] of [
      ['/snippets', { name: 'greeting', texts: [{ locale: 'en', text: 'Hello {customer}' }] }],
      ['/rules', { name: 'Ring the bell', place: 0, isOn: false, start: 'time_broken', minutesBefore: null, conditions, actions }],
      ['/cards', { name: 'Orders', kind: 'link', url: 'https://shop.kettle.example/{customerId}' }],
      ['/webhooks', { url: 'https://hooks.kettle.example/in', types: ['message.received'] }],
    ] as const)
      expect([path, (await shop.api('POST', path, body)).status]).toEqual([path, 201]);
    const owner = await shop.ownerApi();
    expect((await owner('POST', '/invitations', { email: 'ben@kettle.example', role: 'agent' })).status).toBe(201);
    browser = await openBrowser();
    context = await device(browser);
    await signIn(await context.newPage(), shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const at = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(shop.url + path);
    await settled(page);
    return page;
  };

  /** Opens it wide, looks at it in every look, and closes it. */
  async function opened(page: Page, name: string, open: () => Promise<unknown>): Promise<Record<string, string[]>> {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open();
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    await dialog.first().waitFor();
    const found = await inEveryLook(page, name);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.keyboard.press('Escape');
    await dialog.first().waitFor({ state: 'detached' });
    return found;
  }

  it('in the inbox: every dialog, the command bar, and the list of keys', async () => {
    const page = await at(`/inbox/all/${made.caseIds[0]}`);
    await page.getByRole('textbox', { name: 'Your reply' }).waitFor();
    const key = (keys: string) => () => page.keyboard.press(keys);
    const command = (words: string, title: RegExp) => async () => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').waitFor();
      await page.keyboard.type(words, { delay: 20 });
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: title }).waitFor();
    };
    const found = {
      ...(await opened(page, 'command bar', key('Control+k'))),
      ...(await opened(page, 'keys', key('?'))),
      ...(await opened(page, 'snooze', key('s'))),
      ...(await opened(page, 'assign', key('a'))),
      ...(await opened(page, 'filter', key('f'))),
      ...(await opened(page, 'writing first', key('c'))),
      ...(await opened(page, 'merge', command('Merge', /^Merge case/))),
      ...(await opened(page, 'split', command('Split', /^Split into/))),
    };
    await page.close();
    expect(found).toEqual({});
  });

  it('in the composer: a formatted answer with files, its ways to be sent, a time for it, and a note', async () => {
    const page = await at(`/inbox/all/${made.mailCaseId}`);
    await page.getByRole('toolbar', { name: 'Formatting' }).waitFor();
    await page.getByRole('textbox', { name: 'Your reply' }).click();
    await page.keyboard.type('One moment please, Petra. Thursday at nine suits us.');
    const files = page.locator('section input[type=file]').first();
    await files.setInputFiles([
      { name: 'estimate.txt', mimeType: 'text/plain', buffer: Buffer.from('40 euro') },
      { name: 'chain.png', mimeType: 'image/png', buffer: png },
    ]);
    for (const name of ['estimate.txt', 'chain.png']) await page.getByText(name).first().waitFor();
    await page.waitForLoadState('networkidle');
    const found = await inEveryLook(page, 'composer with files');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Ways to send' }).click();
    await page.getByRole('menu').waitFor();
    Object.assign(found, await inEveryLook(page, 'ways to send'));
    await page.setViewportSize({ width: 1440, height: 900 });
    Object.assign(found, await opened(page, 'send later', () => page.getByRole('menuitem', { name: 'Send later' }).click()));
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    Object.assign(found, await inEveryLook(page, 'a note'));
    await page.close();
    expect(found).toEqual({});
  });

  it('at a channel with mail that was held back', async () => {
    const letter = { from: 'nina@ferry.example', fromName: 'Nina Berg', subject: 'My invoice', text: 'Please send it again.' };
    await sendUnsigned({ ...letter, to: 'hello@kettle.example' }, shop.smtpPort);
    await until('the mail waits for a person', async () => (await shop.api('GET', '/inbound')).body.items.length > 0);
    const page = await at(`/channels/${shop.mailChannelId}`);
    await page.getByText('My invoice').waitFor();
    const found = {
      ...(await inEveryLook(page, 'held-back mail')),
      ...(await opened(page, 'discarding it', () => page.getByRole('button', { name: 'Discard' }).first().click())),
    };
    await page.close();
    expect(found).toEqual({});
  });

  it('at incidents: opening one, changing its words, answering all with somebody skipped, and linking a case', async () => {
    const words = { entryTexts: { en: 'Parcels are late.', de: 'Pakete kommen später.' } };
    const { id } = (await shop.api('POST', '/incidents', { title: 'Parcels stand still', ...words })).body;
    const owner = await shop.ownerApi();
    expect((await owner('POST', `/incidents/${id}/link`, { ids: [made.caseIds[1], made.caseIds[4]] })).status).toBe(200);
    expect((await owner('POST', `/cases/${made.caseIds[4]}/spam`, {})).status).toBe(200);
    const page = await at('/incidents');
    const press = (name: string) => () => page.getByRole('button', { name }).first().click();
    const found = await opened(page, 'a new incident', press('Open an incident'));
    await page.goto(`${shop.url}/incidents/${id}`);
    await settled(page);
    Object.assign(found, await opened(page, 'its words', press('Change the words')));
    const answering = async (): Promise<void> => {
      await press('Answer all')();
      await page.getByRole('textbox', { name: 'Your words' }).fill('An agent will be with you shortly.');
      await page.getByText('marked as spam').waitFor();
    };
    Object.assign(found, await opened(page, 'answering all', answering));
    await page.goto(`${shop.url}/inbox/all/${made.caseIds[1]}`);
    await settled(page);
    const linking = async (): Promise<void> => {
      await page.getByRole('button', { name: 'More to do' }).click();
      await page.getByRole('menuitem', { name: 'Link to an incident' }).click();
      await page.getByRole('dialog', { name: 'Link to an incident' }).waitFor();
    };
    Object.assign(found, await opened(page, 'linking a case', linking));
    await page.close();
    expect(found).toEqual({});
  });

  it('in Team: inviting, what somebody can do, shifts, queues, and what is asked before anything goes', async () => {
    const page = await at('/team');
    const press = (name: string | RegExp) => () => page.getByRole('button', { name }).first().click();
    const found = {
      ...(await inEveryLook(page, 'team with a queue and an invitation')),
      ...(await opened(page, 'inviting', press('Invite someone'))),
      ...(await opened(page, 'what she can do', press(/What Mia Brandt can do/))),
      ...(await opened(page, 'a shift', press(/^Add a shift for Mia Brandt/))),
      ...(await opened(page, 'a new queue', press('Add a queue'))),
      ...(await opened(page, 'a queue', press('Change Workshop'))),
      ...(await opened(page, 'removing a queue', press('Remove: Workshop'))),
    };
    await page.close();
    expect(found).toEqual({});
  });

  it('in Settings: what is made, changed and taken away there', { timeout: 600_000 }, async () => {
    const found: Record<string, string[]> = {};
    const section = async (name: string, dialogs: Readonly<Record<string, string | RegExp>>): Promise<void> => {
      const page = await at(`/settings/${name}`);
      for (const [what, button] of Object.entries(dialogs))
        Object.assign(found, await opened(page, `${name}: ${what}`, () => page.getByRole('button', { name: button }).first().click()));
      await page.close();
    };
    for (const [name, dialogs] of Object.entries(settingsDialogs)) await section(name, dialogs);
    expect(found).toEqual({});
  });
});
