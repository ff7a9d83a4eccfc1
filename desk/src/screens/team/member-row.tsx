/** One member: name, address, role, and the way out. Who may give which role is `mayGrant` of the wire; the last owner is the server's rule. */
import { useState } from 'react';
import { mayGrant } from '@meanwhile/wire/permissions.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { Select } from '../../parts/select.tsx';
import { useAct } from '../../sync/act.ts';
import { keys } from '../../sync/query.ts';
import { say } from '../../words/say.ts';
import { day } from '../../words/when.ts';
import { roleOptions } from './roles.ts';
import { changeRole, membersQuery, removeMember } from './team-data.ts';
import type { Role } from '@meanwhile/wire/permissions.ts';
import type { Member } from '@meanwhile/wire/records.ts';

interface Props {
  readonly member: Member;
  readonly myRole: Role | null;
  readonly isMe: boolean;
  readonly mayManage: boolean;
}

export function MemberRow({ member, myRole, isMe, mayManage }: Props) {
  const [removing, setRemoving] = useState(false);
  const refresh = [membersQuery.queryKey, keys.agents, keys.me];
  const change = useAct<Role>((role) => changeRole(member.id, role), { done: say('screen.saved'), refresh });
  const remove = useAct<void>(() => removeMember(member.id), {
    done: say('team.removed', { name: member.name }),
    refresh,
    then: () => setRemoving(false),
  });
  const mayChange = mayManage && myRole !== null && mayGrant(myRole, member.role);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
      <Avatar name={member.name} />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="wrap-anywhere">{member.name}</span>
          {isMe ? <Chip>{say('screen.you')}</Chip> : null}
        </p>
        <p className="text-small text-muted wrap-anywhere">
          {member.email} · {say('screen.since', { when: day(member.joinedAt) })}
        </p>
      </div>
      {mayChange ? (
        <>
          <div className="w-40">
            <Select
              label={say('team.roleOf', { name: member.name })}
              options={roleOptions(myRole)}
              value={member.role}
              onChange={(role) => {
                if (role !== member.role) change.run(role);
              }}
              disabled={change.busy}
            />
          </div>
          <Button aria-label={`${say('team.remove')}: ${member.name}`} onClick={() => setRemoving(true)}>
            {say('team.remove')}
          </Button>
        </>
      ) : (
        <span className="text-muted">{say(`role.${member.role}`)}</span>
      )}
      {change.error === null ? null : (
        <div className="w-full">
          <FormError text={change.error} />
        </div>
      )}
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title={say('team.removeTitle', { name: member.name })}
        lead={say('team.removeLead', { name: member.name })}
        confirm={say('team.remove')}
        onConfirm={() => remove.run()}
        busy={remove.busy}
        error={remove.error}
      />
    </li>
  );
}
