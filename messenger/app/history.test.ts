/** Nothing a customer wrote shows twice or vanishes, in whatever order answers and news arrive. */
import { describe, expect, it } from 'vitest';
import type { MessengerMessage } from '@meanwhile/wire/messenger.ts';
import { backoffMs } from './backoff.ts';
import { merge, newAnswers, stillPending } from './history.ts';
import { readAnswer } from './http.ts';
import { daysBefore } from './times.ts';
import type { Pending } from './view.ts';

const message = (seq: number, part: Partial<MessengerMessage> = {}): MessengerMessage => ({
  id: `m${seq}`,
  seq,
  from: 'you',
  authorName: null,
  automatic: false,
  channelType: 'messenger',
  text: `Message ${seq}`,
  at: `2026-11-24T10:0${seq}:00.000Z`,
  attachments: [],
  told: null,
  ...part,
});
const pending = (part: Partial<Pending> = {}): Pending => ({
  clientId: 'c1',
  text: 'Does it fit?',
  files: [],
  at: '2026-11-24T10:00:00.000Z',
  state: 'received',
  passing: true,
  code: '',
  messageId: null,
  ...part,
});

describe('the history', () => {
  it('stands in the order of the conversation, each message once', () => {
    expect(merge([message(3), message(1)], [message(2), message(3)]).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('takes the newer copy, with what was told meanwhile', () => {
    expect(merge([message(1)], [message(1, { told: 'Received 10:01 · reply by 12:00' })])[0]?.told).toBe('Received 10:01 · reply by 12:00');
  });

  it('calls news only what others wrote and was not there', () => {
    const mia = message(2, { from: 'us', authorName: 'Mia' });
    expect(newAnswers([message(1)], [message(1), mia, message(3)])).toEqual([mia]);
    expect(newAnswers([mia], [mia])).toEqual([]);
  });
});

describe('a message on its way', () => {
  it('gives way to its own copy in the history', () => {
    expect(stillPending([pending({ messageId: 'm1' })], [message(1)])).toEqual([]);
    expect(stillPending([pending({ clientId: 'm1', state: 'sending' })], [message(1)])).toEqual([]);
    expect(stillPending([pending()], [message(1, { text: 'Does it fit?' })])).toEqual([]);
  });

  it('written twice with the same words is not taken for one', () => {
    const twice = [pending(), pending({ clientId: 'c2' })];
    expect(stillPending(twice, [message(1, { text: 'Does it fit?' })])).toEqual([twice[1]]);
  });

  it('not yet accepted stays, even beside an older message with the same words', () => {
    const mine = pending({ state: 'failed' });
    expect(stillPending([mine], [message(1, { text: 'Does it fit?' })])).toEqual([mine]);
  });

  it('accepted just now is not taken for what was asked yesterday', () => {
    const mine = pending();
    expect(stillPending([mine], [message(1, { text: 'Does it fit?', at: '2026-11-23T10:00:00.000Z' })])).toEqual([mine]);
  });
});

describe('the line to the server', () => {
  it('waits longer each time, never more than half a minute, never less than half a second', () => {
    expect([1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, 1))).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(backoffMs(50, 0)).toBe(500);
  });

  it('reads refusals by their code and a proxy’s page as none', () => {
    expect(readAnswer(422, '{"code":"address_invalid"}')).toEqual({ ok: false, status: 422, code: 'address_invalid' });
    expect(readAnswer(200, '<html>Sign in to this wifi</html>')).toEqual({ ok: false, status: 200, code: 'not_json' });
    expect(readAnswer(204, '')).toEqual({ ok: true, body: null });
  });
});

describe('a day', () => {
  it('begins at midnight of the reader, not 24 hours ago', () => {
    const now = new Date(2026, 10, 24, 0, 30);
    expect(daysBefore(new Date(2026, 10, 23, 23, 50).toISOString(), now)).toBe(1);
    expect(daysBefore(new Date(2026, 10, 24, 0, 5).toISOString(), now)).toBe(0);
  });
});
