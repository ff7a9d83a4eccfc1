/** What may stand in a field of a case, and in which one spelling is it kept? Equal values are equal texts, so that they can be looked for. */
import { limits } from '../kernel/limits.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';

export type FieldKind = 'text' | 'number' | 'date' | 'choice';

export interface FieldRule {
  readonly kind: FieldKind;
  /** Of a choice. */
  readonly choices: readonly string[];
}

export const fieldChars = limits.keptValueChars;

/** The value as it is kept. Numbers take a comma or a point and lose what means nothing (“007,50” is 7.5); dates are days, YYYY-MM-DD. */
export function fieldValue(rule: FieldRule, written: string): string | Refusal<'field_invalid'> {
  const text = written.normalize('NFC').trim();
  if (text === '' || text.length > fieldChars) return refuse('field_invalid', `1 to ${fieldChars} characters.`);
  switch (rule.kind) {
    case 'text':
      return text.replace(/\s+/g, ' ');
    case 'number': {
      if (!/^-?\d{1,15}([.,]\d{1,6})?$/.test(text)) return refuse('field_invalid', 'A number.');
      const number = Number(text.replace(',', '.'));
      return String(number === 0 ? 0 : number);
    }
    case 'date':
      return isDay(text) ? text : refuse('field_invalid', 'A day, YYYY-MM-DD.');
    case 'choice':
      return rule.choices.includes(text) ? text : refuse('field_invalid', 'One of the choices.');
  }
}

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day that exists, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day >= 1 && day <= (month === 2 && !isLeap ? 28 : monthDays[month - 1]!);
}
