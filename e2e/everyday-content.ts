/** What must be there for the thirty everyday actions: a snippet, a macro, a tag, a field of a topic, and cases that can be merged or taken apart. */
import type { Page } from 'playwright-core';
import { api } from './everyday-action.ts';

interface Items<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
}
interface Found {
  readonly mergeable: string[];
  readonly misplaced: string[];
}

async function make(page: Page, path: string, body: { readonly name: string }): Promise<void> {
  const { items } = await api<Items<{ name: string }>>(page, 'GET', path);
  if (!items.some(({ name }) => name === body.name)) await api(page, 'POST', path, body);
}

/** `count` of each, as far as the newest four hundred cases have them. */
async function look(page: Page, count: number): Promise<Found> {
  const found: Found = { mergeable: [], misplaced: [] };
  let cursor: string | null = null;
  for (let pages = 0; pages < 8; pages += 1) {
    const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const list: Items<{ id: string }> = await api(page, 'GET', `/cases?view=all&limit=50${at}`);
    for (const { id } of list.items) {
      if (found.mergeable.length >= count && found.misplaced.length >= count) return found;
      const thread: {
        readonly case: { readonly mergedIntoId: string | null };
        readonly messages: readonly { readonly matchReason: string | null; readonly caseId: string }[];
        readonly otherCases: readonly { readonly id: string; readonly mergedIntoId: string | null }[];
      } = await api(page, 'GET', `/cases/${id}/thread`);
      const isPlaced = thread.messages.some(
        (one) => one.caseId === id && ['reply_address', 'message_id', 'subject'].includes(one.matchReason ?? ''),
      );
      if (isPlaced) found.misplaced.push(id);
      else if (thread.case.mergedIntoId === null && thread.otherCases.some((one) => one.mergedIntoId === null)) found.mergeable.push(id);
    }
    if (list.nextCursor === null || list.nextCursor === undefined) return found;
    cursor = list.nextCursor;
  }
  return found;
}

export async function prepare(page: Page, count: number): Promise<void> {
  await make(page, '/snippets', { name: 'zsaturday', texts: [{ locale: 'en', text: 'Saturdays from nine to two.' }] } as { name: string });
  const { items: macros } = await api<Items<{ id: string; key: string | null }>>(page, 'GET', '/macros');
  for (const macro of macros.filter((one) => one.key === '0')) await api(page, 'DELETE', `/macros/${macro.id}`);
  const steps = { text: 'The workshop calls you.', topicId: null, tagIds: [], assignee: null, status: null, snoozeMinutes: null };
  await api(page, 'POST', '/macros', { name: `Workshop ${Date.now()}`, key: '0', steps });
  await make(page, '/tags', { name: 'tourer' });
  await make(page, '/topics', { name: 'Workshop' });
  await make(page, '/topic-fields', { topicId: null, name: 'Frame size', kind: 'choice', choices: ['52', '56'] } as { name: string });
  const found = await look(page, count);
  await page.evaluate(
    (ids) => {
      for (const [name, list] of Object.entries(ids)) localStorage.setItem(`bench.${name}`, JSON.stringify(list));
    },
    found as unknown as Record<string, string[]>,
  );
}
