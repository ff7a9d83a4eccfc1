/** What is there to look at in this draft? Runs the checks that are switched on, most harmful first; waving away and showing are the desk's. */
import { askedAgain } from './asked-again.ts';
import { channelFirst } from './channel-first.ts';
import { greeting } from './greeting.ts';
import { late } from './late.ts';
import { liveWords } from './live-words.ts';
import { objection } from './objection.ts';
import { privateData } from './private.ts';
import { promised } from './promised-date.ts';
import { question } from './question.ts';
import { smiley } from './smiley.ts';
import { template } from './template.ts';
import { checkNames } from './writing.ts';
import type { Check, CheckName, Finding, Writing } from './writing.ts';

export const checks: Readonly<Record<CheckName, Check>> = {
  private: privateData,
  late,
  channelFirst,
  objection,
  question,
  asked: askedAgain,
  greeting,
  liveWords,
  smiley,
  template,
  date: promised,
};

/**
 * On: what was right in nine of ten of its findings, in both languages, on the labelled turns as a whole and on the half nobody tuned on
 * (docs/craft-checks.md). `question` is short of that. `date` is not, and is no finding all the same: the desk offers to
 * record the time it finds as a promise.
 */
export const switchedOn: readonly CheckName[] = checkNames.filter((name) => name !== 'question' && name !== 'date');

/** Findings that keep an answer from leaving until they are settled, or a reason is given. */
export const holdsBack = ({ check }: Pick<Finding, 'check'>): boolean => check === 'private' || check === 'late';

export function lookAt(writing: Writing, on: readonly CheckName[] = switchedOn): readonly Finding[] {
  return checkNames.filter((name) => on.includes(name)).flatMap((name) => checks[name](writing));
}
