/**
 * Does every key of the desk's list do what the list says? The list is that of help and settings (`desk/src/shell/key-map.ts`): a key that is added
 * there and tried by nobody here fails.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedKeys, singleKeys } from '../desk/src/shell/key-map.ts';
import { fillShop, type Believable } from './believable.ts';
import { browserReason, device, hasBrowser, openBrowser, signIn } from './browser.ts';
import { openShop, until, type Shop } from './harness.ts';

const singles = singleKeys.map(({ key }) => key);
/** As in the list; those that are no single letters. `/ in the field`: the same sign does another thing there. */
const others = fixedKeys.map(({ key }) => (singles.includes(key) ? `${key} in the field` : key));

describe.skipIf(!hasBrowser)(`the keys of Mia’s desk${browserReason}`, () => {
  let shop: Shop;
  let filled: Believable;
  let browser: Browser;
  let mia: Page;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([openShop(), openBrowser()]);
    filled = await fillShop(shop);
    const steps = { text: 'Bring it in any day.', topicId: null, tagIds: [], assignee: null, status: null, snoozeMinutes: null };
    expect((await shop.api('POST', '/macros', { name: 'Bring it in', key: '0', steps })).status).toBe(201);
    expect((await shop.api('POST', '/snippets', { name: 'hours', texts: [{ locale: 'en', text: 'Nine to six.' }] })).status).toBe(201);
    // Nobody calls themselves.
    await shop.behind(
      `insert into tenant.member (workspace_id, id, user_id, name, email, role, joined_at)
       select workspace_id, gen_random_uuid(), gen_random_uuid()::text, 'Ben Kramer', 'ben@kettle.example', 'agent', joined_at from tenant.member where workspace_id = $1 limit 1`,
      [shop.workspaceId],
    );
    mia = await (await device(browser)).newPage();
    mia.setDefaultTimeout(15_000);
    await signIn(mia, shop);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const press = (key: string) => mia.keyboard.press(key);
  const cursor = () => mia.getByRole('listbox').getAttribute('aria-activedescendant');
  const chosen = () => mia.getByRole('option', { checked: true }).count();
  const field = (name: string) => mia.getByRole('textbox', { name, exact: true });
  const caseOf = async (id: string) => (await shop.api('GET', `/cases/${id}`)).body;
  const becomes = (id: string, what: string, is: (row: Record<string, unknown>) => boolean) =>
    until(what, async () => is(await caseOf(id)));

  /** The list of the team, by which the letters act. */
  async function list(): Promise<void> {
    await mia.goto(`${shop.url}/inbox/team`);
    await mia.getByRole('option').first().waitFor();
    await mia.getByRole('listbox').focus();
  }
  async function open(id: string): Promise<void> {
    await mia.goto(`${shop.url}/inbox/all/${id}`);
    await mia.getByRole('log').getByRole('article').first().waitFor();
    // Macros and colleagues come after the conversation.
    await mia.waitForLoadState('networkidle');
    await mia.getByRole('log').focus();
  }
  async function write(id: string, text: string): Promise<void> {
    await open(id);
    await press('r');
    await until('the field has the focus', () => field('Your reply').evaluate((one) => one === document.activeElement));
    await press('Control+a');
    await mia.keyboard.type(text);
  }
  /** Opened by the key, left by Escape. */
  async function dialog(key: string, name: string | RegExp): Promise<void> {
    await press(key);
    const opened = mia.getByRole('dialog', { name });
    await opened.waitFor();
    await press('Escape');
    await opened.waitFor({ state: 'detached' });
  }

  const tries: Readonly<Record<string, () => Promise<void>>> = {
    j: async () => {
      await list();
      await press('j');
      const first = await cursor();
      await press('j');
      await until('the cursor moves', async () => (await cursor()) !== first);
    },
    k: async () => {
      await list();
      await press('j');
      const first = await cursor();
      await press('j');
      await until('the cursor moves', async () => (await cursor()) !== first);
      await press('k');
      await until('the cursor is back', async () => (await cursor()) === first);
    },
    r: async () => {
      await open(filled.caseIds[1]!);
      await press('r');
      await until('the field has the focus', () => field('Your reply').evaluate((one) => one === document.activeElement));
    },
    n: async () => {
      await open(filled.caseIds[1]!);
      await press('n');
      await until('the field has the focus', () => field('Your note').evaluate((one) => one === document.activeElement));
    },
    e: async () => {
      const id = filled.caseIds[4]!;
      await open(id);
      await press('e');
      await becomes(id, 'it is resolved', ({ state }) => state === 'resolved');
      await open(id);
      await press('e');
      await becomes(id, 'it is open again', ({ state }) => state === 'open');
    },
    s: async () => {
      await open(filled.caseIds[1]!);
      await dialog('s', 'Snooze until');
    },
    a: async () => {
      await open(filled.caseIds[1]!);
      await dialog('a', 'Assign to');
    },
    m: async () => {
      const { customer, channelId } = await caseOf(filled.caseIds[3]!);
      const ownerApi = await shop.ownerApi();
      const call = { as: 'on_behalf', channelId, customerId: customer.id, subject: 'Rain cover', text: 'Called: the cover is missing.' };
      const { body: second, status } = await ownerApi('POST', '/cases', call);
      expect(status).toBe(201);
      await open(second.id);
      await press('m');
      await mia.getByRole('dialog', { name: new RegExp(`^Merge case ${second.number} into`) }).waitFor();
      await press('1');
      await becomes(second.id, 'it is merged', ({ mergedIntoId }) => mergedIntoId === filled.caseIds[3]);
      await open(second.id);
      await press('m');
      await becomes(second.id, 'it stands alone again', ({ mergedIntoId }) => mergedIntoId === null);
    },
    x: async () => {
      await list();
      await press('j');
      await press('x');
      await until('one is chosen', async () => (await chosen()) === 1);
    },
    X: async () => {
      await list();
      for (const key of ['j', 'x', 'j', 'j', 'X']) await press(key);
      await until('three are chosen', async () => (await chosen()) === 3);
    },
    '!': async () => {
      const id = filled.caseIds[5]!;
      await open(id);
      await press('!');
      await becomes(id, 'it is spam', ({ spam }) => spam === true);
      await open(id);
      await press('!');
      await becomes(id, 'it is none', ({ spam }) => spam === false);
    },
    u: async () => {
      const id = filled.caseIds[2]!;
      await shop.behind(`update tenant."case" set urgency = 'safety' where id = $1`, [id]);
      await open(id);
      await press('u');
      await becomes(id, 'it is not urgent', ({ urgency }) => urgency === null);
    },
    c: async () => {
      await list();
      await dialog('c', 'Write first');
    },
    o: async () => {
      await open(filled.caseIds[1]!);
      await dialog('o', /./);
    },
    f: async () => {
      await list();
      await dialog('f', 'Which cases?');
    },
    '/': async () => {
      await list();
      await dialog('/', 'Search');
    },
    '?': async () => {
      await list();
      await dialog('?', 'Keys');
    },
    Enter: async () => {
      await list();
      await press('j');
      await press('Enter');
      await mia.getByRole('log').getByRole('article').first().waitFor();
    },
    Esc: async () => {
      await open(filled.caseIds[1]!);
      await press('r');
      await until('the field has the focus', () => field('Your reply').evaluate((one) => one === document.activeElement));
      await press('Escape');
      await until('the conversation has it', () => mia.getByRole('log').evaluate((one) => one === document.activeElement));
      await press('Escape');
      await mia.waitForURL(/\/inbox\/all$/);
    },
    'Mod K': async () => {
      await list();
      await dialog('Control+k', 'Command bar');
    },
    'Mod Enter': async () => {
      const id = filled.caseIds[1]!;
      await write(id, 'Your panniers left on Monday.');
      await press('Control+Enter');
      await until('it is written', async () => {
        const { items } = (await shop.api('GET', `/messages?caseId=${id}`)).body;
        return items.some((one: { text: string }) => one.text === 'Your panniers left on Monday.');
      });
    },
    'Mod ⇧ Enter': async () => {
      const id = filled.caseIds[3]!;
      await write(id, 'Two parts are fine.');
      await press('Control+Shift+Enter');
      await mia.getByRole('dialog', { name: 'Send later' }).waitFor();
      await press('1');
      await until('it waits for its time', async () => {
        const { items } = (await shop.api('GET', `/messages?caseId=${id}`)).body;
        return items.some((one: { text: string; sendAt: string | null }) => one.text === 'Two parts are fine.' && one.sendAt !== null);
      });
    },
    '0–9': async () => {
      await open(filled.caseIds[4]!);
      // The macros are fetched with the field; before, a digit is nobody's.
      await field('Your reply').waitFor();
      await mia.waitForLoadState('networkidle');
      await press('0');
      await until('the text is there', async () => (await field('Your reply').inputValue()).includes('Bring it in any day.'));
    },
    '/ in the field': async () => {
      await write(filled.caseIds[5]!, '');
      for (const key of ['/', 'h']) await press(key);
      await mia.getByRole('listbox', { name: /./ }).getByRole('option', { name: 'hours' }).waitFor();
      await press('Enter');
      await until('the text is there', async () => (await field('Your reply').inputValue()).includes('Nine to six.'));
    },
    '@': async () => {
      await open(filled.caseIds[5]!);
      await press('n');
      await until('the field has the focus', () => field('Your note').evaluate((one) => one === document.activeElement));
      await press('@');
      // Rows of the list are options too.
      await mia.locator('section ul[role=listbox]').getByRole('option', { name: 'Ben Kramer' }).waitFor();
      await press('Enter');
      await until('a name is there', async () => /@\S+ /.test(await field('Your note').inputValue()));
    },
    F8: async () => {
      await write(filled.caseIds[4]!, 'One moment, I am connecting you now.');
      await mia.getByRole('button', { name: / to look at/ }).waitFor();
      await press('F8');
      await mia.getByRole('list', { name: /./ }).filter({ hasText: 'connecting you' }).waitFor();
    },
    F9: async () => {
      await write(filled.caseIds[4]!, 'We will write to you within 3 days.');
      await mia.getByText('You wrote “within 3 days”').waitFor();
      await press('F9');
      await mia.getByText('Promised with this answer').waitFor();
    },
  };

  it('the list is that of the guide, and each key of it is tried', async () => {
    expect(Object.keys(tries)).toEqual([...singles, ...others]);
    const guide = await readFile(join(import.meta.dirname, '../docs/guide/keys.md'), 'utf8');
    const said = (key: string): string => key.replace('Mod', '⌘').replace(' in the field', '').replace('0–9', '0` … `9');
    for (const key of [...singles, ...others]) expect(guide, key).toContain(`\`${said(key)}\``);
  });

  for (const [key, tried] of Object.entries(tries)) it(`${key} does what the list says`, tried);
});
