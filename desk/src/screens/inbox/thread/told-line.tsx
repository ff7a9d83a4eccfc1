/** What we told the customer about time, word for word, where it was said, and how it ended. */
import type { CommitmentRecord } from '@meanwhile/wire/records.ts';
import { Check, Clock, X } from 'lucide-react';
import { say } from '../../../words/say.ts';
import { fullWords, momentWords } from '../../../words/times.ts';

export function endingWords(told: CommitmentRecord): string {
  return told.ending === null ? say('told.open', { when: momentWords(told.dueAt) }) : say(`told.${told.ending}`);
}

export function ToldLine({ told }: { readonly told: CommitmentRecord }) {
  const Icon = told.ending === 'kept' ? Check : told.ending === 'broken' ? X : Clock;
  const tone = told.ending === 'kept' ? 'text-green' : told.ending === 'broken' ? 'text-red' : 'text-faint';
  return (
    <p className="flex items-start gap-2 text-small text-muted" title={fullWords(told.toldAt)}>
      <Icon size={14} aria-hidden className={`mt-[3px] shrink-0 ${tone}`} />
      <span className="min-w-0 wrap-anywhere">
        <span className="sr-only">{say('told.label')}: </span>
        <span lang={told.locale}>“{told.words}”</span>{' '}
        <span className={`whitespace-nowrap ${told.ending === null ? 'text-faint' : tone}`}>· {endingWords(told)}</span>
      </span>
    </p>
  );
}
