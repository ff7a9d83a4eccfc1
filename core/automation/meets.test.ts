/** What a rule of Kettle & Co speaks of, and what it leaves alone. */
import { describe, expect, test } from 'vitest';
import { failedCondition, readable, type RuleConditions, type RuleFacts } from './meets.ts';

const all: RuleConditions = { channelIds: [], topicIds: [], tagIds: [], languages: [], words: [], hands: 'any' };
const facts: RuleFacts = {
  channelId: 'mail',
  topicId: 'refund',
  tagIds: ['vip'],
  locale: 'de-AT',
  assigneeId: null,
  said: readable('Ich möchte mein Geld zurück. Die Straße ist gesperrt, KÜNDIGUNG folgt!'),
};

describe('the conditions of a rule', () => {
  test.each<[string, Partial<RuleConditions>, Partial<RuleFacts>, keyof RuleConditions | null]>([
    ['none: it speaks of every case', {}, {}, null],
    ['the channel is another', { channelIds: ['messenger'] }, {}, 'channelIds'],
    ['one of the channels is this one', { channelIds: ['messenger', 'mail'] }, {}, null],
    ['a topic is asked for and the case has none', { topicIds: ['refund'] }, { topicId: null }, 'topicIds'],
    ['one of the tags is on it', { tagIds: ['bulk', 'vip'] }, {}, null],
    ['none of the tags is on it', { tagIds: ['bulk'] }, {}, 'tagIds'],
    ['the language counts without its region', { languages: ['de'] }, {}, null],
    ['no language is known', { languages: ['de'] }, { locale: null }, 'languages'],
    ['the word stands there in capitals', { words: ['kündigung'] }, {}, null],
    ['several words stand there one after another', { words: ['geld  zurück'] }, {}, null],
    ['the word is written with ss', { words: ['strasse'] }, {}, null],
    ['the word is only a part of another', { words: ['art'] }, { said: readable('We start at nine.') }, 'words'],
    ['the part stands alone further on', { words: ['art'] }, { said: readable('We start with art.') }, null],
    ['Japanese is written without spaces', { words: ['返金'] }, { said: readable('今すぐ返金してください') }, null],
    ['a word of nothing but space is never said', { words: [' '] }, { said: 'a b' }, 'words'],
    ['the word is a part of the word beside it too', { words: ['na na'] }, { said: readable('banana na na, banana') }, null],
    ['it should lie in nobody’s hands and does', { hands: 'nobody' }, {}, null],
    ['it should lie in nobody’s hands and Mia has it', { hands: 'nobody' }, { assigneeId: 'mia' }, 'hands'],
    ['it should lie in somebody’s hands and does not', { hands: 'somebody' }, {}, 'hands'],
  ])('%s', (_, conditions, changed, failed) => {
    expect(failedCondition({ ...all, ...conditions }, { ...facts, ...changed })).toBe(failed);
  });

  test('all of them have to hold', () => {
    const both: RuleConditions = { ...all, channelIds: ['mail'], words: ['kündigung'], hands: 'somebody' };
    expect(failedCondition(both, facts)).toBe('hands');
    expect(failedCondition(both, { ...facts, assigneeId: 'mia' })).toBeNull();
  });
});
