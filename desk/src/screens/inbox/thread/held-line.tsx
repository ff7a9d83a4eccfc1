/** A reply that has not gone out yet: how long it can still be taken back, and the button that does. */
import type { Message } from '@meanwhile/wire/records.ts';
import { Button } from '../../../parts/button.tsx';
import { useNow } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
import { undoSend } from '../composer/send.ts';
import { secondsLeft } from '../composer/undo-window.ts';

export function HeldLine({ message }: { readonly message: Message }) {
  const nowAt = useNow(1_000);
  const left = secondsLeft(message.releaseAt, nowAt);
  return (
    <p className="flex items-center gap-2 text-small text-muted tabular-nums">
      {left > 0 ? say('message.held', { n: left }) : say('message.heldNow')}
      {left > 0 && (
        <Button size="small" onClick={() => void undoSend(message.caseId, message.id)}>
          {say('undo')}
        </Button>
      )}
    </p>
  );
}
