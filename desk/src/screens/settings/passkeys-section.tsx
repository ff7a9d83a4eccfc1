/** Which devices may sign me in by their own lock? Adding one asks the browser; removing one does not delete it on the device. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { day, dayAndTime } from '../../words/when.ts';
import { supportsPasskeys } from '../sign-in/webauthn.ts';
import { addPasskey, passkeysQuery, removePasskey } from './security-data.ts';
import type { Act } from '../../sync/act.ts';
import type { PasskeyRefusal } from '../sign-in/webauthn.ts';
import type { Passkey } from './security-data.ts';

export function PasskeysSection() {
  const passkeys = useQuery(passkeysQuery);
  return (
    <Section title={say('security.passkeys')} lead={say('security.passkeysLead')} action={supportsPasskeys() ? <AddPasskey /> : undefined}>
      {supportsPasskeys() ? null : <p className="text-muted">{say('security.passkeyUnsupported')}</p>}
      <QueryView of={passkeys} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{say('security.passkeysNone')}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {items.map((passkey) => (
                <PasskeyRow key={passkey.id} passkey={passkey} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

function AddPasskey() {
  const [name, setName] = useState<string | null>(null);
  const add: Act<string> = useAct<string, PasskeyRefusal | null>(addPasskey, {
    refresh: [passkeysQuery.queryKey],
    then: (refusal) =>
      refusal === null ? setName(null) : add.say(refusal === 'unsupported' ? 'security.passkeyUnsupported' : 'security.passkeyCancelled'),
    words: { sign_in_failed: 'security.passkeyCancelled' },
  });
  return (
    <>
      <Button onClick={() => setName('')}>{say('security.passkeyAdd')}</Button>
      <FormDialog
        open={name !== null}
        onClose={() => setName(null)}
        title={say('security.passkeyAdd')}
        submit={say('security.next')}
        onSubmit={() => add.run((name ?? '').trim())}
        busy={add.busy}
        incomplete={(name ?? '').trim() === ''}
        error={add.error}
      >
        <TextField
          label={say('security.passkeyName')}
          hint={say('security.passkeyNameHint')}
          autoFocus
          required
          maxLength={60}
          value={name ?? ''}
          onChange={setName}
        />
      </FormDialog>
    </>
  );
}

function PasskeyRow({ passkey }: { readonly passkey: Passkey }) {
  const [removing, setRemoving] = useState(false);
  const remove = useAct<void>(() => removePasskey(passkey.id), {
    done: say('security.passkeyRemoved'),
    refresh: [passkeysQuery.queryKey],
    then: () => setRemoving(false),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium wrap-anywhere">{passkey.name}</p>
        <p className="text-small text-muted">
          {say('screen.since', { when: day(passkey.createdAt) })} ·{' '}
          {say('security.lastUsed', { when: passkey.lastUsedAt === null ? say('screen.never') : dayAndTime(passkey.lastUsedAt) })}
        </p>
      </div>
      <Button aria-label={say('security.passkeyRemove', { name: passkey.name })} onClick={() => setRemoving(true)}>
        {say('screen.remove')}
      </Button>
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={say('security.passkeyRemoveTitle', { name: passkey.name })}
        lead={say('security.passkeyRemoveLead')}
        confirm={say('screen.remove')}
        onConfirm={() => remove.run()}
        busy={remove.busy}
        error={remove.error}
      />
    </li>
  );
}
