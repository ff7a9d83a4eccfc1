/** Until when, or when? A few times to choose from, or one of one's own, never one that has passed. What is done with it is the caller's. */
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field, TextInput } from '../../../parts/field.tsx';
import { readClock } from '../../../sync/clock.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import { ChoiceList } from './choice-list.tsx';
import type { ChoiceItem } from './choice-list.tsx';
import { localField, snoozeTimes } from './snooze-times.ts';

/** The usual times after `openedAt` (ms), for a `ChoiceList`. */
export function timeItems(openedAt: number, onChoose: (at: number) => void): readonly ChoiceItem[] {
  return snoozeTimes(openedAt).map((time) => ({
    id: time.words,
    onChoose: () => onChoose(time.at),
    content: (
      <>
        <span className="flex-1">{say(time.words)}</span>
        <span className="text-small text-faint">{momentWords(time.at)}</span>
      </>
    ),
  }));
}

export interface TimeDialogProps {
  readonly title: string;
  readonly lead: string;
  readonly submit: string;
  /** RFC 3339, in the future. The dialog is closed by then. */
  readonly onChoose: (at: string) => void;
  readonly onClose: () => void;
}

export function TimeDialog({ title, lead, submit, onChoose, onClose }: TimeDialogProps) {
  const [openedAt] = useState(readClock);
  const [own, setOwn] = useState('');
  const [isPast, setPast] = useState(false);
  const choose = (at: number) => {
    if (!(at > readClock())) return setPast(true);
    onClose();
    onChoose(new Date(at).toISOString());
  };
  return (
    <Dialog open onClose={onClose} title={title} lead={lead}>
      <ChoiceList label={title} items={timeItems(openedAt, choose)} />
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
          {submit}
        </Button>
      </form>
    </Dialog>
  );
}
