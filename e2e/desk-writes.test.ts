/** Is every write of the desk that changes the screen itself tried with a server that says no and a line that is cut? */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deskWrites } from './desk-writes.ts';
import { writesOf } from './writes-of-the-desk.ts';

const desk = join(import.meta.dirname, '../desk/src');
const found = readdirSync(desk, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .flatMap((path) => writesOf(path.slice(0, -'.ts'.length), readFileSync(join(desk, path), 'utf8')));
const tried = new Set(deskWrites.flatMap(({ of }) => of));

test('no write of the desk is missing in the table, and none stands there that the desk does not have', () => {
  expect(found.length).toBeGreaterThan(30);
  expect(found.filter((one) => !tried.has(one))).toEqual([]);
  expect([...tried].filter((one) => !found.includes(one))).toEqual([]);
});

test('a new verb is found, also behind a function of its file; a form that waits and a query are not', () => {
  const planted = `
    import { get, post } from './api.ts';
    import { putRow } from './cases.ts';
    const act = async (row) => putRow(await post('/cases/1/lend', row));
    export const lendCase = (row) => act(row);
    export const saveForm = (body) => post('/settings', body);
    export const useLending = () => act;
    export async function readCase() { putRow(await get('/cases/1')); }`;
  expect(writesOf('sync/lend', planted)).toEqual(['sync/lend/lendCase']);
  expect(tried.has('sync/lend/lendCase')).toBe(false);
  expect(writesOf('sync/lend', planted.replace("'./api.ts'", "'./elsewhere.ts'"))).toEqual([]);
});

test('two tries of one name cannot be told apart in a report', () => {
  const names = deskWrites.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
