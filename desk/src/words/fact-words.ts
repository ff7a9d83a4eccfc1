/** How are a fact's value and its source said? From the record alone. */
import type { CustomerFact } from '@meanwhile/wire/facts.ts';
import { currentLanguage, say } from './say.ts';
import { momentWords } from './times.ts';

/** A day as the reader writes it. */
export function valueWords({ kind, value }: Pick<CustomerFact, 'kind' | 'value'>): string {
  if (kind !== 'birthday') return value;
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(value));
}

export const factName = ({ kind, label }: Pick<CustomerFact, 'kind' | 'label'>): string =>
  kind === 'other' ? label : say(`facts.kind.${kind}`);

/** Fits after “from”. */
export function sourceWords({ source, recordedBy, recordedAt }: CustomerFact): string {
  return say(`facts.from.${source}`, { name: recordedBy ?? say('facts.someone'), when: momentWords(recordedAt) });
}
