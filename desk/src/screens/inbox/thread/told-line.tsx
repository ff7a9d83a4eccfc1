/** What we told the customer about time, word for word, where it was said, and how it ended. Long words are folded to the sentence with the time. */
import type { CommitmentRecord } from '@meanwhile/wire/records.ts';
import { Check, Clock, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { say } from '../../../words/say.ts';
import { fullWords, momentWords } from '../../../words/times.ts';
import { shortened } from './link-words.ts';

export function endingWords(told: CommitmentRecord): string {
  return told.ending === null ? say('told.open', { when: momentWords(told.dueAt) }) : say(`told.${told.ending}`);
}

/** What the time rests on: the reply time that held then, an estimate that was later than it (or sooner, where that is allowed), or a person's own word. */
export const basisWords = (told: CommitmentRecord): string => say(`told.basis.${told.basis}`);

const longChars = 140;
const isLong = (told: CommitmentRecord): boolean => told.words.length > longChars;

/** The stored words, then what the caller says of them. A link into the customer's own conversation is theirs, so it is shown and not offered. */
export function ToldWords({ told, children }: { readonly told: CommitmentRecord; readonly children: ReactNode }) {
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <span lang={told.locale} className={`wrap-anywhere ${isLong(told) && !isWhole ? 'line-clamp-3' : ''}`}>
        {say('quote', { text: shortened(told.words) })}
      </span>
      {children}
      {isLong(told) && (
        <button
          type="button"
          aria-expanded={isWhole}
          className="rounded-sm text-faint hover:text-ink hover:underline"
          onClick={() => setWhole(!isWhole)}
        >
          {say(isWhole ? 'told.less' : 'told.more')}
        </button>
      )}
    </>
  );
}

export function ToldLine({ told }: { readonly told: CommitmentRecord }) {
  const Icon = told.ending === 'kept' ? Check : told.ending === 'broken' ? X : Clock;
  const tone = told.ending === 'kept' ? 'text-green' : told.ending === 'broken' ? 'text-red' : 'text-faint';
  return (
    <div className="flex items-start gap-2 text-small text-muted" title={fullWords(told.toldAt)}>
      <Icon size={14} aria-hidden className={`mt-[3px] shrink-0 ${tone}`} />
      <div className="min-w-0">
        <span className="sr-only">{say('told.label')}: </span>
        <ToldWords told={told}>
          {isLong(told) ? '' : '\u00a0· '}
          <span className={`whitespace-nowrap ${told.ending === null ? 'text-faint' : tone}`}>{endingWords(told)}</span>
          <span className="text-faint"> · {basisWords(told)}</span>
          {isLong(told) ? ' · ' : ''}
        </ToldWords>
      </div>
    </div>
  );
}
