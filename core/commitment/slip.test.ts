/** Who is told a new time after a missed one, when, and in which words. */
import { describe, expect, it } from 'vitest';
import { compile, localInstant } from '../calendar/compile.ts';
import type { CalendarId } from '../kernel/ids.ts';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { starterWeekly } from './policy.ts';
import { sayMissed, sayMissedMail, slipWords } from './slip-words.ts';
import { decideSlip, type SlipFacts } from './slip.ts';
import { languages } from './words/language.ts';
import { placeholdersIn } from './words/fill.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => localInstant(text, zone);
const calendar = { id: 'nora' as CalendarId, version: 1, zone, weekly: starterWeekly, exceptions: {} };
const compiled = compile(calendar, at('2026-11-01T00:00'), at('2027-03-01T00:00'));
const policy = { policy: { replyWithinMs: 4 * hourMs }, compiled };
const missed = { missedAt: at('2026-11-24T14:00'), askedAt: at('2026-11-24T10:00') };
const waiting: SlipFacts = {
  state: 'open',
  ball: 'us',
  spam: false,
  unansweredSinceAt: missed.askedAt,
  runs: false,
  isBlocked: false,
  isSuppressed: false,
  answerGoesOutAt: null,
  isHeard: false,
  zone,
  isStopped: false,
};
const decide = (part: Partial<SlipFacts> = {}, nowAt = missed.missedAt + 1, told: typeof policy | null = policy) =>
  decideSlip(missed, { ...waiting, ...part }, told, nowAt);

describe('after a missed time', () => {
  it('the whole reply time runs again from the breach, in open time', () => {
    expect(decide()).toEqual({ tell: 'now', dueAt: at('2026-11-25T10:00') });
    expect(decide({ ball: 'other' })).toMatchObject({ tell: 'now' });
  });

  it('told a day late because we were down, it is one that can still be kept', () => {
    expect(decide({}, at('2026-11-25T14:10'))).toEqual({ tell: 'now', dueAt: at('2026-11-26T10:15') });
  });

  it.each<[string, Partial<SlipFacts>, string]>([
    ['was answered', { ball: 'customer', unansweredSinceAt: null }, 'not-waiting'],
    ['was answered and wrote something else', { unansweredSinceAt: missed.askedAt + 1 }, 'not-waiting'],
    ['is asked something by us', { ball: 'customer' }, 'not-waiting'],
    ['has a matter that is resolved', { state: 'resolved' }, 'not-waiting'],
    ['is spam', { spam: true }, 'not-waiting'],
    ['was told another time since', { runs: true }, 'told-since'],
    ['is blocked', { isBlocked: true }, 'blocked'],
    ['cannot be written to any more', { isSuppressed: true }, 'blocked'],
  ])('whoever %s is told nothing', (_, part, reason) => {
    expect(decide(part)).toEqual({ tell: 'never', reason });
  });

  it('nothing is told where no time can be said', () => {
    expect(decide({}, missed.missedAt + 1, null)).toEqual({ tell: 'never', reason: 'no-policy' });
    const rare = { policy: { replyWithinMs: 9_000 * hourMs }, compiled };
    expect(decide({}, missed.missedAt + 1, rare)).toEqual({ tell: 'never', reason: 'no-policy' });
  });

  it('an answer that can still be undone is waited for, not for ever', () => {
    const answerGoesOutAt = missed.missedAt + 8_000;
    expect(decide({ answerGoesOutAt })).toEqual({ tell: 'later', retryAt: answerGoesOutAt + 1_000 });
    expect(decide({ answerGoesOutAt }, answerGoesOutAt + 500)).toEqual({ tell: 'later', retryAt: answerGoesOutAt + 1_500 });
    expect(decide({ answerGoesOutAt }, answerGoesOutAt + minuteMs)).toMatchObject({ tell: 'now' });
  });

  it('when enough automatic messages went out, it is looked at again in an hour', () => {
    expect(decide({ isStopped: true })).toEqual({ tell: 'later', retryAt: missed.missedAt + 1 + hourMs });
  });

  it('at night only mail is written; the rest waits for the morning of the customer', () => {
    const elsewhere = { zone: 'America/Los_Angeles' };
    expect(decide({ isHeard: true, ...elsewhere })).toEqual({ tell: 'later', retryAt: at('2026-11-24T16:00') });
    expect(decide(elsewhere)).toMatchObject({ tell: 'now' });
    expect(decide({ isHeard: true })).toMatchObject({ tell: 'now' });
  });
});

