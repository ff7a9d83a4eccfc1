/** A reply that has not gone out yet: until when it can be taken back, or for when it is planned, and what can still be done with it. */
import type { Message } from '@meanwhile/wire/records.ts';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { useNow } from '../../../sync/clock.ts';
import { useMay } from '../../../sync/me.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import { moveSend, undoSend } from '../composer/send.ts';
import { secondsLeft } from '../composer/undo-window.ts';

const LaterDialog = lazy(async () => ({ default: (await import('../composer/later-dialog.tsx')).LaterDialog }));

/** Within its undo time only its writer can take it back; what is planned, everybody who answers. */
export function HeldLine({ message, isMine }: { readonly message: Message; readonly isMine: boolean }) {
  if (message.sendAt !== null || message.heldBack !== null) return <PlannedLine message={message} />;
  return <UndoLine message={message} isMine={isMine} />;
}

function UndoLine({ message, isMine }: { readonly message: Message; readonly isMine: boolean }) {
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

function PlannedLine({ message }: { readonly message: Message }) {
  const [isMoving, setMoving] = useState(false);
  const maySend = useMay('message:send');
  const isHeldBack = message.heldBack !== null;
  return (
    <div className="flex flex-wrap items-center gap-2 text-small text-muted">
      <p role="status" className={isHeldBack ? 'font-medium text-ink' : ''}>
        {isHeldBack || message.sendAt === null ? say('later.heldBack') : say('later.planned', { when: momentWords(message.sendAt) })}
      </p>
      {maySend && (
        <>
          <Button size="small" onClick={() => void moveSend(message, null)}>
            {say('later.now')}
          </Button>
          <Button size="small" onClick={() => setMoving(true)}>
            {say('later.move')}
          </Button>
          <Button size="small" onClick={() => void undoSend(message.caseId, message.id)}>
            {say('later.cancel')}
          </Button>
        </>
      )}
      {isMoving && (
        <Suspense fallback={null}>
          <LaterDialog onClose={() => setMoving(false)} onChoose={(sendAt) => void moveSend(message, sendAt)} />
        </Suspense>
      )}
    </div>
  );
}
