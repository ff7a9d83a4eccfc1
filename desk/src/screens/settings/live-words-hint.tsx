/** Does a text kept to be used again sound as if somebody were waiting? Says so under its field, with words to put instead; it stops nothing. */
import { liveWordingIn } from '@meanwhile/core/craft/live-words.ts';
import { Button } from '../../parts/button.tsx';
import { say } from '../../words/say.ts';

export interface LiveWordsHintProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

export function LiveWordsHint({ text, onChange }: LiveWordsHintProps) {
  const found = liveWordingIn(text);
  if (found.length === 0) return null;
  return (
    <ul aria-label={say('checks.list')} className="flex flex-col gap-2 text-small">
      {found.map(({ quote, from, suggestion }) => (
        <li key={from} className="flex flex-col items-start gap-1">
          <p className="wrap-anywhere">{say('check.liveWords', { words: quote })}</p>
          <Button
            size="small"
            className="max-w-full overflow-hidden"
            onClick={() => onChange(`${text.slice(0, from)}${suggestion}${text.slice(from + quote.length)}`)}
          >
            <span className="truncate">{suggestion}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
