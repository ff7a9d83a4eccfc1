/** When does the answer go out? A few times to choose from, or one of one's own. */
import { say } from '../../../words/say.ts';
import { TimeDialog } from '../dialogs/time-dialog.tsx';

export function LaterDialog({ onChoose, onClose }: { readonly onChoose: (sendAt: string) => void; readonly onClose: () => void }) {
  return (
    <TimeDialog title={say('later.title')} lead={say('later.lead')} submit={say('later.submit')} onChoose={onChoose} onClose={onClose} />
  );
}
