/** Opening a channel that fails its tests, or keeping it open: who does it says why, for fourteen days. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Channel } from '@meanwhile/wire/records.ts';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { channelsQuery, openChannel } from './channels-data.ts';
import { gateQuery, gatesQuery, overrideGate } from './gate-data.ts';
import { isReason, OverrideReason } from './override-reason.tsx';

export function OpenAnyway({ channel, onDone }: { readonly channel: Channel; readonly onDone?: () => void }) {
  const [asking, setAsking] = useState(false);
  const [because, setBecause] = useState('');
  const late = useQuery(gateQuery(channel.id)).data?.staffed.lateInHundred ?? null;
  const isOpen = channel.state === 'open';
  const title = say(isOpen ? 'override.keepTitle' : 'override.title');
  const send = async (_: void, key: string): Promise<void> => {
    await overrideGate(channel.id, because.trim(), key);
    if (!isOpen) await openChannel(channel.id);
  };
  const act = useAct<void>(send, {
    done: say(isOpen ? 'override.kept' : 'channel.opened', { name: channel.name }),
    refresh: [channelsQuery.queryKey, ['gate', channel.id], ['entry', channel.id], gatesQuery.queryKey],
    then() {
      setAsking(false);
      onDone?.();
    },
  });
  return (
    <>
      <Button className="self-start" onClick={() => setAsking(true)}>
        {say(isOpen ? 'override.keep' : 'override.ask')}
      </Button>
      <FormDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={title}
        lead={late === null || late === 0 ? say('override.leadPlain') : say('override.lead', { share: late })}
        submit={say(isOpen ? 'override.keepIt' : 'override.open')}
        onSubmit={() => act.run()}
        busy={act.busy}
        incomplete={!isReason(because)}
        error={act.error}
      >
        <OverrideReason because={because} onBecause={setBecause} />
      </FormDialog>
    </>
  );
}
