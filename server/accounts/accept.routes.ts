/**
 * How is an invitation accepted? By the signed-in person of that address, or by making the account with a name and a password. One
 * transaction holds the invitation while it is checked and spent, so of two at once one is told that it is no longer valid.
 */
import type { Role } from '@meanwhile/wire/permissions.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { plainName } from '@meanwhile/wire/plain-name.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared, type HttpContext } from '../platform/http/route.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { amongPeople, personById, type AccountsContext, type Person } from './accounts-context.ts';
import { memberOf } from './authenticate.ts';
import { sessionOfCookie } from './bridge.ts';
import { admitMember, forgetToken, lockOpenInvitation, shownInvitation, wasMailed } from './invitation.ts';
import { describe, meAnswer } from './me.routes.ts';
import { shownMember } from './member.ts';
import { requireGoodPassword, setPassword } from './password.routes.ts';
import { createPerson } from './person.ts';
import { isSecretText } from './secret-text.ts';
import { startSession } from './session.ts';

const body = z.strictObject({
  token: z.string().max(limits.linkCodeChars),
  name: plainName(limits.nameChars).optional(),
  password: z.string().max(limits.passwordChars.max).optional(),
  /** Stands in the mailed link only: whoever sends it reads the mailbox. */
  mailed: z.string().max(limits.linkCodeChars).optional(),
});
type Accepting = z.output<typeof body>;

export function acceptRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  app.post(
    '/api/v1/invitations/accept',
    {
      config: declared({
        permission: 'public',
        scope: 'installation',
        rate: 'login',
        idempotency: 'natural',
        audit: ['member.changed', 'invitation.changed'],
      }),
      schema: { summary: 'Accept an invitation.', tags: ['invitations'], body, response: { 200: meAnswer } },
    },
    async (request, reply) => {
      http.rateLimits.spend('login', request.ip);
      const wanted = request.body as Accepting;
      if (!isSecretText(wanted.token)) throw new Refused('invitation_invalid');
      await context.throttle.spend('token', request.ip, null);
      const visitor = await visitorOf(context, request);
      if (visitor === null) requireNameAndPassword(wanted);
      const { person, isNew, workspaceId } = await accept(context, wanted, visitor);
      await context.throttle.succeeded('token', request.ip, null);
      if (isNew) await startSession(context, request, reply, { userId: person.id, method: 'invitation' });
      return reply.header('cache-control', 'no-store').send(await describe(context, await memberOf(context, person.id, workspaceId)));
    },
  );
}

async function visitorOf(context: AccountsContext, request: FastifyRequest): Promise<Person | null> {
  const session = request.headers.authorization === undefined ? await sessionOfCookie(context, request.headers.cookie) : null;
  return session === null ? null : ((await amongPeople(context, (tx) => personById(tx, session.userId))) ?? null);
}

function requireNameAndPassword(wanted: Accepting): void {
  if (wanted.name === undefined || wanted.password === undefined) throw new Refused('not_signed_in');
  requireGoodPassword(wanted.password, [wanted.name]);
}

/** With the password at once: should joining fail after this, they sign in with it and accept again. Null = there is such an account. */
async function newPerson(context: AccountsContext, wanted: Accepting, open: { id: string; email: string }): Promise<Person | null> {
  const isProved = wasMailed(context.platform, open.id, wanted.mailed);
  const person = await createPerson(context, { name: wanted.name ?? '', email: open.email, isProved });
  if (person !== null && wanted.password !== undefined) await setPassword(context, person.id, wanted.password);
  return person;
}

interface Accepted {
  readonly person: Person;
  readonly isNew: boolean;
  readonly workspaceId: string;
}

async function accept(context: AccountsContext, wanted: Accepting, visitor: Person | null): Promise<Accepted> {
  const { platform } = context;
  const at = platform.clock.nowAt();
  const accepted = await acrossWorkspaces(platform.pool, async (tx) => {
    const open = await lockOpenInvitation(tx, wanted.token, at);
    // Bound to its address: for anybody else it is no invitation.
    if (open === undefined || (visitor !== null && visitor.email !== open.email)) throw new Refused('invitation_invalid');
    const person = visitor ?? (await newPerson(context, wanted, open));
    // There is an account with this address: its holder signs in first, so that no link hands it to somebody else.
    if (person === null) throw new Refused('not_signed_in');
    const { workspaceId, role } = open;
    const memberId = await admitMember(tx, platform, { workspaceId, userId: person.id, name: person.name, email: person.email, role, at });
    if (memberId === null) throw new Refused('conflict');
    await tx.run(sql`update tenant.invitation set accepted_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${open.id}`);
    await forgetToken(tx, workspaceId, open.id);
    const joined = {
      id: memberId,
      user_id: person.id,
      name: person.name,
      email: person.email,
      role: role satisfies Role,
      joined_at: at,
      removed_at: null,
    };
    const actor = `member:${memberId}`;
    await appendEvents({ tx, platform, workspaceId, at }, [
      {
        type: 'invitation.changed',
        audience: 'desk',
        actor,
        subjectId: open.id,
        payload: { invitation: shownInvitation({ ...open, accepted_at: at }) },
      },
      { type: 'member.changed', audience: 'desk', actor, subjectId: memberId, payload: { member: shownMember(joined) } },
    ]);
    platform.bell.ringWithin(tx, 'events');
    return { person, isNew: visitor === null, workspaceId };
  });
  platform.bell.ring('events');
  return accepted;
}
