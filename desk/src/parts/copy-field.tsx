/** A text to take along: shown whole, selectable, copied by one press. What it is and whether it may be shown is the screen's matter. */
import { Check, Copy } from 'lucide-react';
import { useId, useState } from 'react';
import { say } from '../words/say.ts';
import { Button } from './button.tsx';

export interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

type Outcome = 'copied' | 'failed' | null;

export function CopyField({ label, value, hint }: CopyFieldProps) {
  const id = useId();
  const [outcome, setOutcome] = useState<Outcome>(null);
  const copy = () => {
    navigator.clipboard.writeText(value).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  };
  return (
    <div role="group" aria-labelledby={id} className="flex min-w-0 flex-col gap-1">
      <div id={id} className="text-small font-medium">
        {label}
      </div>
      <div className="flex items-start gap-2 rounded border border-line bg-sunken p-2">
        <pre
          tabIndex={0}
          className="max-h-60 min-w-0 flex-1 overflow-auto px-1 py-0.5 font-mono text-small whitespace-pre-wrap wrap-anywhere select-all"
        >
          {value}
        </pre>
        <Button
          size="small"
          onClick={copy}
          aria-label={`${say('screen.copy')}: ${label}`}
          icon={outcome === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        >
          {say('screen.copy')}
        </Button>
      </div>
      {hint !== undefined && <p className="text-small text-faint">{hint}</p>}
      <p role="status" className={`text-small ${outcome === 'failed' ? '' : 'sr-only'}`}>
        {outcome === null ? '' : say(outcome === 'copied' ? 'screen.copied' : 'screen.copyFailed')}
      </p>
    </div>
  );
}
