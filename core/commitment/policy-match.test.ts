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

it.each([
  ['an urgent case of a gold customer', { priority: 'urgent', tier: 'gold' }, 'urgent and gold'],
  ['an urgent case of a customer without a tier', { priority: 'urgent' }, 'urgent or high'],
  ['a case of a gold customer that is not urgent', { tier: 'gold' }, undefined],
] as const)('%s', (_, part, name) => {
  const gold = { name: 'urgent and gold', conditions: { ...any, priorities: ['urgent'], tiers: ['gold', 'silver'] } } as const;
  const urgent = { name: 'urgent or high', conditions: { ...any, priorities: ['urgent', 'high'] } } as const;
  expect(firstMatch([gold, urgent], { ...ada, ...part })?.name).toBe(name);
});

it('a priority may change and a tier be learnt after the first word, so neither makes a policy certain before it', () => {
  const usual = { name: 'usual priority', conditions: { ...any, priorities: ['normal'] } } as const;
  const gold = { name: 'gold', conditions: { ...any, tiers: ['gold'] } } as const;
  const all = { name: 'all', conditions: any };
  const { possible, isCertain } = mayMatch([usual, gold, all, policies[1]!], ada);
  expect([possible.map(({ name }) => name), isCertain]).toEqual([['usual priority', 'gold', 'all'], true]);
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
