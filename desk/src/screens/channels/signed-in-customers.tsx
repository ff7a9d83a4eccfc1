/** May a site say who its visitor is? The signing key (set, replaced, removed; shown once), whether a signature is demanded, and what to sign. */
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Section } from '../../parts/section.tsx';
import { Switch } from '../../parts/switch.tsx';
import { useAct } from '../../sync/act.ts';
import { useNow } from '../../sync/clock.ts';
import { say } from '../../words/say.ts';
import { changeChannel, channelsQuery } from './channels-data.ts';
import { freshKey, identifyLine, identityExample } from './embed.ts';
import type { Channel } from '@meanwhile/wire/records.ts';

const keyName = 'identityKey';
/** A key that is being phased out. Replacing or removing here ends it too: what people read is “at once”. */
const oldKeyName = 'identityKeyOld';
const hourMs = 3_600_000;

export function SignedInCustomers({ channel }: { readonly channel: Channel }) {
  const nowAt = useNow(hourMs);
  const [fresh, setFresh] = useState<string | null>(null);
  const isSet = channel.secretNames.includes(keyName);
  const isRequired = channel.settings['identityRequired'] === true;
  const refresh = [channelsQuery.queryKey];
  const require = useAct<boolean>((identityRequired) => changeChannel(channel.id, { settings: { identityRequired } }), {
    done: say('screen.saved'),
    refresh,
  });
  return (
    <Section title={say('identity.title')} lead={say('identity.lead')}>
      <p>{say(isSet ? 'identity.set' : 'identity.unset')}</p>
      {fresh === null ? null : <CopyField label={say('identity.key')} value={fresh} hint={say('identity.shownOnce')} />}
      <KeyButtons channel={channel} isSet={isSet} onFresh={setFresh} />
      {isSet ? (
        <>
          <Switch
            label={say('identity.required')}
            hint={say('identity.requiredHint')}
            checked={isRequired}
            onChange={require.run}
            disabled={require.busy}
          />
          <FormError text={require.error} />
          <CopyField label={say('identity.example')} value={identityExample(channel.id, nowAt)} />
          <CopyField label={say('identity.exampleUse')} value={identifyLine} />
        </>
      ) : null}
    </Section>
  );
}

interface KeyButtonsProps {
  readonly channel: Channel;
  readonly isSet: boolean;
  readonly onFresh: (key: string | null) => void;
}

function KeyButtons({ channel, isSet, onFresh }: KeyButtonsProps) {
  const [asking, setAsking] = useState<'rotate' | 'remove' | null>(null);
  const setKey = useAct<string | null, string | null>(
    async (key) => {
      await changeChannel(channel.id, { secrets: { [keyName]: key, [oldKeyName]: null } });
      return key;
    },
    {
      refresh: [channelsQuery.queryKey],
      then: (key) => {
        onFresh(key);
        setAsking(null);
      },
    },
  );
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button busy={setKey.busy} onClick={() => (isSet ? setAsking('rotate') : setKey.run(freshKey()))}>
          {say(isSet ? 'identity.rotate' : 'identity.make')}
        </Button>
        {isSet ? <Button onClick={() => setAsking('remove')}>{say('screen.remove')}</Button> : null}
      </div>
      {asking === null ? <FormError text={setKey.error} /> : null}
      <ConfirmDialog
        open={asking !== null}
        onClose={() => setAsking(null)}
        title={say(asking === 'remove' ? 'identity.removeTitle' : 'identity.rotateTitle')}
        lead={say(asking === 'remove' ? 'identity.removeLead' : 'identity.rotateLead')}
        confirm={say(asking === 'remove' ? 'screen.remove' : 'identity.rotate')}
        onConfirm={() => setKey.run(asking === 'remove' ? null : freshKey())}
        busy={setKey.busy}
        error={setKey.error}
      />
    </>
  );
}
