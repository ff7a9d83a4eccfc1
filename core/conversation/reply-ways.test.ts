/** By which ways can an answer reach somebody? Windows to the millisecond, silence that was asked for, and claims that nobody here may act on. */
import { describe, expect, it } from 'vitest';
import { inOrder, replyWay, type WayFacts } from './reply-ways.ts';

const dayMs = 86_400_000;
const nowAt = 20 * dayMs;
const facts: WayFacts = {
  channelId: 'c',
  identityId: 'i',
  proof: 'channel',
  lastHeardAt: nowAt - dayMs / 2,
  windowMs: dayMs,
  mayBegin: false,
  isStopped: false,
};

describe('a way', () => {
  it.each<[string, Partial<WayFacts>, object | null]>([
    ['is open while the window is', {}, { blocked: null, closesAt: nowAt + dayMs / 2 }],
    ['is open in its last millisecond', { lastHeardAt: nowAt - dayMs + 1 }, { blocked: null }],
    ['is shut with the window', { lastHeardAt: nowAt - dayMs }, { blocked: 'window_closed' }],
    ['without a window is open', { windowMs: null, lastHeardAt: 0 }, { blocked: null, closesAt: null }],
    ['is stopped for who asked for it, whatever the window says', { isStopped: true }, { blocked: 'stopped' }],
    ['is none where they never wrote and we may not begin', { lastHeardAt: null }, null],
    ['is one where we may begin', { lastHeardAt: null, windowMs: null, mayBegin: true }, { blocked: null }],
    ['is none to an address they only claim', { lastHeardAt: null, windowMs: null, mayBegin: true, proof: 'claimed' }, null],
    ['is one to a claimed address they wrote from', { windowMs: null, proof: 'claimed' }, { blocked: null }],
  ])('%s', (_what, over, expected) => {
    const way = replyWay({ ...facts, ...over }, nowAt);
    if (expected === null) expect(way).toBeNull();
    else expect(way).toMatchObject(expected);
  });

  it('those that work come first, among them where they wrote last', () => {
    const way = (channelId: string, blocked: 'stopped' | null, lastHeardAt: number | null) => ({
      channelId,
      identityId: 'i',
      closesAt: null,
      blocked,
      lastHeardAt,
    });
    const ways = [way('never', null, null), way('stopped', 'stopped', 9), way('old', null, 3), way('new', null, 5)];
    expect(inOrder(ways).map(({ channelId }) => channelId)).toEqual(['new', 'old', 'never', 'stopped']);
  });
});
