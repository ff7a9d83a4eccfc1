/** Which reply policy holds for whom, and what can be said before anybody knows. */
import { expect, it } from 'vitest';
import { firstMatch, mayMatch, unmet, type PolicyConditions } from './policy-match.ts';

const any: PolicyConditions = { channelIds: [], topicIds: [], queueIds: [], languages: [], priorities: [], tiers: [] };
const policies = [
  { name: 'returns in German', conditions: { ...any, topicIds: ['returns'], languages: ['de'] } },
  { name: 'mail', conditions: { ...any, channelIds: ['mail'] } },
  { name: 'the hotline queue', conditions: { ...any, queueIds: ['hotline'] } },
];
const ada = { channelId: 'chat', topicId: null, queueId: null, locale: 'de-AT', priority: 'normal', tier: null } as const;

it.each([
  ['nothing special is the channel’s own', {}, undefined],
  ['a return in German', { topicId: 'returns' }, 'returns in German'],
  ['the first that fits, though a later one fits too', { topicId: 'returns', channelId: 'mail', queueId: 'hotline' }, 'returns in German'],
  ['a return in French by mail', { topicId: 'returns', locale: 'fr', channelId: 'mail' }, 'mail'],
  ['a case of the hotline', { queueId: 'hotline' }, 'the hotline queue'],
])('%s', (_, part, name) => {
  expect(firstMatch(policies, { ...ada, ...part })?.name).toBe(name);
});

it('why one does not hold is told condition by condition', () => {
  expect(unmet(policies[0]!.conditions, { ...ada, locale: 'en' })).toEqual(['topic', 'language']);
  expect(unmet(any, ada)).toEqual([]);
});

it('before a message is written, what its topic and queue may bring is counted in', () => {
  const names = (facts: Parameters<typeof mayMatch>[1]) => {
    const { possible, isCertain } = mayMatch(policies, facts);
    return [...possible.map(({ name }) => name), isCertain];
  };
  expect(names(ada)).toEqual(['returns in German', 'the hotline queue', false]);
  expect(names({ channelId: 'mail', locale: 'en' })).toEqual(['mail', true]);
});