describe('what they read', () => {
  const saying = { firstBy: '10:00 am on Friday 27 November', newBy: '10:00 am on Monday 30 November' };

  it('says what we said, that we are sorry, and the new time', () => {
    expect(sayMissed({ ...saying, locale: 'en' })).toBe(
      "We told you 10:00 am on Friday 27 November. We didn't manage that, and we're sorry. We'll reply by 10:00 am on Monday 30 November. You don't need to do anything.",
    );
    expect(sayMissedMail({ ...saying, locale: 'de-AT', link: 'https://l.example/#c=1', brand: 'Lantern' })).toMatch(
      /^Wir hatten Ihnen .* zugesagt\. .*Sie brauchen nichts zu tun\. Alles bisher: https:\/\/l\.example\/#c=1\. \(Automatisch gesendet von Lantern\.\)$/,
    );
  });

  it.each(languages)('%s names the same facts, and shouts at nobody', (language) => {
    const { missed: after, coming, mail, still } = slipWords[language];
    const text = after + coming;
    for (const one of [after, coming]) expect(placeholdersIn(one)).toEqual(['firstBy', 'newBy']);
    expect(placeholdersIn(mail)).toEqual(['brand', 'link', 'words']);
    expect(placeholdersIn(still)).toEqual(['newBy']);
    expect(text + mail + still).not.toMatch(/[!！¡]|unfortunately|leider|malheureusement|lamentablemente|infelizmente/u);
    if (language === 'de-du') expect(text).not.toMatch(/\b(Sie|Ihnen|Ihr)\b/);
  });
});

describe('before a time that will very likely be missed', () => {
  const soonAt = missed.missedAt - 40 * minuteMs;

  it('the reply time runs again from now, in open time, and ends after what was told', () => {
    expect(decide({}, soonAt)).toEqual({ tell: 'now', dueAt: at('2026-11-25T09:30') });
    const short = { policy: { replyWithinMs: 15 * minuteMs }, compiled };
    expect(decide({}, soonAt, short)).toEqual({ tell: 'now', dueAt: missed.missedAt + 15 * minuteMs });
  });

  it('nobody is told who was answered, is told another time already, or whose answer is on its way', () => {
    expect(decide({ ball: 'customer', unansweredSinceAt: null }, soonAt)).toEqual({ tell: 'never', reason: 'not-waiting' });
    expect(decide({ runs: true }, soonAt)).toEqual({ tell: 'never', reason: 'told-since' });
    expect(decide({ answerGoesOutAt: soonAt + 5_000 }, soonAt)).toMatchObject({ tell: 'later' });
  });

  it('from nine in the evening to eight in the morning of the customer only mail is written', () => {
    const late = { missedAt: at('2026-11-24T23:00'), askedAt: missed.askedAt };
    const asked = (nowAt: number, isHeard: boolean) => decideSlip(late, { ...waiting, isHeard }, policy, nowAt);
    expect(asked(at('2026-11-24T20:59'), true)).toMatchObject({ tell: 'now' });
    expect(asked(at('2026-11-24T21:00'), true)).toEqual({ tell: 'later', retryAt: at('2026-11-25T08:00') });
    expect(asked(at('2026-11-24T21:00'), false)).toMatchObject({ tell: 'now' });
  });

  it('in each language it says so as of something to come, and names what can be pressed; both only to whom it is a mail', () => {
    const saying = { firstBy: '2 pm', newBy: '5 pm', isComing: true } as const;
    const choices = { link: 'https://l.example/slip/x', canAdd: false };
    for (const locale of languages) {
      const words = sayMissed({ ...saying, locale, choices });
      expect(words).toContain(`\n\n${slipWords[locale].urgent}: https://l.example/slip/x`);
      expect(words).not.toBe(sayMissed({ ...saying, isComing: false, locale, choices }));
      const mail = sayMissedMail({
        ...saying,
        locale,
        choices: { ...choices, canAdd: true },
        link: 'https://l.example/m',
        brand: 'Lantern',
      });
      expect(mail).toContain(slipWords[locale].add);
    }
  });
});
