/** Going from case to case, finding, choosing, writing first. Part of `everyday.ts`. */
import type { Page } from 'playwright-core';
import { click, close, dialog, key, otherCase, said, thread, type Action } from './everyday-action.ts';

const chosen = (count: number): string => `document.querySelectorAll('[role=option][aria-checked=true]').length === ${count}`;

async function toList(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.waitForFunction(`document.querySelector('[role=log]') === null`);
  await page.getByRole('listbox').focus();
}

export const listActions: readonly Action[] = [
  {
    of: 1,
    name: 'open the case due next',
    before: toList,
    steps: [
      { press: key('j'), shows: `document.querySelector('[role=listbox]').getAttribute('aria-activedescendant') !== window.bench.cursor` },
      { press: key('Enter'), shows: thread },
    ],
  },
  { of: 2, name: 'next case', steps: [{ press: key('j'), shows: otherCase }] },
  { of: 2, name: 'case before', before: key('j'), steps: [{ press: key('k'), shows: otherCase }] },
  {
    of: 25,
    name: 'resolve several',
    before: toList,
    steps: [
      { press: key('x'), shows: chosen(1) },
      { press: key('Shift+ArrowDown'), shows: chosen(2) },
      { press: key('e'), shows: chosen(0) },
    ],
  },
  {
    of: 26,
    name: 'undo',
    before: async (page) => {
      await page.keyboard.press('e');
      await page.getByRole('button', { name: 'Undo' }).first().waitFor();
    },
    steps: [{ press: click('button', 'Undo'), shows: said('open again') }],
  },
  { of: 27, name: 'find', steps: [{ press: key('/'), shows: dialog }], after: close },
  { of: 28, name: 'filter', steps: [{ press: key('f'), shows: dialog }], after: close },
  { of: 29, name: 'write first', steps: [{ press: key('c'), shows: dialog }], after: close },
  {
    of: 30,
    name: 'follow',
    steps: [
      {
        press: click('button', /^(Follow|Stop following)$/),
        shows: `document.querySelector('button[aria-pressed][aria-label*=ollow]')?.getAttribute('aria-pressed') !== window.bench.followed`,
      },
    ],
  },
];
