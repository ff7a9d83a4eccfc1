/** Which roles may someone hand out, and how are they said? The rule is `mayGrant` of the wire. */
import { mayGrant } from '@meanwhile/wire/permissions.ts';
import { say } from '../../words/say.ts';
import type { Role } from '@meanwhile/wire/permissions.ts';
import type { Option } from '../../parts/select.tsx';

export const roles: readonly Role[] = ['owner', 'admin', 'manager', 'agent', 'viewer'];

export function roleOptions(granter: Role): readonly Option<Role>[] {
  return roles
    .filter((role) => mayGrant(granter, role))
    .map((role) => ({ value: role, label: say(`role.${role}`), hint: say(`role.${role}.what`) }));
}
