/** Giving a channel another name. Only the team reads it. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { changeChannel, channelsQuery } from './channels-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

export function RenameChannel({ channel }: { readonly channel: Channel }) {
  const [name, setName] = useState<string | null>(null);
  const save = useAct<string>((next) => changeChannel(channel.id, { name: next }), {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey],
    then: () => setName(null),
  });
  return (
    <>
      <Button onClick={() => setName(channel.name)}>{say('channel.rename')}</Button>
      <FormDialog
        open={name !== null}
        onClose={() => setName(null)}
        title={say('channel.rename')}
        submit={say('screen.save')}
        onSubmit={() => save.run((name ?? '').trim())}
        busy={save.busy}
        incomplete={(name ?? '').trim() === ''}
        error={save.error}
      >
        <TextField
          label={say('channel.name')}
          hint={say('channel.nameHint')}
          autoFocus
          required
          maxLength={120}
          value={name ?? ''}
          onChange={setName}
        />
      </FormDialog>
    </>
  );
}
