/** May a test be skipped? Only with a reason, and on a machine that has every peer only when the list says so. */
import { expect, test } from 'vitest';
import { judgeSkips, readAllowedSkips, type Skip } from './skips.ts';

const fixtures: Skip = {
  file: 'channels/email/corpus.test.ts',
  title: 'corpus > reads Ada’s whole mailbox',
  reason: 'the shared fixtures are absent',
};
const silent: Skip = { file: 'server/intake/intake.test.ts', title: 'takes in a message', reason: undefined };
const allowed = readAllowedSkips('# why\n\nwhole mailbox | the corpus is not part of the project\n');

test('a listed skip is allowed everywhere and printed with its reason', () => {
  const verdict = judgeSkips([fixtures], allowed, true);
  expect(verdict.forbidden).toEqual([]);
  expect(verdict.lines).toEqual([
    'skipped: channels/email/corpus.test.ts > corpus > reads Ada’s whole mailbox: the shared fixtures are absent',
  ]);
});

test('an unlisted skip is forbidden where every peer is installed, and allowed elsewhere', () => {
  expect(judgeSkips([fixtures], [], true).forbidden).toEqual([fixtures]);
  expect(judgeSkips([fixtures], [], false).forbidden).toEqual([]);
});

test('a skip without a reason is forbidden everywhere', () => {
  expect(judgeSkips([silent], allowed, false).forbidden).toEqual([silent]);
  expect(judgeSkips([silent], allowed, false).lines).toEqual([
    'skipped: server/intake/intake.test.ts > takes in a message: no reason given',
  ]);
});

test('a line without a reason is refused', () => {
  expect(() => readAllowedSkips('whole mailbox\n')).toThrow('has no reason');
});
