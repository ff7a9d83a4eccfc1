/** Which messages get a time told, how a time told ends, and what the clock and the chip show meanwhile. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, localInstant } from '../calendar/compile.ts';
import type { CalendarId } from '../kernel/ids.ts';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { effectiveDueAt, runningClock, stopClock } from './clock.ts';
import { dueChip } from './due-chip.ts';
import { judge, latenessMs } from './ending.ts';
import { isThanksOnly } from './is-thanks.ts';
import { starterWeekly } from './policy.ts';
import { asksSomething, decideTurn } from './turn.ts';
import type { IncomingTurn, LastTold } from './turn.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => localInstant(text, zone);
const calendar = { id: 'nora' as CalendarId, version: 1, zone, weekly: starterWeekly, exceptions: {} };
const compiled = compile(calendar, at('2026-11-01T00:00'), at('2027-03-01T00:00'));
const policy = { replyWithinMs: 4 * hourMs };
const receivedAt = at('2026-11-24T10:00');
const dueAt = at('2026-11-24T14:00');
const turn: IncomingTurn = {
  receivedAt,
  toldAt: receivedAt,
  wasHeldBack: false,
  automatic: false,
  thanksOnly: false,
  asks: true,
  ballBefore: 'customer',
  startedByUs: false,
};
const decide = (part: Partial<IncomingTurn>, last: LastTold | null = null) =>
  decideTurn({ ...turn, toldAt: part.receivedAt ?? receivedAt, ...part }, last, policy, compiled);
const running: LastTold = { dueAt, ending: 'open' };

describe('one time told per customer turn', () => {
  it('a first message is told a time', () => {
    expect(decide({})).toEqual({ tell: true, dueAt });
  });

  it('a second message while the time still runs is told nothing new', () => {
    expect(decide({ ballBefore: 'us', receivedAt: receivedAt + hourMs }, running)).toEqual({ tell: false, reason: 'unchanged' });
    expect(decide({ ballBefore: 'other', receivedAt: receivedAt + hourMs }, running)).toEqual({ tell: false, reason: 'unchanged' });
  });

  it('a message after our answer is a new turn', () => {
    expect(decide({}, { dueAt, ending: 'kept' }).tell).toBe(true);
    expect(decide({}, running).tell).toBe(true);
  });

  it('a missed time brings a new one', () => {
    expect(decide({ ballBefore: 'us', receivedAt: dueAt + minuteMs }, running)).toEqual({ tell: true, dueAt: at('2026-11-25T10:15') });
    expect(decide({ ballBefore: 'us', receivedAt: dueAt + minuteMs }, { dueAt, ending: 'broken' }).tell).toBe(true);
  });

  it.each([
    ['told a little late, it is counted from the message', { toldAt: receivedAt + hourMs }, '2026-11-24T14:00'],
    ['a time that is over is not told', { toldAt: dueAt }, '2026-11-25T10:00'],
    ['what was held back is counted from when it was let through', { toldAt: receivedAt + hourMs, wasHeldBack: true }, '2026-11-24T15:00'],
    ['so is what lies before the compiled horizon', { receivedAt: compiled.fromAt - 1, toldAt: receivedAt }, '2026-11-24T14:00'],
  ] as const)('%s', (_what, part, told) => {
    expect(decide(part)).toEqual({ tell: true, dueAt: at(told) });
  });

  it.each([
    ['automatic mail', { automatic: true }, 'automatic'],
    ['thanks', { thanksOnly: true }, 'thanks'],
    ['a plain answer to a message of ours', { startedByUs: true, asks: false }, 'we-started'],
  ] as const)('%s is told nothing', (_what, part, reason) => {
    expect(decide(part)).toEqual({ tell: false, reason });
  });

  it('a question in a conversation we started is a question like any other', () => {
    expect(decide({ startedByUs: true, asks: asksSomething('It came broken. Can I have a new one?') }).tell).toBe(true);
  });
});

describe('only thanks', () => {
  it.each([
    'Thanks!',
    'thank you so much',
    'Great, thanks again.',
    'Thanks for your help 🙂',
    '🙏',
    'Vielen Dank!',
    'Super, danke schön. Viele Grüße',
    'Perfekt, herzlichen Dank für die schnelle Antwort',
    'Merci beaucoup !',
    'Merci pour votre aide, bonne journée',
    '¡Muchas gracias por su ayuda!',
    'Muito obrigada 😊',
    'ありがとうございました。',
    '本当にありがとうございます！',
    'شكرًا جزيلًا',
    'شكراً لكم على المساعدة',
  ])('“%s” is only thanks', (text) => {
    expect(isThanksOnly(text)).toBe(true);
  });

  it.each([
    '',
    'ok',
    'Yes, thanks',
    'No thanks',
    '👍',
    'Thanks, but it still does not work',
    'Thanks. When will it arrive?',
    'thanks?',
    'Thanks for nothing',
    'Danke, aber das hilft nicht',
    'Nein danke',
    'Danke, Bestellung 4711',
    'Merci de me rappeler',
    'gracias pero no',
    'ありがとう、でもまだです',
    'best regards',
    'Perfect',
    `${'thanks '.repeat(30)}`,
    'Thank',
    '__proto__',
    'شكرا لكن لا يعمل',
  ])('“%s” is not', (text) => {
    expect(isThanksOnly(text)).toBe(false);
  });

  it('thanks with a photo may be more than thanks', () => {
    expect(isThanksOnly('Thanks!', 1)).toBe(false);
  });

  it('a digit or a question mark anywhere always means someone may be waiting', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('thanks', 'danke', 'merci'),
        fc.constantFrom('?', '7', '？'),
        (word, mark) => !isThanksOnly(`${word} ${mark}`),
      ),
    );
  });
});

describe('how a time told ends', () => {
  const answered = (firstAnswerAt: number | null, nowAt: number) => judge({ dueAt }, { firstAnswerAt, release: null }, nowAt);

  it('an answer at the very instant is kept, a millisecond later it is broken, at the instant told', () => {
    expect(answered(dueAt, dueAt)).toEqual({ ending: 'kept', endedAt: dueAt });
    expect(answered(dueAt + 1, dueAt + 1)).toEqual({ ending: 'broken', endedAt: dueAt });
  });

  it('without an answer it is open until its time has passed', () => {
    expect(answered(null, dueAt)).toEqual({ ending: 'open' });
    expect(answered(null, dueAt + 1)).toEqual({ ending: 'broken', endedAt: dueAt });
  });

  it('noticing it a week late changes nothing', () => {
    expect(answered(dueAt + hourMs, dueAt + 168 * hourMs)).toEqual(answered(dueAt + hourMs, dueAt + hourMs));
  });

  it('the customer’s thanks release it, but only before it fell due', () => {
    const thanks = (releasedAt: number) =>
      judge({ dueAt }, { firstAnswerAt: null, release: { at: releasedAt, by: 'customer_thanks' } }, dueAt + hourMs);
    expect(thanks(dueAt - 1)).toEqual({ ending: 'released', endedAt: dueAt - 1, by: 'customer_thanks' });
    expect(thanks(dueAt + 1)).toEqual({ ending: 'broken', endedAt: dueAt });
  });

  it('an ending is never judged again', () => {
    const ending = { ending: 'broken', endedAt: dueAt } as const;
    expect(judge({ dueAt, ending }, { firstAnswerAt: dueAt - 1, release: null }, dueAt + 1)).toBe(ending);
    expect(latenessMs({ dueAt, ending }, dueAt + hourMs, dueAt + 5 * hourMs)).toBe(hourMs);
    expect(latenessMs({ dueAt, ending: { ending: 'kept', endedAt: dueAt } }, dueAt, dueAt)).toBeNull();
  });
});

describe('the clock behind it', () => {
  const facts = { firstAnsweredAt: null, unansweredSinceAt: receivedAt, cancelled: false };
  const target = { targetMs: 2 * hourMs, compiled };

  it('runs from the oldest unanswered message and is breached by the instant, not by the look', () => {
    expect(runningClock(facts, target, receivedAt)).toEqual({
      kind: 'first_response',
      startAt: receivedAt,
      dueAt: at('2026-11-24T12:00'),
      state: 'running',
    });
    expect(runningClock({ ...facts, firstAnsweredAt: receivedAt - 1 }, target, at('2026-11-24T12:01'))).toMatchObject({
      kind: 'next_response',
      state: 'breached',
    });
    expect(runningClock({ ...facts, unansweredSinceAt: null }, target, receivedAt)).toBeNull();
  });

  it('is met by an answer in time, and a cancelled one is neither met nor breached', () => {
    const clock = runningClock(facts, target, receivedAt);
    const cancelled = runningClock({ ...facts, cancelled: true }, target, receivedAt);
    expect(clock && stopClock(clock, clock.dueAt).state).toBe('met');
    expect(clock && stopClock(clock, clock.dueAt + 1).state).toBe('breached');
    expect(cancelled && stopClock(cancelled, receivedAt).state).toBe('cancelled');
  });

  it('the inbox goes by the earlier of clock and time told', () => {
    const clock = { dueAt: at('2026-11-24T12:00'), state: 'running' } as const;
    expect(effectiveDueAt(dueAt, clock)).toBe(clock.dueAt);
    expect(effectiveDueAt(dueAt, null)).toBe(dueAt);
    expect(effectiveDueAt(null, { ...clock, state: 'met' })).toBeNull();
    expect(effectiveDueAt(null, clock)).toBe(clock.dueAt);
  });
});

describe('the due chip', () => {
  const chip = (now: string, part: { dueAt?: number | null; locale?: string } = {}) =>
    dueChip({ dueAt, startAt: receivedAt, nowAt: at(now), zone, locale: 'en', compiled, ...part });

  it.each([
    ['2026-11-24T10:30', 'green', 'today 14:00', 'heute 14:00'],
    ['2026-11-24T13:18', 'amber', 'in 42 min', 'in 42 min'],
    ['2026-11-24T14:00', 'amber', 'in 1 min', 'in 1 min'],
    ['2026-11-24T14:12', 'red', 'late 12 min', '12 min verspätet'],
    ['2026-11-24T16:00', 'red', 'late 2 h', '2 h verspätet'],
    ['2026-11-27T14:00', 'red', 'late 3 d', '3 T. verspätet'],
  ])('at %s is %s and says “%s”', (now, tone, en, de) => {
    expect(chip(now)).toEqual({ tone, words: en });
    expect(chip(now, { locale: 'de' }).words).toBe(de);
  });

  it('says tomorrow, a weekday or a date for what is further off', () => {
    expect(chip('2026-11-24T10:30', { dueAt: at('2026-11-25T10:00') }).words).toBe('tomorrow 10:00');
    expect(chip('2026-11-24T10:30', { dueAt: at('2026-11-27T10:00') }).words).toBe('Fri 10:00');
    expect(chip('2026-11-24T10:30', { dueAt: at('2026-12-14T10:00'), locale: 'de' }).words).toBe('14. Dez. 10:00');
  });

  it('counts the quarter in open time: a Monday reply is not amber on Sunday', () => {
    const monday = { dueAt: at('2026-11-30T11:00'), startAt: at('2026-11-27T15:00'), nowAt: at('2026-11-29T20:00'), zone, locale: 'en' };
    expect(dueChip({ ...monday, compiled }).tone).toBe('green');
    expect(dueChip(monday).tone).toBe('amber');
  });

  it('is grey while someone else has the ball', () => {
    expect(chip('2026-11-24T10:30', { dueAt: null })).toEqual({ tone: 'waiting', words: 'waiting' });
  });
});
