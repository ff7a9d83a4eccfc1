/** Mia and Ben answer Jonas; who has seen what when they press send? */
import type { Message } from '@meanwhile/wire/records.ts';
import { describe, expect, it } from 'vitest';
import { begunWith, crossedBy } from './crossed.ts';

const said = (id: string, seq: number | null, kind: Message['author']['kind'], who: string | null = null) =>
  ({ id, seq, author: { kind, id: who, name: null }, receivedAt: `2026-11-24T10:0${seq ?? 9}:00.000Z` }) as unknown as Message;
const asked = said('asked', 1, 'customer');
const confirmed = said('confirmed', 2, 'automation');
const ben = said('ben', 3, 'agent', 'ben');
const bensOnItsWay = said('ben', null, 'agent', 'ben');
const crossed = (messages: readonly Message[], begun = begunWith([asked], 'mia')) => crossedBy(messages, begun, 'mia').map(({ id }) => id);

describe('while Mia writes', () => {
  it('nothing crosses her answer but what other people say', () => {
    expect(crossed([asked, confirmed, said('mia', 3, 'agent', 'mia')])).toEqual([]);
    expect(crossed([asked, confirmed, ben])).toEqual(['ben']);
    expect(crossed([asked, said('again', 2, 'customer')])).toEqual(['again']);
  });

  it('Ben’s answer crosses hers even before it has gone out', () => {
    expect(crossed([asked, bensOnItsWay])).toEqual(['ben']);
  });

  it('what was on its way when she began is known to her, also once it has gone out', () => {
    const begun = begunWith([asked, bensOnItsWay], 'mia');
    expect(crossed([asked, bensOnItsWay], begun)).toEqual([]);
    expect(crossed([asked, ben], begun)).toEqual([]);
  });

  it('a draft begun on another device knows what was there when it was saved there', () => {
    expect(crossed([asked, ben], begunWith([asked, ben], 'mia', Date.parse('2026-11-24T10:02:00Z')))).toEqual(['ben']);
  });

  it('without a draft nothing crosses', () => {
    expect(crossedBy([asked, ben], { begunSeq: null, readIds: [] }, 'mia')).toEqual([]);
  });
});
