import { dayMs } from '../kernel/instant.ts';
import { describe, expect, test } from 'vitest';
import { bareSubject, caseNumberIn, hintedCase, isAnswerSubject, mayHint, type HintedCase } from './subject-hint.ts';

const at = Date.UTC(2026, 10, 24);
const lamp: HintedCase = { id: 'lamp', number: 1024, subject: 'My lamp', state: 'open', lastMessageAt: at - dayMs };
const old: HintedCase = { id: 'old', number: 7, subject: 'My lamp', state: 'resolved', lastMessageAt: at - 31 * dayMs };

describe('a subject as mail programs write it', () => {
  test.each([
    ['Re: My lamp', 'my lamp', true],
    ['RE: AW: Fwd: My   lamp ', 'my lamp', true],
    ['AW: My lamp', 'my lamp', true],
    ['Re[2]: My lamp', 'my lamp', true],
    ['SV: Min lampe', 'min lampe', true],
    ['回复：我的灯', '我的灯', true],
    ['Fwd: My lamp', 'my lamp', false],
    ['WG: My lamp', 'my lamp', false],
    ['Regarding: my lamp', 'regarding: my lamp', false],
    ['Resolved: my lamp', 'resolved: my lamp', false],
    ['', '', false],
    [null, '', false],
  ])('%s', (subject, bare, answers) => {
    expect([bareSubject(subject), isAnswerSubject(subject)]).toEqual([bare, answers]);
  });
  test('a case number counts in its brackets or at the end, and a bare number does not', () => {
    expect([
      caseNumberIn('Re: lamp [#1024]'),
      caseNumberIn('lamp #1024'),
      caseNumberIn('Order 1024'),
      caseNumberIn('#1 song ever'),
    ]).toEqual([1024, 1024, null, null]);
  });
  test('a subject of ten thousand prefixes is read in no time', () => {
    expect(bareSubject('Re: '.repeat(10_000)).length).toBeLessThan(600);
  });
});

describe('the case a mail without thread headers continues', () => {
  test.each([
    ['an answer to the subject of an open case continues it', 'Re: My lamp', [lamp, old], 'lamp'],
    ['a first mail with the same subject is a new matter', 'My lamp', [lamp], null],
    ['a forward is a new matter', 'Fwd: My lamp', [lamp], null],
    ['the number of one of their cases continues it, answer or not', 'Question on [#1024]', [lamp], 'lamp'],
    ['somebody else’s number means nothing', 'Question on [#9]', [lamp], null],
    ['a case that has rested for a month is not taken up again', 'Re: My lamp', [old], null],
    ['a short subject belongs to everybody', 'Re: Hi', [{ ...lamp, subject: 'Hi' }], null],
  ])('%s', (_why, subject, own, expected) => {
    expect(hintedCase(subject, own, at)).toBe(expected);
  });
  test('what may hint is asked without reading a case', () => {
    expect([mayHint('Re: My lamp'), mayHint('My lamp'), mayHint('Re: Hi'), mayHint('lamp [#3]')]).toEqual([true, false, false, true]);
  });
});
