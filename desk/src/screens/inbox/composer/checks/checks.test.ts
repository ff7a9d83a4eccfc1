import type { Message, Thread } from '@meanwhile/wire/records.ts';
import { describe, expect, it } from 'vitest';
import { replaced } from './put-instead.ts';
import { firstSentence, writingOf } from './writing-of.ts';
import type { CaseAtHand } from './writing-of.ts';

const nowAt = Date.UTC(2026, 10, 25, 10);
const at = (hoursAgo: number) => new Date(nowAt - hoursAgo * 3_600_000).toISOString();
const said = (kind: 'customer' | 'agent', hoursAgo: number, text: string, more: Partial<Message> = {}) =>
  ({
    caseId: 'bike',
    audience: 'everyone',
    automatic: false,
    author: { kind },
    text,
    visibleText: null,
    receivedAt: at(hoursAgo),
    ...more,
  }) as Message;
const told = (toldHoursAgo: number, dueHoursAgo: number, ending: 'kept' | 'broken' | null) =>
  ({ caseId: 'bike', toldAt: at(toldHoursAgo), dueAt: at(dueHoursAgo), ending }) as Thread['commitments'][number];

const bike: CaseAtHand = {
  row: { id: 'bike', customer: { id: 'c', name: 'Jonas', address: 'jonas@example.org', proof: 'channel' } },
  messages: [
    said('customer', 30, 'Is my bike ready?'),
    said('agent', 28, 'On Monday.'),
    said('customer', 6, 'It is Wednesday now. Is it ready?'),
    said('agent', 5, 'We reply by noon.', { automatic: true }),
  ],
  commitments: [told(30, 29, 'broken'), told(6, 2, 'broken')],
  zone: 'Europe/London',
  stance: 'async',
};
const mia = { name: 'Mia', locale: 'en' };

describe('what the checks know of a case', () => {
  it('is what people said, without confirmations, and only the times missed since our last answer', () => {
    const writing = writingOf(bike, 'Yes.', nowAt);
    expect(writing.turns.map(({ from }) => from)).toEqual(['customer', 'us', 'customer']);
    expect(writing.missedAt).toEqual([nowAt - 2 * 3_600_000]);
    expect(writing.known.map(({ kind }) => kind)).toEqual(['name', 'email']);
  });

  it('gives a late answer its first sentence, and one in time none', () => {
    expect(firstSentence(bike, nowAt, mia)).toBe('I’m sorry: we said 8:00 am on Wednesday 25 November, and this comes 2 hours late.');
    expect(firstSentence({ ...bike, commitments: [told(6, -1, null)] }, nowAt, mia)).toBeNull();
    expect(firstSentence({ ...bike, messages: bike.messages.slice(0, 2) }, nowAt, mia)).toBeNull();
  });

  it('begins with the apology after a promise of ours was missed, though the customer wrote nothing new', () => {
    const promise = (toldHoursAgo: number, dueHoursAgo: number) => ({
      ...told(toldHoursAgo, dueHoursAgo, 'broken'),
      kind: 'promise' as const,
    });
    const owed = { ...bike, messages: bike.messages.slice(0, 2), commitments: [promise(28, 2)] };
    expect(writingOf(owed, 'Yes.', nowAt).missedAt).toEqual([nowAt - 2 * 3_600_000]);
    expect(firstSentence(owed, nowAt, mia)).toBe('I’m sorry: we said 8:00 am on Wednesday 25 November, and this comes 2 hours late.');
    const long = {
      ...owed,
      messages: [said('customer', 130, 'Is it ready?'), said('agent', 120, 'By Friday.')],
      commitments: [promise(120, 80)],
    };
    expect(firstSentence(long, nowAt, mia)).toMatch(/^I apologise\. You wrote on Friday 20 November, we said .+, and you waited 5 days\./);
    // We had written first: nothing is said of a message of theirs.
    const first = { ...long, messages: long.messages.slice(1) };
    expect(firstSentence(first, nowAt, mia)).toMatch(/^I’m sorry you waited 5 days\. We told you .+ and didn’t keep to it\./);
    // Before its instant, and once it is kept, nothing is owed.
    expect(firstSentence({ ...owed, commitments: [promise(28, -2)] }, nowAt, mia)).toBeNull();
    expect(firstSentence({ ...owed, commitments: [{ ...promise(28, 2), ending: 'kept' }] }, nowAt, mia)).toBeNull();
  });

  it('answers a complaint about waiting even inside the time told', () => {
    const waiting = { ...bike, commitments: [], messages: [said('customer', 72, 'I am still waiting for an answer about my bike.')] };
    expect(firstSentence(waiting, nowAt, mia)).toBe('You’re right: 3 days is too long, and I’m sorry.');
  });
});

describe('a passage put differently', () => {
  const finding = { quote: 'One moment please', suggestion: 'I’m looking into this' };
  it('is replaced in the text and in its formatted twin', () => {
    expect(replaced({ text: 'One moment please.', html: '<p>One moment please.</p>' }, finding)).toEqual({
      text: 'I’m looking into this.',
      html: '<p>I’m looking into this.</p>',
    });
  });
  it('is left alone where formatting runs through it, or it is gone', () => {
    expect(replaced({ text: 'One moment please.', html: '<p>One <b>moment</b> please.</p>' }, finding)).toBeNull();
    expect(replaced({ text: 'Hello.', html: null }, finding)).toBeNull();
  });
});
