/** What customers are told, when, and what the sentence says: Nora's shop in Berlin, Monday to Friday 9 to 5. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, isWithinOrClosing } from '../calendar/business-time.ts';
import type { CalendarVersion } from '../calendar/calendar.ts';
import { compile, localInstant } from '../calendar/compile.ts';
import type { CalendarId } from '../kernel/ids.ts';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { checkPolicy, sayEmailAck, sayEntry, sayMessengerAck, starterReplyWithinMs, starterWeekly, tell } from './policy.ts';
import type { EntryFacts } from './policy.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => localInstant(text, zone);
const calendar: CalendarVersion = {
  id: '01980000-0000-7000-8000-000000000003' as CalendarId,
  version: 1,
  zone,
  weekly: starterWeekly,
  exceptions: { '2026-12-25': [], '2026-12-28': [], '2026-12-24': [{ open: '09:00', close: '12:50' }] },
  exceptionNames: { '2026-12-25': 'Christmas' },
};
const fromAt = at('2026-11-01T00:00');
const toAt = at('2027-11-01T00:00');
const compiled = compile(calendar, fromAt, toAt);
const fourHours = { replyWithinMs: 4 * hourMs };
const entry = (now: string, part: Partial<EntryFacts> = {}) =>
  sayEntry({
    policy: fourHours,
    compiled,
    calendar,
    nowAt: at(now),
    locale: 'en',
    contactKnown: true,
    notices: { email: true, sms: false },
    ...part,
  });

describe('the time told', () => {
  it.each([
    ['a message at 9:07 is answered within four open hours, rounded up to the quarter', '2026-11-24T09:07', 4 * hourMs, '2026-11-24T13:15'],
    ['a message on the quarter stays on it', '2026-11-24T09:15', 4 * hourMs, '2026-11-24T13:15'],
    ['a message at four o’clock is told tomorrow noon', '2026-11-24T16:00', 4 * hourMs, '2026-11-25T12:00'],
    ['a message at night counts from the morning', '2026-11-24T23:30', 4 * hourMs, '2026-11-25T13:00'],
    ['an exact fit is told as closing time, not as the next morning', '2026-11-24T13:00', 4 * hourMs, '2026-11-24T17:00'],
    ['rounding never goes past closing time', '2026-12-24T09:00', 3 * hourMs + 46 * minuteMs, '2026-12-24T12:50'],
    ['one working day from Friday afternoon is Monday afternoon', '2026-11-27T15:20', starterReplyWithinMs, '2026-11-30T15:30'],
  ])('%s', (_sentence, received, replyWithinMs, expected) => {
    expect(tell({ replyWithinMs }, compiled, at(received)).dueAt).toBe(at(expected));
  });

  it('is never before the policy allows, at most a quarter of an hour after, and never in closed time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: fromAt, max: at('2027-08-01T00:00') }),
        fc.integer({ min: minuteMs, max: 80 * hourMs }),
        (receivedAt, replyWithinMs) => {
          const { dueAt } = tell({ replyWithinMs }, compiled, receivedAt);
          const roundedByMs = dueAt - add(compiled, receivedAt, replyWithinMs);
          return roundedByMs >= 0 && roundedByMs < 15 * minuteMs && isWithinOrClosing(compiled, dueAt);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('a policy that the open hours cannot hold is refused', () => {
    const nowAt = at('2026-11-24T12:00');
    expect(checkPolicy(fourHours, compiled, nowAt)).toBeNull();
    expect(checkPolicy({ replyWithinMs: 0 }, compiled, nowAt)?.refused).toBe('reply_time_missing');
    expect(checkPolicy({ replyWithinMs: Number.NaN }, compiled, nowAt)?.refused).toBe('reply_time_missing');
    expect(checkPolicy({ replyWithinMs: 9_000 * hourMs }, compiled, nowAt)?.refused).toBe('reply_time_unreachable');
    expect(
      checkPolicy(
        fourHours,
        compile({ ...calendar, weekly: { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] }, exceptions: {} }, fromAt, toAt),
        nowAt,
      )?.refused,
    ).toBe('reply_time_unreachable');
  });
});

describe('the sentence above the writing field', () => {
  it('tells the time and that the page can be closed', () => {
    expect(entry('2026-11-24T16:00')).toEqual({
      key: 'entry.later',
      words: "Write to us any time. We'll reply by 12:00 pm tomorrow (Wednesday). You can close this page; we'll email you the answer.",
      by: '12:00 pm tomorrow (Wednesday)',
      dueAt: at('2026-11-25T12:00'),
    });
  });

  it('offers notice to whoever we cannot reach yet, by the ways we really have', () => {
    expect(entry('2026-11-24T09:00', { contactKnown: false }).key).toBe('entry.later.noContact.email');
    expect(entry('2026-11-24T09:00', { contactKnown: false, notices: { email: true, sms: true } }).words).toBe(
      "Write to us any time. We'll reply by 1:00 pm today. Leave an email address or phone number and we'll tell you when the answer is here.",
    );
  });

  it('promises no mail where none can be sent', () => {
    expect(entry('2026-11-24T09:00', { notices: { email: false, sms: false } }).words).not.toMatch(/email/);
  });

  it('says when the shop is back outside its hours', () => {
    expect(entry('2026-11-24T19:00').words).toBe(
      "We're closed now and back tomorrow at 9:00 am. Write whenever you like: we'll reply by 1:00 pm tomorrow (Wednesday).",
    );
    expect(entry('2026-11-24T07:00', { locale: 'de' }).words).toBe(
      'Wir haben gerade geschlossen und sind heute um 9:00 Uhr wieder da. Schreiben Sie ruhig jetzt: Wir antworten bis heute 13:00 Uhr.',
    );
  });

  it('names the holiday on the day itself, and only if it has a name', () => {
    expect(entry('2026-12-25T10:00').words).toBe(
      "We're closed for Christmas and back on Tuesday 29 December at 9:00 am. Write whenever you like: we'll reply by 1:00 pm on Tuesday 29 December.",
    );
    expect(entry('2026-12-28T10:00').key).toBe('entry.closed');
    expect(entry('2026-12-24T15:00').key).toBe('entry.closed');
  });

  it('uses du where the shop does', () => {
    expect(entry('2026-11-24T09:00', { locale: 'de', informal: true }).words).toBe(
      'Schreib uns, wann es dir passt. Wir antworten bis heute 13:00 Uhr. Du kannst die Seite schließen: Die Antwort kommt per E-Mail.',
    );
  });
});

describe('the confirmation', () => {
  const received = { receivedAt: at('2026-11-24T14:02'), dueAt: at('2026-11-25T10:00'), zone };

  it('by email names weekday and date, so that it is still true next week', () => {
    expect(sayEmailAck({ ...received, locale: 'en', brand: 'Nora’s', link: 'https://nora.example/c/1', ref: '1042' }).words).toBe(
      "Your message reached us at 2:02 pm on Tuesday 24 November. We'll reply by 10:00 am on Wednesday 25 November. Something to add? Just answer this email. Everything so far: https://nora.example/c/1. Your number is 1042; you only need it on the phone. (Sent automatically by Nora’s.)",
    );
    expect(sayEmailAck({ ...received, locale: 'de', brand: 'Nora', link: 'L', ref: '1042' }).words).toMatch(
      /^Ihre Nachricht ist um 14:02 Uhr am Dienstag, 24\. November, bei uns angekommen\. Wir antworten bis Mittwoch, 25\. November, 10:00 Uhr\./,
    );
  });

  it('in the messenger is one line under the message', () => {
    expect(sayMessengerAck({ ...received, locale: 'en' }).words).toBe('Received 2:02 pm · reply by 10:00 am on Wednesday 25 November');
    expect(sayMessengerAck({ ...received, locale: 'de' }).words).toBe(
      'Angekommen 14:02 Uhr · Antwort bis Mittwoch, 25. November, 10:00 Uhr',
    );
  });
});
