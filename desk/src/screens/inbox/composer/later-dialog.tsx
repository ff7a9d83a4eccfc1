/** When does the answer go out? A few times to choose from, or one of one's own. */
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field, TextInput } from '../../../parts/field.tsx';
import { readClock } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import { ChoiceList } from '../dialogs/choice-list.tsx';
import { localField, snoozeTimes } from '../dialogs/snooze-times.ts';

export function LaterDialog({ onChoose, onClose }: { readonly onChoose: (sendAt: string) => void; readonly onClose: () => void }) {
  const [openedAt] = useState(readClock);
  const [own, setOwn] = useState('');
  const [isPast, setPast] = useState(false);
  const choose = (at: number) => {
    if (!(at > readClock())) return setPast(true);
    onClose();
    onChoose(new Date(at).toISOString());
  };
  const items = snoozeTimes(openedAt).map((time) => ({
    id: time.words,
    onChoose: () => choose(time.at),
    content: (
      <>
        <span className="flex-1">{say(time.words)}</span>
        <span className="text-small text-faint">{momentWords(time.at)}</span>
      </>
    ),
  }));
  return (
    <Dialog open onClose={onClose} title={say('later.title')} lead={say('later.lead')}>
      <ChoiceList label={say('later.title')} items={items} />
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (own !== '') choose(new Date(own).getTime());
        }}
      >
        <Field label={say('snooze.custom')} error={isPast ? say('snooze.past') : null} className="flex-1">
          <TextInput type="datetime-local" min={localField(openedAt)} value={own} onChange={(event) => setOwn(event.target.value)} />
        </Field>
        <Button type="submit" disabled={own === ''}>
          {say('later.submit')}
        </Button>
      </form>
    </Dialog>
  );
}
