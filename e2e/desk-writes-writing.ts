/** What is written to a customer or a colleague: drafts, replies and their undo, notes, macros. Entries of `desk-writes.ts`. */
import { isSaid, panel, type DeskWrite, type Scene } from './desk-write.ts';

const drafts = 'screens/inbox/composer/drafts/';
const reply = ({ page }: Scene) => page.getByRole('textbox', { name: 'Your reply' });
const typed = (text: string) => async (scene: Scene) => (await reply(scene).inputValue()) === text;
const plan = (text: string) => async (scene: Scene) => {
  const sendAt = new Date(Date.now() + 3 * 86_400_000).toISOString();
  await scene.mia('POST', '/messages', { caseId: scene.caseId, text, sendAt });
  await scene.page.getByText(text, { exact: true }).first().waitFor();
};

export const writingWrites: readonly DeskWrite[] = [
  {
    name: 'a draft',
    of: ['editDraft', 'adoptDraft', 'settleConflict', 'discardDraft', 'giveBack'].map((name) => drafts + name),
    method: 'PUT',
    path: /\/draft$/,
    event: 'draft.saved',
    press: (scene) => reply(scene).fill('We have the hub'),
    isShown: async ({ page }) => (await page.getByText('Draft saved', { exact: true }).count()) > 0,
    refused: /Draft not saved yet; your text is kept on this device/,
    kept: typed('We have the hub'),
    clear: (scene) => reply(scene).fill(''),
  },
  {
    name: 'a reply',
    of: ['screens/inbox/composer/send/sendReply'],
    method: 'POST',
    path: /\/messages$/,
    event: 'message.held',
    press: async (scene) => {
      await reply(scene).fill('The frame is built on Thursday and ready on Friday.');
      await scene.page.keyboard.press('Control+Enter');
    },
    isShown: isSaid('The frame is built on Thursday and ready on Friday.'),
    refused: /Not sent: your role does not allow it\. Your text is kept/,
    kept: typed('The frame is built on Thursday and ready on Friday.'),
  },
  {
    name: 'another time for a planned reply',
    of: ['screens/inbox/composer/send/moveSend'],
    method: 'PATCH',
    path: /\/messages\/[^/]+$/,
    event: 'message.held',
    start: plan('The lock comes with two keys.'),
    press: async ({ page }) => {
      await page.getByRole('button', { name: 'Change time' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'In a week' }).click();
    },
    isShown: async ({ page }) => {
      const day = new Date(Date.now() + 7 * 86_400_000).getDate();
      return (
        (await page
          .getByRole('status')
          .filter({ hasText: new RegExp(`Goes out .*\\b${day}\\b`) })
          .count()) > 0
      );
    },
  },
  {
    name: 'a planned reply taken back',
    of: ['screens/inbox/composer/send/undoSend'],
    method: 'DELETE',
    path: /\/messages\/[^/]+$/,
    event: 'message.undone',
    press: async ({ page }) => page.getByRole('button', { name: 'Cancel sending' }).click(),
    isShown: async (scene) => !(await isSaid('The lock comes with two keys.')(scene)),
  },
  {
    name: 'a planned reply sent now',
    of: ['screens/inbox/composer/send/moveSend'],
    method: 'PATCH',
    path: /\/messages\/[^/]+$/,
    event: 'message.sent',
    start: plan('The pump fits both valves.'),
    press: async ({ page }) => page.getByRole('button', { name: 'Send now' }).click(),
    isShown: async ({ page }) => (await page.getByRole('button', { name: 'Send now' }).count()) === 0,
  },
  {
    name: 'a macro',
    of: ['sync/snippets/applyMacro'],
    method: 'POST',
    path: /\/macro$/,
    event: 'case.changed',
    press: async ({ page }) => {
      await page.locator('[data-keys="thread"]').focus();
      await page.keyboard.press('7');
    },
    isShown: async (scene) => (await panel(scene).getByRole('button', { name: 'Remove tag parcel' }).count()) > 0,
  },
  {
    name: 'a note',
    of: ['screens/inbox/composer/send/addNote'],
    method: 'POST',
    path: /\/notes$/,
    event: 'note.added',
    press: async (scene) => {
      await scene.page.getByRole('button', { name: 'Note', exact: true }).click();
      await scene.page.getByRole('textbox', { name: 'Your note' }).fill('The scratch is on the chain stay.');
      await scene.page.getByRole('button', { name: 'Add note' }).click();
    },
    isShown: isSaid('The scratch is on the chain stay.'),
    refused: /Not sent: your role does not allow it\. Your text is kept/,
    kept: async ({ page }) => (await page.getByRole('textbox', { name: 'Your note' }).inputValue()) === 'The scratch is on the chain stay.',
  },
];
