/** Under a field whose text goes out by itself: live-sounding words with words to put instead, or the reason why they stay, without which they are refused. */
import { liveWordingIn } from '@meanwhile/core/craft/live-words.ts';
import { TextField } from '../../parts/text-field.tsx';
import { say } from '../../words/say.ts';
import { LiveWordsHint } from './live-words-hint.tsx';

export interface AutomaticWordsProps {
  readonly text: string;
  /** What stood there before was judged when it was written. */
  readonly before: string;
  readonly onChange: (text: string) => void;
  readonly because: string;
  readonly onBecause: (because: string) => void;
}

export function AutomaticWords({ text, before, onChange, because, onBecause }: AutomaticWordsProps) {
  if (text === before || liveWordingIn(text).length === 0) return null;
  return (
    <div role="group" aria-label={say('automatic.because')} className="flex w-full flex-col gap-3 rounded border border-line bg-sunken p-3">
      <p>{say('automatic.lead')}</p>
      <LiveWordsHint text={text} onChange={onChange} />
      <TextField
        label={say('automatic.because')}
        hint={say('automatic.becauseHint')}
        maxLength={300}
        value={because}
        onChange={onBecause}
      />
    </div>
  );
}

/** Left out where nothing was written: then live-sounding words are refused. */
export const keptBecause = (because: string): { readonly keptBecause?: string } =>
  because.trim() === '' ? {} : { keptBecause: because.trim() };
