/** Who may do what? The permission catalogue and the roles built from it; scopes of API tokens are the same words, or `*`. */
export const permissions = [
  'workspace:read',
  'workspace:manage',
  'member:read',
  'member:manage',
  'token:manage',
  'channel:read',
  'channel:manage',
  'policy:manage',
  'case:read',
  'case:write',
  'message:send',
  'note:write',
  'customer:read',
  'customer:write',
  'customer:erase',
  'delivery:read',
  'delivery:settle',
  'inbound:read',
  'inbound:release',
  'webhook:manage',
  'event:read',
  'audit:read',
  'tag:write',
  'topic:manage',
  'shift:manage',
  'view:share',
  'snippet:manage',
  'rule:manage',
  'incident:manage',
] as const;
export type Permission = (typeof permissions)[number];
export type Role = 'owner' | 'admin' | 'manager' | 'agent' | 'viewer';

const viewer: readonly Permission[] = [
  'workspace:read',
  'member:read',
  'channel:read',
  'case:read',
  'customer:read',
  'delivery:read',
  'event:read',
];
const agent: readonly Permission[] = [
  ...viewer,
  'case:write',
  'message:send',
  'note:write',
  'customer:write',
  'inbound:read',
  'inbound:release',
  'tag:write',
  'delivery:settle',
];
const manager: readonly Permission[] = [
  ...agent,
  'policy:manage',
  'topic:manage',
  'shift:manage',
  'channel:manage',
  'snippet:manage',
  'rule:manage',
  'incident:manage',
  'view:share',
];

export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  agent,
  manager,
  admin: permissions,
  owner: permissions,
};

/** Nobody hands out more than they have: only an owner may make or unmake an owner. */
export function mayGrant(granter: Role, granted: Role): boolean {
  if (granter === 'owner') return true;
  return granter === 'admin' && granted !== 'owner';
}
