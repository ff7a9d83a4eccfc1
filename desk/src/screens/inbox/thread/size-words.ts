/** How large is a file, in words? */
import { currentLanguage } from '../../../words/say.ts';

const units = ['kilobyte', 'megabyte', 'gigabyte'] as const;

export function sizeWords(sizeBytes: number, locale: string = currentLanguage()): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3) - 1));
  const amount = Math.max(0.1, sizeBytes / 1000 ** (step + 1));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'kilobyte',
    maximumFractionDigits: amount < 10 ? 1 : 0,
  }).format(amount);
}
