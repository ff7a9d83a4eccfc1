import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import { languages } from '../commitment/words/language.ts';
import { lateApologyAt } from './apology.ts';
import { lateWords } from './late-words.ts';
import { lateKind, lateSentence } from './late-sentence.ts';
import { liveWordingIn } from './live-words.ts';
import { holdsBack, lookAt } from './look-at.ts';
import { promisedDates } from './promised-date.ts';
import { urgencyIn } from './urgent-words.ts';

/** Wednesday 25 November 2026, 10:00 in Berlin. */
const nowAt = Date.UTC(2026, 10, 25, 9);
const zone = 'Europe/Berlin';
const delay = { wroteAt: nowAt - 4 * dayMs, missedAt: [], isComplaint: false, sendAt: nowAt, zone, locale: 'en', agent: 'Ana' };

describe('the first sentence of a late answer', () => {
  it.each([
    [[], false, null],
    [[], true, 'complaint'],
    [[nowAt - 20 * minuteMs], false, 'short'],
    [[nowAt - 2 * hourMs], true, 'sameDay'],
    [[nowAt - 20 * hourMs], false, 'days'],
    [[nowAt - 3 * dayMs], false, 'long'],
    [[nowAt - 2 * dayMs, nowAt - hourMs], false, 'again'],
  ] as const)('fits the delay: %j, complaint %s: %s', (missedAt, isComplaint, kind) => {
    expect(lateKind({ ...delay, missedAt, isComplaint })).toBe(kind);
  });

  it('says what we had said, in the customer’s language', () => {
    expect(lateSentence({ ...delay, missedAt: [nowAt - 2 * hourMs] })).toBe(
      'I’m sorry: we said 8:00 am on Wednesday 25 November, and this comes 2 hours late.',
    );
    expect(lateSentence({ ...delay, missedAt: [nowAt - 20 * hourMs], locale: 'de' })).toBe(
      'Es tut mir leid, dass Sie 4 Tage warten mussten. Wir hatten Dienstag, 24. November, 14:00 Uhr zugesagt und das nicht eingehalten. Hier ist Ihre Antwort.',
    );
    expect(lateSentence({ ...delay, missedAt: [nowAt - 4 * dayMs], locale: 'de' })).toContain('Sie haben am 21. November geschrieben');
  });

  it('is itself an apology for lateness, in English and German, and has every sentence in every language', () => {
    for (const language of ['en', 'de', 'de-du'] as const)
      for (const text of Object.values(lateWords[language])) expect(lateApologyAt(text), text).not.toBeNull();
    for (const language of languages) expect(Object.keys(lateWords[language])).toEqual(Object.keys(lateWords.en));
  });
});

describe('what holds an answer back', () => {
  const writing = { draft: 'Here you are.', turns: [{ from: 'customer' as const, text: 'Where is my chair?' }], known: [], sendAt: nowAt };
  const late = { ...writing, missedAt: [nowAt - hourMs], stance: 'async' as const, isPublic: false, zone };

  it('is a late answer that does not say so, and a sentence left unfinished', () => {
    expect(
      lookAt(late)
        .filter(holdsBack)
        .map(({ reason }) => reason),
    ).toEqual(['missed']);
    expect(
      lookAt({ ...late, draft: 'I apologise, you waited too long. {whatNow}' })
        .filter(holdsBack)
        .map(({ reason }) => reason),
    ).toEqual(['whatNow']);
    expect(lookAt({ ...late, draft: 'Sorry this is a little later than we said.' }).filter(holdsBack)).toEqual([]);
    expect(lookAt({ ...late, missedAt: [nowAt + hourMs] }).filter(holdsBack)).toEqual([]);
  });
});

describe('live-sounding words', () => {
  it.each([
    ['en', 'Adding you to the queue now.'],
    ['en', 'We look at it and put you through to an agent.'],
    ['en', 'You will be put through to an agent.'],
    ['de', 'Ich stelle Sie gleich durch.'],
    ['fr', 'Un instant s’il vous plaît, je vous mets en relation avec un conseiller.'],
    ['es', 'Un momento, por favor. Le paso ahora con un compañero.'],
    ['pt', 'Aguarde um momento, vou transferi-lo para um colega.'],
    ['ja', '担当者にお繋ぎいたします。少々お待ちください。'],
    ['ar', 'لحظة من فضلك، جاري تحويلك إلى موظف.'],
  ])('are found in %s, with what can truly be said instead', (_, text) => {
    const found = liveWordingIn(text);
    expect(found.length).toBeGreaterThan(0);
    for (const { suggestion } of found) expect(liveWordingIn(suggestion)).toEqual([]);
  });

  it.each([
    'I am sorry that we put you through this.',
    'Hold the button and wait until the light is green; it takes a moment.',
    'Das dauert einen Augenblick, dann ist der Drucker verbunden.',
    'Votre commande est en route depuis un moment.',
    'Llegará en un momento del día que usted elija.',
    'ご返信をお待ちしております。',
    'سنرد عليك خلال يوم.',
  ])('are not seen where nobody is said to be waiting: %s', (text) => {
    expect(liveWordingIn(text)).toEqual([]);
  });
});

describe('times promised in an answer', () => {
  it.each([
    ['We’ll write to you by Friday.', '2026-11-27T22:59:00.000Z'],
    ['I’ll call you tomorrow at 3 pm.', '2026-11-26T14:00:00.000Z'],
    ['You’ll hear from us within two working days.', '2026-11-27T22:59:00.000Z'],
    ['Wir melden uns bis morgen 15 Uhr.', '2026-11-26T14:00:00.000Z'],
    ['Sie hören bis 1.12. von uns.', '2026-12-01T22:59:00.000Z'],
    ['I will send it on 3 January.', '2027-01-03T22:59:00.000Z'],
  ])('mean an instant: %s', (text, instant) => {
    expect(promisedDates(text, nowAt, zone).map(({ dueAt }) => new Date(dueAt).toISOString())).toEqual([instant]);
  });

  it('are none where the time is not ours to keep', () => {
    expect(promisedDates('If you send it back by Friday, use the blue label.', nowAt, zone)).toEqual([]);
    expect(promisedDates('I will send it on 31 February.', nowAt, zone)).toEqual([]);
  });

  it('follow the clocks when they change', () => {
    const before = Date.UTC(2026, 9, 24, 9);
    expect(promisedDates('I’ll call you tomorrow at 9 am.', before, zone)[0]?.dueAt).toBe(Date.UTC(2026, 9, 25, 8));
  });
});

describe('words of danger and of an outage', () => {
  it.each([
    ['There is a smell of gas in the kitchen', 'safety'],
    ['Bei uns riecht es stark nach Gas', 'safety'],
    ['Il y a une fuite de gaz', 'safety'],
    ['Mi padre está inconsciente', 'safety'],
    ['Há fuga de gás no prédio', 'safety'],
    ['充電器が発火しました', 'safety'],
    ['هناك تسرب غاز في المنزل', 'safety'],
    ['Your whole site is down', 'outage'],
    ['Seit heute früh kein Internet', 'outage'],
    ['Le site est en panne', 'outage'],
    ['El servidor está caído', 'outage'],
    ['O sistema está fora do ar', 'outage'],
    ['昨日から停電しています', 'outage'],
    ['الموقع لا يعمل', 'outage'],
    ['What a killer deal, I am dead tired of my smoke alarm', null],
    ['Ich bin todmüde, der Feuerlöscher kam an', null],
  ])('%s: %s', (text, urgency) => {
    expect(urgencyIn(text)).toBe(urgency);
  });
});
