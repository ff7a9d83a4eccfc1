/** A reply that has not gone out yet: how long it can still be taken back, and the button that does. */
import type { Message } from '@meanwhile/wire/records.ts';
import { Button } from '../../../parts/button.tsx';
import { useNow } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
import { undoSend } from '../composer/send.ts';
import { secondsLeft } from '../composer/undo-window.ts';

/** Only its writer can take it back. */
export function HeldLine({ message, isMine }: { readonly message: Message; readonly isMine: boolean }) {
  const nowAt = useNow(1_000);
  const left = secondsLeft(message.releaseAt, nowAt);
  return (
    <p className="flex items-center gap-2 text-small text-muted tabular-nums">
      {left > 0 ? say('message.held', { n: left }) : say('message.heldNow')}
      {left > 0 && isMine && (
        <Button size="small" onClick={() => void undoSend(message.caseId, message.id)}>
          {say('undo')}
        </Button>
      )}
    </p>
  );
}
