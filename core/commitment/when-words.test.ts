/** How times read, in each language, today, tomorrow, later, stored, and for a reader elsewhere. */
import { describe, expect, it } from 'vitest';
import { localInstant } from '../calendar/compile.ts';
import { formatDuration } from './duration-words.ts';
import { formatTime, formatWhen } from './when-words.ts';
import type { WhenPlace } from './when-words.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => localInstant(text, zone);
const nowAt = at('2026-11-23T11:00');
const say = (locale: string, text: string, part: { stored?: boolean; readerZone?: string; place?: WhenPlace } = {}) =>
  formatWhen({ at: at(text), nowAt, zone, locale, stored: part.stored ?? false, readerZone: part.readerZone }, part.place);

describe('times told to customers', () => {
  it.each([
    ['en', '2:30 pm today', '10:00 am tomorrow (Tuesday)', '10:00 am on Friday 27 November'],
    ['en-GB', '2:30 pm today', '10:00 am tomorrow (Tuesday)', '10:00 am on Friday 27 November'],
    ['de', 'heute 14:30 Uhr', 'morgen (Dienstag) 10:00 Uhr', 'Freitag, 27. November, 10:00 Uhr'],
    ['de-du', 'heute 14:30 Uhr', 'morgen (Dienstag) 10:00 Uhr', 'Freitag, 27. November, 10:00 Uhr'],
    ['fr', 'aujourd’hui à 14:30', 'demain (mardi) à 10:00', 'le vendredi 27 novembre à 10:00'],
    ['es', 'hoy a las 14:30', 'mañana (martes) a las 10:00', 'el viernes 27 de noviembre a las 10:00'],
    ['pt-BR', 'hoje às 14:30', 'amanhã (terça-feira) às 10:00', 'sexta-feira, 27 de novembro, às 10:00'],
    ['ja', '今日の14:30', '明日（火曜日）の10:00', '11月27日（金曜日）の10:00'],
    ['ar', 'اليوم الساعة 2:30 م', 'غدًا (الثلاثاء) الساعة 10:00 ص', 'يوم الجمعة 27 نوفمبر الساعة 10:00 ص'],
    ['tlh', '2:30 pm today', '10:00 am tomorrow (Tuesday)', '10:00 am on Friday 27 November'],
  ])('in %s', (locale, today, tomorrow, later) => {
    const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
    expect(plain(say(locale, '2026-11-23T14:30'))).toBe(today);
    expect(plain(say(locale, '2026-11-24T10:00'))).toBe(tomorrow);
    expect(plain(say(locale, '2026-11-27T10:00'))).toBe(later);
    expect(plain(say(locale, '2026-11-27T10:00', { stored: true }))).toBe(later);
  });

  it('a stored text names weekday and date even for today', () => {
    expect(say('en', '2026-11-23T14:30', { stored: true })).toBe('2:30 pm on Monday 23 November');
    expect(say('de', '2026-11-24T10:00', { stored: true })).toBe('Dienstag, 24. November, 10:00 Uhr');
  });

  it('opening times read naturally after “back”', () => {
    expect(say('en', '2026-11-24T09:00', { place: 'opens' })).toBe('tomorrow at 9:00 am');
    expect(say('de', '2026-11-24T09:00', { place: 'opens' })).toBe('morgen um 9:00 Uhr');
    expect(say('en', '2026-11-23T13:00', { place: 'opens' })).toBe('today at 1:00 pm');
    expect(say('de', '2026-11-27T09:00', { place: 'opens' })).toBe('am Freitag, 27. November, um 9:00 Uhr');
  });

  it('noon and midnight are 12, in the right half of the day', () => {
    expect(say('en', '2026-11-23T12:00')).toBe('12:00 pm today');
    expect(say('en', '2026-11-24T00:15')).toBe('12:15 am tomorrow (Tuesday)');
  });

  it('a reader in New York reads their own time, and which one it is', () => {
    expect(say('en', '2026-11-24T10:00', { readerZone: 'America/New_York' })).toBe('4:00 am EST tomorrow (Tuesday)');
    expect(say('en', '2026-11-24T02:00', { readerZone: 'America/New_York' })).toBe('8:00 pm EST today');
  });

  it('a reader whose clock shows the same is not bothered with zone names', () => {
    expect(say('en', '2026-11-24T10:00', { readerZone: 'Europe/Vienna' })).toBe('10:00 am tomorrow (Tuesday)');
  });

  it('the first of the month is “1er” in French, one o’clock “a la 1:00” in Spanish', () => {
    expect(say('fr', '2026-12-01T09:05')).toBe('le mardi 1er décembre à 9:05');
    expect(say('es', '2026-12-01T01:00')).toBe('el martes 1 de diciembre a la 1:00');
  });

  it('in the repeated hour of autumn both readings are said as the clock shows them', () => {
    const first = localInstant('2026-10-25T02:30', zone);
    expect(formatTime({ at: first, zone, locale: 'de' })).toBe('2:30 Uhr');
    expect(formatTime({ at: first + 3_600_000, zone, locale: 'de' })).toBe('2:30 Uhr');
  });
});

describe('how long', () => {
  it.each([
    [40, 'en', '40 minutes'],
    [1, 'en', '1 minute'],
    [0, 'en', '1 minute'],
    [60, 'en', '1 hour'],
    [59.6, 'en', '1 hour'],
    [150, 'en', '3 hours'],
    [36 * 60, 'en', '36 hours'],
    [72 * 60, 'en', '3 days'],
    [72 * 60, 'de', '3 Tage'],
    [40, 'de', '40 Minuten'],
    [72 * 60, 'fr', '3 jours'],
    [40, 'ja', '40 分'],
  ])('%d minutes in %s are “%s”', (minutes, locale, expected) => {
    expect(formatDuration(minutes * 60_000, locale).replace('\u00a0', ' ')).toBe(expected);
  });
});
