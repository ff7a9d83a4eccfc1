/** How much formatting may an answer have? */
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { expect, test } from 'vitest';
import { writtenOf } from './written.ts';

const written = (html: string) => writtenOf({ text: '', html, attachmentIds: [], inlineAttachmentIds: [] });

test('attack 44: an answer with a long table goes out; one of nothing but tags is refused before anybody reads it', async () => {
  const table = `<table>${'<tr><td>tea</td><td>4</td></tr>'.repeat(800)}</table>`;
  expect(await written(table)).toMatchObject({ text: expect.stringContaining('tea') });
  const tags = await written('<b>'.repeat(limits.messageHtmlTags + 1));
  expect(isRefusal(tags) && tags.refused).toBe('text_too_long');
});
