import type { CommitmentRecord, Message, Note } from '@meanwhile/wire/records.ts';
import { describe, expect, it } from 'vitest';
import { timelineOf } from './timeline.ts';

const said = (id: string, at: string, facts: Partial<Message> = {}): Message =>
  ({
    id,
    receivedAt: at,
    conversationId: 'lena',
    caseId: 'case-1',
    seq: 1,
    channelId: 'web',
    text: '',
    author: { kind: 'customer', id: 'lena', name: 'Lena' },
    ...facts,
  }) as Message;
const dayOf = (at: string) => at.slice(0, 10);
const shape = (facts: Partial<Parameters<typeof timelineOf>[0]>) =>
  timelineOf({ messages: [], notes: [], commitments: [], dayOf, ...facts }).map((entry) =>
    entry.kind === 'message' ? entry.message.id : entry.kind,
  );

describe('the timeline of Lena’s conversation', () => {
  it('has a line for each day and keeps what was received first above', () => {
    const messages = [said('m2', '2026-11-24T08:00:00Z'), said('m1', '2026-11-23T16:00:00Z')];
    expect(shape({ messages })).toEqual(['day', 'm1', 'day', 'm2']);
  });

  it('puts a colleague’s note between the messages it was written between', () => {
    const messages = [said('m1', '2026-11-24T08:00:00Z'), said('m2', '2026-11-24T10:00:00Z')];
    const notes = [{ id: 'n1', createdAt: '2026-11-24T09:00:00Z' } as Note];
    expect(shape({ messages, notes })).toEqual(['day', 'm1', 'note', 'm2']);
  });

  it('pins what was told under the message it was told for', () => {
    const commitments = [{ id: 'c1', messageId: 'm1', toldAt: '2026-11-24T08:00:01Z', words: 'Reply by 17:00' } as CommitmentRecord];
    const entries = timelineOf({ messages: [said('m1', '2026-11-24T08:00:00Z')], notes: [], commitments, dayOf });
    expect(entries[1]).toMatchObject({ kind: 'message', told: [{ id: 'c1' }] });
  });

  it('says what was told once, under the confirmation that said it', () => {
    const words = 'Your message reached us. We’ll reply by 17:00.';
    const messages = [
      said('m1', '2026-11-24T08:00:00Z', { text: 'Where is my parcel?' }),
      said('ack', '2026-11-24T08:00:02Z', { text: words, author: { kind: 'automation', id: null, name: 'Kettle & Co' } }),
    ];
    const commitments = [{ id: 'c1', messageId: 'm1', caseId: 'case-1', toldAt: '2026-11-24T08:00:01Z', words } as CommitmentRecord];
    const told = timelineOf({ messages, notes: [], commitments, dayOf }).flatMap((entry) =>
      entry.kind === 'message' ? [entry.told.length] : [],
    );
    expect(told).toEqual([0, 1]);
  });

  it('the same words said twice, or in another case, are each under their own confirmation', () => {
    const words = 'Your message reached us. We’ll reply by 17:00.';
    const author = { kind: 'automation', id: null, name: 'Kettle & Co' } as const;
    const messages = [
      said('m1', '2026-11-24T08:00:00Z', { text: 'Where is my parcel?', caseId: 'one' }),
      said('ack1', '2026-11-24T08:00:02Z', { text: words, author, caseId: 'one' }),
      said('m2', '2026-11-24T08:00:20Z', { text: 'By text message now', caseId: 'two' }),
      said('ack2', '2026-11-24T08:00:21Z', { text: words, author, caseId: 'two' }),
      said('m3', '2026-11-24T09:00:00Z', { text: 'And?', caseId: 'one' }),
    ];
    const told = (id: string, messageId: string, caseId: string, toldAt: string) =>
      ({ id, messageId, caseId, toldAt, words }) as CommitmentRecord;
    const commitments = [
      told('c1', 'm1', 'one', '2026-11-24T08:00:02Z'),
      told('c2', 'm2', 'two', '2026-11-24T08:00:21Z'),
      told('c3', 'm3', 'one', '2026-11-24T09:00:01Z'),
    ];
    const shown = timelineOf({ messages, notes: [], commitments, dayOf }).flatMap((entry) =>
      entry.kind === 'message' ? [[entry.message.id, ...entry.told.map(({ id }) => id)].join(' ')] : [],
    );
    expect(shown).toEqual(['m1', 'ack1 c1', 'm2', 'ack2 c2', 'm3 c3']);
  });

  it('reads two messages within five minutes as one turn, and a later one as a new one', () => {
    const messages = [said('m1', '2026-11-24T08:00:00Z'), said('m2', '2026-11-24T08:03:00Z'), said('m3', '2026-11-24T09:00:00Z')];
    const joins = timelineOf({ messages, notes: [], commitments: [], dayOf }).flatMap((entry) =>
      entry.kind === 'message' ? [entry.joins] : [],
    );
    expect(joins).toEqual([false, true, false]);
  });

  it('draws a line where another case begins', () => {
    const messages = [said('m1', '2026-11-24T08:00:00Z'), said('m2', '2026-11-24T10:00:00Z', { caseId: 'case-2' })];
    expect(shape({ messages })).toEqual(['day', 'm1', 'case', 'm2']);
  });

  it('keeps the order of receipt when two messages came in the same instant', () => {
    const at = '2026-11-24T08:00:00Z';
    expect(shape({ messages: [said('second', at, { seq: 8 }), said('first', at, { seq: 7 })] })).toEqual(['day', 'first', 'second']);
  });
});
