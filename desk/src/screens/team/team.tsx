/** Who answers here, with which rights? Members, open invitations and what each role may do. */
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { useMay, useMe } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberRow } from './member-row.tsx';
import { QueuesSection } from './queues-section.tsx';
import { RoleTable } from './role-table.tsx';
import { ShiftsSection } from './shifts-section.tsx';
import { StaffSection } from './staff-section.tsx';
import { membersQuery } from './team-data.ts';

export function Screen() {
  const members = useQuery(membersQuery);
  const me = useMe().data;
  const mayManage = useMay('member:manage');
  const [inviting, setInviting] = useState(false);
  const invite = mayManage ? (
    <Button weight="primary" icon={<UserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      {say('team.invite')}
    </Button>
  ) : undefined;
  return (
    <Page wide title={say('team.title')} lead={say('team.lead')} actions={invite}>
      <Section title={say('team.members')}>
        <QueryView of={members}>
          {({ items }) => (
            <ul className="flex flex-col divide-y divide-line rounded border border-line">
              {items
                .filter((member) => member.removedAt === null)
                .map((member) => (
                  <MemberRow
                    key={member.id}
                    member={member}
                    myRole={me?.role ?? null}
                    isMe={member.id === me?.memberId}
                    mayManage={mayManage}
                  />
                ))}
            </ul>
          )}
        </QueryView>
      </Section>
      <StaffSection />
      <ShiftsSection />
      <QueuesSection />
      {mayManage ? <Invitations members={members.data?.items ?? []} /> : null}
      <Section title={say('team.roles')}>
        <RoleTable />
      </Section>
      {inviting && me?.role !== null && me !== undefined ? <InviteDialog myRole={me.role} onClose={() => setInviting(false)} /> : null}
    </Page>
  );
}
