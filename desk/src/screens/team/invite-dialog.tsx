/** Inviting someone: an address and a role. Where no mail can be sent, the link is shown once to be passed on. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { say } from '../../words/say.ts';
import { waysQuery } from '../sign-in/accounts-data.ts';
import { roleOptions } from './roles.ts';
import { invitationsQuery, invite } from './team-data.ts';
import type { Role } from '@meanwhile/wire/permissions.ts';
import type { NewInvitation } from './team-data.ts';

export function InviteDialog({ myRole, onClose }: { readonly myRole: Role; readonly onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [invited, setInvited] = useState<NewInvitation | null>(null);
  const send = useAct<void, NewInvitation>((_, key) => invite(email.trim(), role, key), {
    refresh: [invitationsQuery.queryKey],
    then: setInvited,
  });

  if (invited !== null) return <Invited invitation={invited} onClose={onClose} />;
  return (
    <FormDialog
      open
      onClose={onClose}
      title={say('team.inviteTitle')}
      lead={say('team.inviteLead')}
      submit={say('team.inviteSubmit')}
      onSubmit={() => send.run()}
      busy={send.busy}
      incomplete={!email.includes('@')}
      error={send.error}
    >
      <TextField label={say('team.email')} type="email" autoFocus required maxLength={254} value={email} onChange={setEmail} />
      <Field label={say('team.role')}>
        <Select options={roleOptions(myRole)} value={role} onChange={setRole} />
      </Field>
    </FormDialog>
  );
}

function Invited({ invitation, onClose }: { readonly invitation: NewInvitation; readonly onClose: () => void }) {
  const { email, link } = invitation;
  const isMailed = useQuery(waysQuery).data?.link === true;
  return (
    <Dialog
      open
      onClose={onClose}
      title={say('team.invited', { email })}
      actions={<Button onClick={onClose}>{say('screen.close')}</Button>}
    >
      {isMailed ? <p>{say('team.inviteMailed', { email })}</p> : null}
      {typeof link === 'string' ? (
        <CopyField label={say('team.inviteLink')} value={link} hint={say(isMailed ? 'team.inviteLinkAlso' : 'team.inviteLinkLead')} />
      ) : null}
    </Dialog>
  );
}
