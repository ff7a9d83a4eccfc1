/** Who was invited and has not come yet? Until when each invitation works, and the way to take it back. */
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../parts/button.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useAct } from '../../sync/act.ts';
import { useNow } from '../../sync/clock.ts';
import { say } from '../../words/say.ts';
import { dayAndTime } from '../../words/when.ts';
import { invitationsQuery, revokeInvitation } from './team-data.ts';
import type { Invitation, Member } from '@meanwhile/wire/records.ts';

export function Invitations({ members }: { readonly members: readonly Member[] }) {
  const invitations = useQuery(invitationsQuery);
  return (
    <Section title={say('team.invitations')}>
      <QueryView of={invitations} rows={1}>
        {({ items }) => {
          const open = items.filter((invitation) => invitation.acceptedAt === null && invitation.revokedAt === null);
          if (open.length === 0) return <p className="text-muted">{say('team.noInvitations')}</p>;
          return (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {open.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  invitation={invitation}
                  inviter={members.find((member) => member.id === invitation.invitedBy)?.name ?? '–'}
                />
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Section>
  );
}

function InvitationRow({ invitation, inviter }: { readonly invitation: Invitation; readonly inviter: string }) {
  const nowAt = useNow();
  const { email, expiresAt } = invitation;
  const revoke = useAct<void>(() => revokeInvitation(invitation.id), {
    done: say('team.revoked', { email }),
    refresh: [invitationsQuery.queryKey],
  });
  const isExpired = Date.parse(expiresAt) <= nowAt;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium wrap-anywhere">{email}</p>
        <p className="text-small text-muted">
          {say(`role.${invitation.role}`)} ·{' '}
          {isExpired
            ? say('team.expired', { when: dayAndTime(expiresAt) })
            : say('team.invitedBy', { name: inviter, when: dayAndTime(expiresAt) })}
        </p>
        <FormError text={revoke.error} />
      </div>
      <Button busy={revoke.busy} aria-label={say('team.revokeFor', { email })} onClick={() => revoke.run()}>
        {say('team.revoke')}
      </Button>
    </li>
  );
}
