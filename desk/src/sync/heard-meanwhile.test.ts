import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hearMeanwhile } from './heard-meanwhile.ts';

/** Mia's desk asks for the list of cases; each answer is given by hand, with what the server knew when it was asked. */
const key = ['cases'];
let client: QueryClient;
let answers: ((items: readonly string[]) => void)[];
let close: () => void;
const rest = () => new Promise((resolve) => setTimeout(resolve));
const shown = () => client.getQueryData<readonly string[]>(key);
const answer = async (at: number, items: readonly string[]) => {
  answers[at]!(items);
  await rest();
};
const put = (item: string) => client.setQueryData<readonly string[]>(key, (items) => items && [...new Set([...items, item])]);

beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  answers = [];
  const queryFn = () => new Promise<readonly string[]>((resolve) => answers.push(resolve));
  close = new QueryObserver(client, { queryKey: key, queryFn }).subscribe(() => undefined);
});
afterEach(() => close());

it('what came while the first answer was on its way is put in when it is here, in the order it came', async () => {
  const { putInAgain } = hearMeanwhile(client);
  for (const item of ['bell', 'lamp']) {
    put(item);
    putInAgain([key], () => put(item));
  }
  expect(shown()).toBeUndefined();
  await answer(0, ['kettle']);
  expect(shown()).toEqual(['kettle', 'bell', 'lamp']);
});

it('what came while a later answer was on its way is not overwritten by it', async () => {
  const { refresh, putInAgain } = hearMeanwhile(client);
  await answer(0, ['kettle']);
  void refresh({ queryKey: key });
  put('bell');
  putInAgain([key, ['threads']], () => put('bell'));
  await answer(1, ['kettle']);
  expect(shown()).toEqual(['kettle', 'bell']);
  put('lamp');
  putInAgain([key], () => put('lamp'));
  expect(answers.length).toBe(2);
});

it('a list that is said to be old before its first answer is asked for once more, however often it was said', async () => {
  const { refresh } = hearMeanwhile(client);
  for (let n = 0; n < 50; n += 1) void refresh({ queryKey: key });
  await answer(0, ['kettle']);
  expect(answers.length).toBe(2);
  await answer(1, ['kettle', 'bell']);
  expect([shown(), answers.length]).toEqual([['kettle', 'bell'], 2]);
});

it('the library alone passes it over: this is what the desk did before', async () => {
  void client.invalidateQueries({ queryKey: key });
  await answer(0, ['kettle']);
  expect([answers.length, client.getQueryState(key)!.isInvalidated]).toEqual([1, false]);
});

it('a stream of news does not keep the answer from coming', async () => {
  const { refresh } = hearMeanwhile(client);
  await answer(0, ['kettle']);
  void refresh({ queryKey: key });
  for (let n = 0; n < 20; n += 1) {
    await rest();
    void refresh({ queryKey: key });
  }
  expect(answers.length).toBe(2);
  await answer(1, ['lamp']);
  expect([shown(), answers.length]).toEqual([['lamp'], 3]);
});

it('what came while an answer that was given up was on its way is not put over the next one', async () => {
  const { putInAgain } = hearMeanwhile(client);
  putInAgain([key], () => put('an old bell'));
  await client.cancelQueries({ queryKey: key });
  void client.invalidateQueries({ queryKey: key });
  await answer(1, ['kettle']);
  expect(shown()).toEqual(['kettle']);
});

it('a list nobody looks at that was said to be old stays old, whatever is put into it', async () => {
  const { refresh } = hearMeanwhile(client);
  await answer(0, ['kettle']);
  close();
  await refresh({ queryKey: key });
  put('bell');
  expect([shown(), client.getQueryState(key)!.isInvalidated]).toEqual([['kettle', 'bell'], true]);
});
