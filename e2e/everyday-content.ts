/** What must be there for the thirty everyday actions: a snippet, a macro, a tag, a field of a topic, and cases that can be merged or taken apart,
 * and enough that wait for us: those that are answered, resolved or put aside leave the list. */
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

/** `count` of each, as far as the newest four hundred waiting cases have them. */
async function look(page: Page, count: number): Promise<Found> {
  const found: Found = { mergeable: [], misplaced: [] };
  for (const { id } of await pagesOf<{ id: string }>(page, 'waiting', 8)) {
    if (found.mergeable.length >= count && found.misplaced.length >= count) return found;
    const thread: {
      readonly case: { readonly mergedIntoId: string | null };
      readonly messages: readonly { readonly matchReason: string | null; readonly caseId: string }[];
      readonly otherCases: readonly { readonly id: string; readonly mergedIntoId: string | null }[];
    } = await api(page, 'GET', `/cases/${id}/thread`);
    const own = thread.messages.filter((one) => one.caseId === id);
    const isPlaced = own.length > 1 && own.some((one) => ['reply_address', 'message_id', 'subject'].includes(one.matchReason ?? ''));
    if (isPlaced) found.misplaced.push(id);
    else if (thread.case.mergedIntoId === null && thread.otherCases.some((one) => one.mergedIntoId === null)) found.mergeable.push(id);
  }
  return found;
}

interface Row {
  readonly channelId: string;
  readonly customer: { readonly id: string };
}

/** Notes cases for callers who are known, until `count` of the team's wait: their conversations are as long as the shop's are. */
async function stock(page: Page, count: number): Promise<void> {
  const { team } = await api<{ team: number }>(page, 'GET', '/cases/counts');
  const waiting = await pagesOf<Row>(page, 'waiting', 8);
  const callers = [...new Map(waiting.map((row) => [row.customer.id, row])).values()];
  const missing = Math.max(0, count - team);
  if (missing > 0 && callers.length === 0) throw new Error('nobody is there who could call');
  for (let index = 0; index < missing; index += 1) {
    const { customer, channelId } = callers[index % callers.length]!;
    const text = `Called: has a question of the kind ${index % 7}, and can be reached all day.`;
    await api(page, 'POST', '/cases', { as: 'on_behalf', channelId, customerId: customer.id, subject: null, text, undoMs: 0 });
  }
}

async function pagesOf<Item>(page: Page, view: string, most: number): Promise<Item[]> {
  const all: Item[] = [];
  let cursor = '';
  for (let pages = 0; pages < most; pages += 1) {
    const { items, nextCursor } = await api<Items<Item>>(page, 'GET', `/cases?view=${view}&limit=50${cursor}`);
    all.push(...items);
    if (nextCursor === null || nextCursor === undefined) break;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return all;
}

/** For `count` rounds of each action. */
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
  await stock(page, 50 + 16 * count);
  await page.evaluate(
    (ids) => {
      for (const [name, list] of Object.entries(ids)) localStorage.setItem(`bench.${name}`, JSON.stringify(list));
    },
    found as unknown as Record<string, string[]>,
  );
}
