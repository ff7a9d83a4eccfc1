/** Is every regular expression of ours linear in what it is run on, and would one that is not be found? */
import path from 'node:path';
import { expect, test } from 'vitest';
import { linearPatternFindings, slowText } from './linear-patterns.ts';

test('attack 43: no regular expression of ours takes longer than its text is long', { timeout: 300_000 }, () => {
  const { findings, patternCount } = linearPatternFindings(path.join(import.meta.dirname, '../..'));
  expect(findings).toEqual([]);
  expect(patternCount).toBeGreaterThan(300);
});

test.each([
  ['endless in theory', String.raw`/^(?:a+)+$/`],
  ['two ways for a blank', String.raw`/\s*,\s*/`],
  ['begun again at every letter', String.raw`/[\w.+-]+@[\w-]+\.\w+/`],
])('attack 43: a pattern that is %s would be found', { timeout: 60_000 }, (_, literal) => {
  expect(slowText(literal)).not.toBeNull();
});

test('attack 43: one that is linear, or bounded, is left alone', { timeout: 60_000 }, () => {
  expect(slowText(String.raw`/(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+/`)).toBeNull();
  expect(slowText(String.raw`/[a-z]{1,14}$/`)).toBeNull();
});
