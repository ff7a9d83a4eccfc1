/** How does somebody come to be signed in, and how does it end? One way for links, passkeys and invitations; better-auth's for the rest. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { amongPeople, personById, type AccountsContext } from './accounts-context.ts';
import { authHeaders, passCookies, sessionOfCookie } from './bridge.ts';

export type SignInMethod = 'link' | 'start' | 'passkey' | 'invitation' | 'oidc';

export interface SignedIn {
  /** True: the second factor comes next; there is no session yet. */
  readonly twoFactorRedirect: boolean;
}

/** A new session with a new id; the one the browser brought along ends (attack 71). */
export async function startSession(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { userId: string; method: SignInMethod },
): Promise<SignedIn> {
  const before = await sessionOfCookie(context, request.headers.cookie);
  const response = await context.auth.api.issueSession({
    body: { ...who, secondFactorDone: who.method === 'passkey' },
    headers: authHeaders(context, request),
    asResponse: true,
  });
  if (!response.ok) throw new Error(`no session could be issued: ${response.status}`);
  passCookies(response, reply);
  const { twoFactorRedirect } = (await response.json()) as SignedIn;
  if (before !== null) await endSession(context, before.id);
  if (!twoFactorRedirect) await rememberSource(context, request.ip, who.userId);
  return { twoFactorRedirect };
}

export async function rememberSource(context: AccountsContext, ip: string, userId: string): Promise<void> {
  const person = await amongPeople(context, (tx) => personById(tx, userId));
  if (person !== undefined) await context.throttle.remember(ip, [person.id, person.email]);
}

export async function endSession(context: AccountsContext, sessionId: string): Promise<void> {
  await amongPeople(context, (tx) => tx.run(sql`delete from accounts.session where id = ${sessionId}`));
}

/** Everywhere, or everywhere but here. */
export async function endSessions(context: AccountsContext, userId: string, exceptId: string | null): Promise<void> {
  await amongPeople(context, (tx) =>
    tx.run(sql`delete from accounts.session where user_id = ${userId} and id is distinct from ${exceptId}`),
  );
}
