/** What does the Team screen ask the server for, and what does it tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { del, get, patch, post } from '../../sync/api.ts';
import type { Role } from '@meanwhile/wire/permissions.ts';
import type { Invitation, Member } from '@meanwhile/wire/records.ts';
import type { Listing } from '../../sync/api.ts';

/** `link` is there when no mail could be sent: the only time it is shown. */
export type NewInvitation = Invitation & { readonly link?: string | null };

const limit = 200;
export const membersQuery = queryOptions({ queryKey: ['members'], queryFn: () => get<Listing<Member>>(paths.members, { limit }) });
export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () => get<Listing<Invitation>>(paths.invitations, { limit }),
});

export const changeRole = (id: string, role: Role) => patch<Member>(paths.member(id), { role });
export const removeMember = (id: string) => del(paths.member(id));
export const invite = (email: string, role: Role, key: string) => post<NewInvitation>(paths.invitations, { email, role }, key);
export const revokeInvitation = (id: string) => del(paths.invitation(id));
