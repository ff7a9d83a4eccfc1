/**
 * How is a password set or changed? With the current one; within ten minutes of a mailed link without it, which is how a forgotten one is
 * replaced. Every other session ends and this one gets a new id (attack 71); a second factor stays what it was (attack 74).
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { iso } from '../platform/db/instant.ts';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { amongPeople, personById, type AccountsContext } from './accounts-context.ts';
import { authRoute } from './auth-route.ts';
import { authHeaders, passCookies, requireSession, type CurrentSession } from './bridge.ts';
import { voidLinks } from './link.ts';
import { flawOf, hashPassword, verifyPassword } from './password.ts';
import { endSessions, rememberSource } from './session.ts';
import { givenPassword } from './sign-in.routes.ts';

const body = z.strictObject({
  newPassword: z.string().max(limits.passwordChars.max),
  currentPassword: givenPassword.optional(),
  revokeOtherSessions: z.literal(true).optional(),
});
const linkCountsMs = 10 * minuteMs;

export function passwordRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  authRoute(app, http, {
    method: 'POST',
    url: '/change-password',
    permission: 'user',
    body,
    async handle({ request, reply, body: { newPassword, currentPassword } }) {
      const session = await requireSession(context, request);
      const person = await amongPeople(context, (tx) => personById(tx, session.userId));
      if (person === undefined) throw new Refused('not_signed_in');
      if (person.hasPassword && !cameByLink(context, session)) {
        await context.throttle.spend('password', request.ip, person.email);
        if (currentPassword === undefined || !(await matches(context, person.id, currentPassword))) throw new Refused('sign_in_failed');
        await context.throttle.succeeded('password', request.ip, person.email);
      }
      requireGoodPassword(newPassword, [person.email, person.name]);
      await setPassword(context, person.id, newPassword);
      await endSessions(context, person.id, null);
      await voidLinks(context, person);
      const response = await context.auth.api.issueSession({
        body: { userId: person.id, method: 'password', secondFactorDone: true },
        headers: authHeaders(context, request),
        asResponse: true,
      });
      passCookies(response, reply);
      await rememberSource(context, request.ip, person.id);
      return {};
    },
  });
}

/** Throws Refused `bad_request` naming the field and what is wrong: too_short, too_long or too_common. */
export function requireGoodPassword(password: string, about: readonly string[]): void {
  const flaw = flawOf(password, about);
  if (flaw !== null) throw new Refused('bad_request', flaw);
}

/** By mail or from the operator: one who has forgotten the old password has no other way in. */
function cameByLink(context: AccountsContext, session: CurrentSession): boolean {
  const byLink = session.method === 'link' || session.method === 'start';
  return byLink && context.platform.clock.machineNowAt() - session.createdAt < linkCountsMs;
}

async function matches(context: AccountsContext, userId: string, password: string): Promise<boolean> {
  const row = await amongPeople(context, (tx) =>
    tx.row(sql<{ password: string | null }>`
    select password from accounts.account where user_id = ${userId} and provider_id = 'credential'`),
  );
  return typeof row?.password === 'string' && verifyPassword({ hash: row.password, password });
}

export async function setPassword(context: AccountsContext, userId: string, password: string): Promise<void> {
  const hashed = await hashPassword(password);
  const at = iso(context.platform.clock.nowAt());
  await amongPeople(context, (tx) =>
    tx.run(sql`
    insert into accounts.account (id, user_id, provider_id, account_id, password, created_at, updated_at)
    values (${context.platform.clock.newId()}, ${userId}, 'credential', ${userId}, ${hashed}, ${at}, ${at})
    on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = excluded.updated_at`),
  );
}
