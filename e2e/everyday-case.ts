/** What is done to the case itself: its state, whose it is, what stands in its panel, merging and taking apart. Part of `everyday.ts`. */
import type { Page } from 'playwright-core';
import {
  api,
  click,
  dialog,
  key,
  menu,
  names,
  noDialog,
  noMenu,
  openId,
  otherCase,
  said,
  thread,
  type Action,
  type Step,
} from './everyday-action.ts';

const panel = '[role=complementary], aside';
const inPanel = (name: string | RegExp) => (page: Page) => page.locator(panel).last().getByRole('button', { name }).first().click();
const item = (index: number) => (page: Page) => page.getByRole('menuitem').nth(index).click();
const more: Step = { press: click('button', 'More to do'), shows: menu };

/** To a case of those that were looked up before. */
const to = (list: 'mergeable' | 'misplaced') => async (page: Page) => {
  const id = await page.evaluate((name) => {
    const ids = JSON.parse(localStorage.getItem(`bench.${name}`) ?? '[]') as string[];
    const next = ids.shift();
    localStorage.setItem(`bench.${name}`, JSON.stringify(ids));
    return next;
  }, list);
  if (id === undefined) throw new Error(`no ${list} case is left`);
  await page.goto(new URL(`/inbox/all/${id}`, page.url()).href);
  await page.waitForFunction(thread);
  await page.getByRole('log').focus();
};

export const caseActions: readonly Action[] = [
  { of: 13, name: 'resolve', steps: [{ press: key('e'), shows: otherCase }] },
  {
    of: 14,
    name: 'snooze',
    steps: [
      { press: key('s'), shows: dialog },
      { press: key('1'), shows: otherCase },
    ],
  },
  {
    of: 15,
    name: 'wake',
    before: async (page) => {
      await api(page, 'POST', `/cases/${openId(page)}/snooze`, { until: new Date(Date.now() + 86_400_000).toISOString() });
      await page.waitForFunction(`!(${names('header button[aria-label^=Snooze]')})`);
    },
    steps: [more, { press: click('menuitem', 'Wake now'), shows: names('header button[aria-label^=Snooze]') }],
  },
  {
    of: 16,
    name: 'take a case',
    steps: [
      { press: key('a'), shows: dialog },
      { press: key('1'), shows: noDialog },
    ],
  },
  {
    of: 17,
    name: 'give it to somebody',
    steps: [
      { press: key('a'), shows: dialog },
      { press: key('e'), shows: `document.activeElement.value === 'e'` },
      { press: key('Enter'), shows: noDialog },
    ],
  },
  {
    of: 18,
    name: 'set it waiting',
    steps: [more, { press: click('menuitem', /^Wait for/), shows: noMenu }],
    // A case waits for one and then for the other; the third time there is nobody left.
    after: key('j'),
  },
  {
    of: 19,
    name: 'set the topic',
    steps: [
      { press: (page) => page.locator(`aside dt:has-text("Topic") + dd button`).first().click(), shows: menu },
      { press: item(1), shows: noMenu },
    ],
  },
  {
    of: 20,
    name: 'add a tag',
    before: async (page) => {
      await api(page, 'PATCH', `/cases/${openId(page)}`, { tagIds: [] });
      await page.waitForFunction(`!(${names('aside [aria-label^="Remove tag"]')})`);
    },
    steps: [
      { press: inPanel('Add a tag'), shows: menu },
      { press: item(0), shows: names('aside [aria-label^="Remove tag"]') },
    ],
  },
  {
    of: 21,
    name: 'fill in a field',
    before: async (page) => {
      const { items } = await api<{ items: { id: string; name: string }[] }>(page, 'GET', '/topic-fields');
      const field = items.find(({ name }) => name === 'Frame size')!;
      await api(page, 'PUT', `/cases/${openId(page)}/fields/${field.id}`, { value: null });
      await page.waitForFunction(names('aside [aria-label="Frame size: empty"]'));
    },
    steps: [
      { press: inPanel('Frame size: empty'), shows: menu },
      { press: item(1), shows: names('aside [aria-label="Frame size: 52"]') },
    ],
  },
  {
    of: 22,
    name: 'merge',
    before: to('mergeable'),
    steps: [
      { press: key('m'), shows: dialog },
      { press: key('1'), shows: otherCase },
    ],
  },
  {
    of: 23,
    name: 'take a message out',
    before: to('misplaced'),
    steps: [{ press: click('button', 'Not this case'), shows: said('New case') }],
  },
  { of: 24, name: 'mark as spam', steps: [{ press: key('!'), shows: otherCase }] },
];
