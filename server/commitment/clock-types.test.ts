/** Are the clocks' events looked for by the words of their index? Otherwise every read goes through the whole log. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the events that clocks are read from are those that the index of events by case holds', async () => {
  const typesIn = async (path: string): Promise<string[]> => {
    const text = await readFile(new URL(path, import.meta.url), 'utf8');
    const list = /type in \(([^)]*)\)/.exec(text)?.[1] ?? '';
    return [...list.matchAll(/'([\w.]+)'/g)].map((hit) => hit[1]!);
  };
  const indexed = await typesIn('../platform/migrations/0047-clocks-from-the-log.sql');
  expect(indexed).toHaveLength(13);
  expect(await typesIn('./clock.store.ts')).toEqual(indexed);
});
