/** Until when does the case step aside? Presets, or a time of one's own. */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field, TextInput } from '../../../parts/field.tsx';
import { readClock } from '../../../sync/clock.ts';
import { snoozeCase } from '../../../sync/verbs.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';
import type { Inbox } from '../inbox-state.ts';
import { ChoiceList } from './choice-list.tsx';
import { localField, snoozeTimes } from './snooze-times.ts';

export function SnoozeDialog({ row, inbox, onClose }: { readonly row: CaseRow; readonly inbox: Inbox; readonly onClose: () => void }) {
  const [openedAt] = useState(readClock);
  const [own, setOwn] = useState('');
  const [isPast, setPast] = useState(false);
  const snooze = (at: number) => {
    if (!(at > readClock())) return setPast(true);
    onClose();
    if (inbox.openId === row.id) inbox.goOn(row.id);
    void snoozeCase(row, new Date(at).toISOString());
  };
  const items = snoozeTimes(openedAt).map((time) => ({
    id: time.words,
    onChoose: () => snooze(time.at),
    content: (
      <>
        <span className="flex-1">{say(time.words)}</span>
        <span className="text-small text-faint">{momentWords(time.at)}</span>
      </>
    ),
  }));
  return (
    <Dialog open onClose={onClose} title={say('snooze.title')} lead={say('snooze.lead')}>
      <ChoiceList label={say('snooze.title')} items={items} />
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (own !== '') snooze(new Date(own).getTime());
        }}
      >
        <Field label={say('snooze.custom')} error={isPast ? say('snooze.past') : null} className="flex-1">
          <TextInput type="datetime-local" min={localField(openedAt)} value={own} onChange={(event) => setOwn(event.target.value)} />
        </Field>
        <Button type="submit" disabled={own === ''}>
          {say('snooze.submit')}
        </Button>
      </form>
    </Dialog>
  );
}
