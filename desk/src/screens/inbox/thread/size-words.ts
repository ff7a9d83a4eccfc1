/** How large is a file, in words? */
import { currentLanguage } from '../../../words/say.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function sizeWords(sizeBytes: number, locale: string = currentLanguage()): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, sizeBytes)) / Math.log(1000)));
  const amount = sizeBytes / 1000 ** step;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    maximumFractionDigits: amount < 10 && step > 1 ? 1 : 0,
  }).format(amount);
}
