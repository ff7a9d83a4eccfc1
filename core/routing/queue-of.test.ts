/** Where a case belongs, by the order and the conditions a workspace wrote down. */
import { describe, expect, test } from 'vitest';
import { queueOf, type QueueConditions } from './queue-of.ts';

const queue = (id: string, conditions: Partial<QueueConditions> = {}): QueueConditions => ({
  id,
  channelIds: [],
  topicIds: [],
  languages: [],
  ...conditions,
});
const facts = { channelId: 'mail', topicId: 'refund', locale: 'de-AT' };

describe('the queue of a case', () => {
  test.each([
    [
      'the first that takes it wins, although a later one names it more closely',
      [queue('all'), queue('refunds', { topicIds: ['refund'] })],
      'all',
    ],
    ['every condition counts', [queue('a', { channelIds: ['mail'], topicIds: ['delivery'] }), queue('b', { channelIds: ['mail'] })], 'b'],
    ['a language holds in every country', [queue('de', { languages: ['de'] })], 'de'],
    ['no queue takes it', [queue('fr', { languages: ['fr'] })], null],
    ['there are no queues', [], null],
  ] as const)('%s', (_, queues, expected) => expect(queueOf(queues, facts)).toBe(expected));

  test('a condition about a topic is not met by a case without one, nor one about a language by a customer whose language nobody knows', () => {
    const queues = [queue('topic', { topicIds: ['refund'] }), queue('language', { languages: ['de'] }), queue('rest')];
    expect(queueOf(queues, { channelId: 'mail', topicId: null, locale: null })).toBe('rest');
  });
});
