/** Under words that go out by themselves to many: those that sound live with words to put instead, or one reason why they stay, without which they are refused. */
import { liveWordingIn } from '@meanwhile/core/craft/live-words.ts';
import { TextField } from '../../parts/text-field.tsx';
import { say } from '../../words/say.ts';
import { LiveWordsHint } from '../settings/live-words-hint.tsx';

export interface WrittenWords {
  readonly name: string;
  readonly text: string;
  /** What stood there before was judged when it was written. */
  readonly before: string;
  readonly onChange: (text: string) => void;
}

export interface LiveWordsPartProps {
  readonly words: readonly WrittenWords[];
  readonly because: string;
  readonly onBecause: (because: string) => void;
}

export function LiveWordsPart({ words, because, onBecause }: LiveWordsPartProps) {
  const found = words.filter(({ text, before }) => text !== before && liveWordingIn(text).length > 0);
  if (found.length === 0) return null;
  return (
    <div role="group" aria-label={say('automatic.because')} className="flex w-full flex-col gap-3 rounded border border-line bg-sunken p-3">
      <p>{say('automatic.lead')}</p>
      {found.map(({ name, text, onChange }) => (
        <div key={name} className="flex flex-col gap-1">
          <p className="text-small text-muted">{name}</p>
          <LiveWordsHint text={text} onChange={onChange} />
        </div>
      ))}
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
