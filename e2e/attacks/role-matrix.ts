/**
 * What may each role do? Written down by people and read by people, route by route, so that a slip in the product’s own declarations is a
 * difference to this list and not a change of it. A new route is added to the least role that needs it; the test beside asks every door.
 */
import { listLeastRole } from './list-doors.ts';
import { dataLeastRole } from './data-doors.ts';
import { routingLeastRole } from './routing-doors.ts';
import { ruleLeastRole } from './rule-doors.ts';
import { mailboxLeastRole } from './mailbox-doors.ts';
import { sendingLeastRole } from './sending-doors.ts';

/** From the least to the most: each may what those before it may. */
export const roles = ['viewer', 'agent', 'manager', 'admin', 'owner'] as const;
export type MatrixRole = (typeof roles)[number];

/** By the least role that gets in. `GET`s of a role’s own noun stand beside its writes. */
export const leastRole: Readonly<Record<MatrixRole, readonly string[]>> = {
  // Looks, at everything a workspace works with, and changes nothing.
  viewer: [
    ...routingLeastRole.viewer,
    ...ruleLeastRole.viewer,
    'GET /me',
    'GET /workspaces',
    'GET /workspaces/current',
    'GET /permissions',
    'GET /members',
    'GET /agents',
    'GET /events',
    'GET /stream',
    'POST /stream-tickets',
    'GET /cases',
    'GET /cases/:id',
    'GET /cases/by-number/:number',
    'GET /cases/:id/thread',
    'GET /messages',
    'GET /messages/:id',
    'GET /attachments/:id/content',
    'GET /channels',
    'GET /channels/:id',
    'GET /channels/:id/entry',
    'GET /channels/:id/coverage',
    'GET /channels/:id/handed-over',
    'GET /channels/:id/mail-test',
    'GET /mailboxes',
    'GET /mailboxes/:id',
    'GET /shifts',
    'GET /calendars',
    'GET /holidays',
    'GET /commitment-policies',
    'GET /commitment-policies/preview',
    'GET /cases/:id/policy',
    'GET /commitments',
    'GET /customers',
    'GET /customers/:id',
    'GET /customers/:id/cases',
    'GET /search',
    ...listLeastRole.viewer,
    ...sendingLeastRole.viewer,
    ...dataLeastRole.viewer,
    'GET /topics',
    'GET /tags',
    'GET /deliveries',
    'GET /snippets',
    'GET /macros',
    'GET /notices',
    'POST /notices/seen',
    'GET /notices/settings',
    'PUT /notices/settings',
    'GET /notices/push-key',
    'PUT /notices/push',
    'POST /notices/push/remove',
    'GET /cases/:id/followers',
    'PUT /cases/:id/followers/me',
    'DELETE /cases/:id/followers/me',
  ],
  // Works on cases and answers customers; sees and releases what was held back, and says what became of a doubtful delivery.
  agent: [
    ...routingLeastRole.agent,
    'PATCH /cases/:id',
    'POST /cases/:id/assign',
    'POST /cases/:id/release',
    'POST /cases/:id/snooze',
    'POST /cases/:id/wake',
    'POST /cases/:id/wait',
    'POST /cases/:id/resolve',
    'POST /cases/:id/reopen',
    'POST /cases/:id/merge',
    'POST /cases/:id/unmerge',
    'POST /cases/:id/split',
    'POST /cases/:id/spam',
    'POST /cases/:id/not-spam',
    'POST /cases/:id/macro',
    'POST /cases/:id/undo-macro',
    'POST /cases',
    'POST /messages',
    'POST /messages/:id/invitation-answers',
    'DELETE /messages/:id',
    'POST /notes',
    'PUT /cases/:id/draft',
    'DELETE /cases/:id/draft',
    'POST /attachments',
    'PATCH /customers/:id',
    ...listLeastRole.agent,
    ...sendingLeastRole.agent,
    ...dataLeastRole.agent,
    'POST /tags',
    'GET /inbound',
    'GET /inbound/:id/raw',
    'POST /inbound/:id/release',
    'POST /inbound/:id/discard',
    'POST /deliveries/:id/settle',
    'POST /deliveries/:id/redrive',
  ],
  // Promises and plans: channels, reply times, topics, shifts.
  manager: [
    ...routingLeastRole.manager,
    ...ruleLeastRole.manager,
    'POST /channels',
    'PATCH /channels/:id',
    'POST /channels/:id/open',
    'POST /channels/:id/mail-test',
    'POST /channels/:id/close',
    'POST /mailboxes',
    'POST /mailboxes/test',
    'GET /mailboxes/guess',
    'PATCH /mailboxes/:id',
    'DELETE /mailboxes/:id',
    'POST /calendars',
    'PUT /calendars/:id',
    'POST /commitment-policies',
    'PUT /commitment-policies/:id',
    'POST /topics',
    ...listLeastRole.manager,
    ...sendingLeastRole.manager,
    ...mailboxLeastRole.manager,
    'POST /shifts',
    'DELETE /shifts/:id',
    'POST /snippets',
    'PUT /snippets/:id',
    'DELETE /snippets/:id',
    'POST /macros',
    'PUT /macros/:id',
    'DELETE /macros/:id',
  ],
  // People, keys and what leaves the house.
  admin: [
    ...mailboxLeastRole.admin,
    'POST /workspaces',
    'PATCH /workspaces/current',
    ...dataLeastRole.admin,
    'PATCH /members/:id',
    'DELETE /members/:id',
    'GET /invitations',
    'POST /invitations',
    'DELETE /invitations/:id',
    'GET /tokens',
    'POST /tokens',
    'DELETE /tokens/:id',
    'GET /webhooks',
    'POST /webhooks',
    'PATCH /webhooks/:id',
    'DELETE /webhooks/:id',
    'POST /webhooks/:id/rotate-secret',
    'GET /webhooks/:id/deliveries',
    'POST /webhooks/:id/redeliver',
    'POST /webhooks/:id/deliveries/:deliveryId/redeliver',
  ],
  // No route is an owner’s alone; making and unmaking owners is, and is asked apart.
  owner: [],
};

/** Doors without a sign-in: the description of the API, and the letter that makes somebody a member. */
export const withoutSignIn: readonly string[] = ['GET /openapi.json', 'POST /invitations/accept'];

export function rolesAllowed(route: string): readonly MatrixRole[] | null {
  const least = roles.find((role) => leastRole[role].includes(route));
  return least === undefined ? null : roles.slice(roles.indexOf(least));
}
