/** Answers and notes: writing, sending, taking back, calling snippets and colleagues. Part of `everyday.ts`. */
import { click, dialog, emptyField, fill, focus, inField, into, key, menu, otherCase, said, type Action } from './everyday-action.ts';

const suggested = `document.querySelector('section ul[role=listbox] [role=option]') !== null`;

export const writingActions: readonly Action[] = [
  { of: 3, name: 'write a reply', steps: [{ press: key('r'), shows: focus('Your reply') }], after: key('Escape') },
  { of: 3, name: 'a letter in the reply', before: fill, steps: [{ press: key('x'), shows: inField('today.x') }], after: emptyField },
  { of: 4, name: 'send and next', before: fill, steps: [{ press: key('Control+Enter'), shows: otherCase }] },
  {
    of: 5,
    name: 'send and resolve',
    before: fill,
    steps: [
      { press: click('button', 'Other ways to send'), shows: menu },
      { press: click('menuitem', /^Send, done/), shows: otherCase },
    ],
    after: (page) => page.evaluate(() => localStorage.removeItem('meanwhile.send')),
  },
  {
    of: 6,
    name: 'take a reply back',
    before: async (page) => {
      await fill(page);
      await page.keyboard.press('Control+Enter');
      await page.getByRole('button', { name: 'Undo' }).first().waitFor();
    },
    steps: [{ press: click('button', 'Undo'), shows: said('Taken back') }],
  },
  {
    of: 7,
    name: 'send later',
    before: fill,
    steps: [
      { press: key('Control+Shift+Enter'), shows: dialog },
      { press: key('1'), shows: otherCase },
    ],
  },
  {
    of: 8,
    name: 'put in a snippet',
    before: (page) => into(page, 'reply'),
    steps: [
      { press: key('/'), shows: suggested },
      { press: key('z'), shows: `document.querySelectorAll('section ul[role=listbox] [role=option]').length === 1` },
      { press: key('Enter'), shows: inField('Saturdays from nine') },
    ],
    after: emptyField,
  },
  { of: 9, name: 'apply a macro', steps: [{ press: key('0'), shows: inField('The workshop calls you') }], after: emptyField },
  { of: 10, name: 'write a note', steps: [{ press: key('n'), shows: focus('Your note') }], after: key('Escape') },
  {
    of: 11,
    name: 'call a colleague',
    before: (page) => into(page, 'note'),
    steps: [
      { press: key('@'), shows: suggested },
      { press: key('Enter'), shows: `/@\\S+ /.test(document.activeElement.value ?? document.activeElement.textContent)` },
    ],
    after: emptyField,
  },
  {
    of: 12,
    name: 'attach a file',
    before: (page) => into(page, 'reply'),
    after: key('Escape'),
    steps: [
      {
        // The file is chosen in a window of the system; from there on it is the page's to answer.
        press: async (page) => {
          const [picker] = await Promise.all([
            page.waitForEvent('filechooser'),
            page.getByRole('button', { name: 'Attach files' }).click(),
          ]);
          await picker.setFiles({ name: 'frame.txt', mimeType: 'text/plain', buffer: Buffer.from('WBK 4711') });
        },
        shows: `document.querySelector('ul[aria-label=Files]')?.textContent.includes('frame.txt')`,
      },
    ],
  },
];
