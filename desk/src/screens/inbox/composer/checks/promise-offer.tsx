/** A time stands in the draft: shall it be kept like every other that is told? One line above Send, silent if ignored. F9 says yes, and takes it back. */
import { formatWhen } from '@meanwhile/core/commitment/when-words.ts';
import { promisedDates } from '@meanwhile/core/craft/promised-date.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { useEffect, useState } from 'react';
import { Button } from '../../../../parts/button.tsx';
import { readClock } from '../../../../sync/clock.ts';
import { currentLanguage, say } from '../../../../words/say.ts';
import { choosePromise, chosenPromise } from '../promise-choice.ts';
import type { PromiseChoice } from '../promise-choice.ts';

export interface PromiseOfferProps {
  readonly caseId: string;
  readonly text: string;
  /** The workspace's. */
  readonly zone: string;
}

/** The first time the draft names that can be promised. */
function offeredIn(text: string, zone: string): PromiseChoice | null {
  const nowAt = readClock();
  const found = promisedDates(text, nowAt, zone).find(
    ({ quote, dueAt }) => dueAt <= nowAt + limits.promiseAheadMs && quote.length <= limits.promiseChars,
  );
  return found === undefined ? null : { words: found.quote, at: new Date(found.dueAt).toISOString() };
}

export function PromiseOffer({ caseId, text, zone }: PromiseOfferProps) {
  const [, setChangeCount] = useState(0);
  const chosen = chosenPromise(caseId);
  const isChosen = chosen !== null && text.includes(chosen.words);
  const shown = isChosen ? chosen : offeredIn(text, zone);
  const shownAt = shown?.at ?? null;
  const shownWords = shown?.words ?? null;
  const turn = () => {
    choosePromise(caseId, isChosen || shownAt === null || shownWords === null ? null : { words: shownWords, at: shownAt });
    setChangeCount((count) => count + 1);
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F9' || shownAt === null) return;
      event.preventDefault();
      turn();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
  if (shown === null) return null;
  const when = formatWhen({ at: Date.parse(shown.at), nowAt: readClock(), zone, locale: currentLanguage(), stored: true });
  return (
    <div className="flex flex-wrap items-center gap-x-2 px-1 py-1 text-muted">
      <p role="status" className="wrap-anywhere">
        {say(isChosen ? 'promise.chosen' : 'promise.offer', { words: shown.words, when })}
      </p>
      <Button size="small" weight={isChosen ? 'plain' : 'primary'} onClick={turn}>
        {say(isChosen ? 'promise.back' : 'promise.take')}
      </Button>
    </div>
  );
}
