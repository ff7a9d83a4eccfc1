/** It did not work: what happened, what is safe, what to do. */
import { CircleAlert } from 'lucide-react';
import { say } from '../words/say.ts';
import { Button } from './button.tsx';

export interface ErrorStateProps {
  readonly title?: string;
  readonly lead?: string;
  readonly onRetry?: () => void;
}

export function ErrorState({ title, lead, onRetry }: ErrorStateProps) {
  return (
    <div role="alert" className="mx-auto flex max-w-96 flex-col items-center gap-2 px-6 py-12 text-center">
      <CircleAlert size={20} aria-hidden className="text-faint" />
      <p className="font-medium">{title ?? say('error.title')}</p>
      <p className="text-muted text-balance">{lead ?? say('error.lead')}</p>
      {onRetry !== undefined && (
        <Button className="mt-2" onClick={onRetry}>
          {say('retry')}
        </Button>
      )}
    </div>
  );
}
