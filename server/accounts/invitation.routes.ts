/** Who may invite whom, and what became of it? The link is shown to who invited and mailed where mail is set up; accepting is in `accept.routes.ts`. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { mayGrant } from '@meanwhile/wire/permissions.ts';
import { id, invitation } from '@meanwhile/wire/records.ts';
import { createInvitation, page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import type { AccountsContext } from './accounts-context.ts';
import { afterAnswer } from './after-answer.ts';
import { forgetToken, insertInvitation, mailedLink, invitationColumns, shownInvitation, type InvitationRow } from './invitation.ts';
import { pageOf, placeOf } from './keyset.ts';
import { roleOf } from './member.ts';
import { shownOnce } from './secret-text.ts';

export function invitationRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  workspaceRoute(app, http, {
    method: 'GET',
    url: '/invitations',
    summary: 'Invitations, newest first.',
    permission: 'member:manage',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(invitation), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const after = placeOf(query.cursor);
      const rows = await tx.rows(sql<InvitationRow>`select ${invitationColumns} from tenant.invitation where workspace_id = ${workspaceId}
        and (${after?.id ?? null}::uuid is null or (invited_at, id) < (${isoOrNull(after?.at)}::timestamptz, ${after?.id ?? null}::uuid))
        order by invited_at desc, id desc limit ${query.limit + 1}`);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.invited_at, id: row.id }), item: shownInvitation });
    },
  });
  inviteRoute(app, http, context);
  workspaceRoute(app, http, {
    method: 'DELETE',
    url: '/invitations/:id',
    summary: 'Revoke an invitation that was not accepted yet.',
    permission: 'member:manage',
    idempotency: 'natural',
    audit: 'invitation.changed',
    params: z.strictObject({ id }),
    answer: invitation,
    async handle({ tx, workspaceId, params, at, emit }) {
      const row = await tx.row(
        sql<InvitationRow>`select ${invitationColumns} from tenant.invitation where workspace_id = ${workspaceId} and id = ${params.id} for update`,
      );
      if (row === undefined) return refuse('not_found');
      if (row.accepted_at !== null) return refuse('conflict');
      if (row.revoked_at !== null) return shownInvitation(row);
      const revoked = { ...row, revoked_at: at };
      await tx.run(sql`update tenant.invitation set revoked_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${row.id}`);
      await forgetToken(tx, workspaceId, row.id);
      await emit({ type: 'invitation.changed', audience: 'desk', subjectId: row.id, payload: { invitation: shownInvitation(revoked) } });
      return shownInvitation(revoked);
    },
  });
}

function inviteRoute(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  workspaceRoute(app, http, {
    method: 'POST',
    url: '/invitations',
    summary: 'Invite somebody by address. The link is shown once.',
    permission: 'member:manage',
    idempotency: 'key',
    audit: 'invitation.changed',
    status: 201,
    body: createInvitation,
    answer: invitation.extend({ link: z.string().nullable() }),
    async handle({ tx, workspaceId, body, principal, platform, at, request, emit }) {
      if (!mayGrant(roleOf(principal), body.role)) return refuse('not_allowed');
      // An invitation is somebody's word, checked again when it is accepted; a token has no name to give.
      if (principal.kind !== 'member') return refuse('not_allowed');
      const email = body.email.toLowerCase();
      const already = await tx.row(
        sql`select 1 from tenant.member where workspace_id = ${workspaceId} and lower(email) = ${email} and removed_at is null limit 1`,
      );
      if (already !== undefined) return refuse('conflict', 'already a member');
      const earlier = await tx.rows(sql<{ id: string }>`update tenant.invitation set revoked_at = ${iso(at)}
        where workspace_id = ${workspaceId} and email = ${email} and accepted_at is null and revoked_at is null returning id`);
      for (const one of earlier) await forgetToken(tx, workspaceId, one.id);
      const { row, link } = await insertInvitation(tx, platform, {
        workspaceId,
        email,
        role: body.role,
        invitedBy: principal.memberId,
        at,
      });
      await emit({ type: 'invitation.changed', audience: 'desk', subjectId: row.id, payload: { invitation: shownInvitation(row) } });
      const { sendMail } = context;
      if (sendMail !== null) {
        const text = `${principal.name} invites you to answer customers together.\n\nJoin within three days:\n\n${mailedLink(platform, link, row.id)}\n`;
        afterAnswer(request, () => context.later(() => sendMail({ to: email, subject: 'You are invited', text })));
      }
      return shownOnce({ ...shownInvitation(row), link }, 'link');
    },
  });
}
