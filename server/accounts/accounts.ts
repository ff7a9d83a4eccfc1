/**
 * Who may come in, and as whom? The front door of accounts: sign-in, sessions, workspaces, members, invitations and API tokens. Rights in a
 * workspace are ours and read per request; passwords, sessions and second factors are better-auth's behind the routes of this folder.
 */
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { ApiToken } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Authenticate } from '../platform/http/principal.ts';
import type { HttpContext } from '../platform/http/route.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { acceptRoutes } from './accept.routes.ts';
import { amongPeople, personByAddress, type AccountsContext, type Person, type SendMail } from './accounts-context.ts';
import { doAfterAnswers } from './after-answer.ts';
import { insertToken, unknownScope } from './api-token.ts';
import { apiTokenRoutes } from './api-token.routes.ts';
import { createAuth } from './auth.ts';
import { createAuthenticate } from './authenticate.ts';
import { firstOwnerAddress, seedFirstRun, type FirstRun } from './first-run.ts';
import { forgetWhatIsOver } from './forget.ts';
import { invitationRoutes } from './invitation.routes.ts';
import type { OnLeaving } from './leaving.ts';
import { createLink, type SignInLink } from './link.ts';
import { linkRoutes } from './link.routes.ts';
import { meRoutes } from './me.routes.ts';
import { memberRoutes } from './member.routes.ts';
import type { OidcSettings } from './oidc.ts';
import { oidcRoutes } from './oidc.routes.ts';
import { passkeyRoutes } from './passkey.routes.ts';
import { passwordRoutes } from './password.routes.ts';
import { createPerson } from './person.ts';
import { secondFactorRoutes } from './second-factor.routes.ts';
import { sessionRoutes } from './session.routes.ts';
import { signInRoutes } from './sign-in.routes.ts';
import { createThrottle } from './throttle.ts';
import { makeWorkspace, type MadeWorkspace } from './workspace.ts';
import { workspaceRoutes } from './workspace.routes.ts';

export type { SendMail } from './accounts-context.ts';
export type { FirstRun } from './first-run.ts';
export type { OnLeaving } from './leaving.ts';
export { loadOidc } from './oidc.ts';
export { openAccountsPool } from './pool.ts';

export interface AccountsOptions {
  /** From `openAccountsPool`; who made it closes it, after `close()`. */
  readonly accountsPool: pg.Pool;
  /** Null = no mail server: links are not mailed, and every answer says so alike. */
  readonly sendMail?: SendMail | null;
  /** From `loadOidc`. */
  readonly oidc?: OidcSettings | null;
  /** Releases what a leaving member holds, inside the transaction of the removal. */
  readonly onLeaving?: OnLeaving | null;
}

export interface Accounts {
  readonly authenticate: Authenticate;
  registerRoutes(app: FastifyInstance, http: HttpContext): void;
  /** For the operator: valid for an hour, once. Without an address: the first owner's. Null = no such account. */
  createSignInLink(address?: string): Promise<SignInLink | null>;
  /** For the operator. Scopes are permissions or `*`. Throws on an unknown scope or workspace. */
  createApiToken(wanted: { workspace: string; name: string; scopes: readonly string[] }): Promise<{ token: string; record: ApiToken }>;
  /** For the operator. Makes the owner's account where there is none. Null = the slug is taken. */
  createWorkspace(wanted: {
    name: string;
    slug: string;
    owner: { name: string; email: string };
    locale?: string;
    zone?: string;
  }): Promise<MadeWorkspace | null>;
  /** For the operator. The account with this address, made without a password where there is none; it is a member of nothing by that. */
  personFor(who: { name: string; email: string }): Promise<{ id: string; name: string; email: string }>;
  /** Null = a workspace exists already; then nothing happened. */
  seedFirstRun(): Promise<FirstRun | null>;
  /** Drops what is over: windows of attempts, expired sessions, links and challenges; for a daily job. */
  forget(): Promise<void>;
  /** Waits for work that goes on after its answer. */
  close(): Promise<void>;
}

export function createAccounts(platform: Platform, options: AccountsOptions): Accounts {
  const pool = options.accountsPool;
  const oidc = options.oidc ?? null;
  const throttle = createThrottle(platform, pool);
  const running = new Set<Promise<void>>();
  const context: AccountsContext = {
    platform,
    pool,
    throttle,
    oidc,
    auth: createAuth({ platform, pool, throttle, oidc }),
    sendMail: options.sendMail ?? null,
    onLeaving: options.onLeaving ?? null,
    later(work) {
      const done = work()
        .catch((error: unknown) => platform.log.error({ err: error }, 'work after an answer failed'))
        .finally(() => running.delete(done));
      running.add(done);
    },
  };
  return {
    authenticate: createAuthenticate(context),
    registerRoutes: (app, http) => registerRoutes(app, http, context),
    createSignInLink: async (address = firstOwnerAddress) => {
      const person = await amongPeople(context, (tx) => personByAddress(tx, address));
      return person === undefined ? null : createLink(context, person.id, 'start');
    },
    createApiToken: (wanted) => operatorToken(context, wanted),
    createWorkspace: async ({ owner, ...wanted }) => {
      // Looked up first, so that a name that is taken leaves no account behind.
      if (await isTaken(platform, wanted.slug)) return null;
      const person = await personFor(context, owner);
      return makeWorkspace(platform, { ...wanted, owner: { userId: person.id, name: person.name, email: person.email } });
    },
    personFor: (who) => personFor(context, who),
    seedFirstRun: () => seedFirstRun(context),
    forget: () => forgetWhatIsOver(context),
    close: async () => {
      await Promise.all(running);
    },
  };
}

function registerRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  doAfterAnswers(app);
  for (const routes of [
    signInRoutes,
    secondFactorRoutes,
    linkRoutes,
    oidcRoutes,
    passkeyRoutes,
    passwordRoutes,
    sessionRoutes,
    meRoutes,
    workspaceRoutes,
    memberRoutes,
    invitationRoutes,
    acceptRoutes,
  ]) {
    routes(app, http, context);
  }
  apiTokenRoutes(app, http);
}

async function personFor(context: AccountsContext, who: { name: string; email: string }): Promise<Person> {
  const person = (await createPerson(context, who)) ?? (await amongPeople(context, (tx) => personByAddress(tx, who.email)));
  if (person === undefined) throw new Error(`no account could be made for ${who.email}`);
  return person;
}

async function isTaken(platform: Platform, slug: string): Promise<boolean> {
  const found = await acrossWorkspaces(platform.pool, (tx) => tx.row(sql`select 1 from directory.workspace where slug = ${slug}`));
  return found !== undefined;
}

async function operatorToken(
  context: AccountsContext,
  wanted: { workspace: string; name: string; scopes: readonly string[] },
): Promise<{ token: string; record: ApiToken }> {
  const { platform } = context;
  const unknown = unknownScope(wanted.scopes);
  if (unknown !== null) throw new Error(`There is no permission called ${unknown}.`);
  const place = await acrossWorkspaces(platform.pool, (tx) =>
    tx.row(sql<{ workspace_id: string }>`
    select workspace_id from directory.workspace where (slug = ${wanted.workspace} or workspace_id::text = ${wanted.workspace}) and deleted_at is null`),
  );
  if (place === undefined) throw new Error(`There is no workspace called ${wanted.workspace}.`);
  const made = await inWorkspace(platform.pool, place.workspace_id, async (tx) => {
    const token = await insertToken(tx, platform.clock, {
      workspaceId: place.workspace_id,
      name: wanted.name,
      scopes: wanted.scopes,
      createdBy: null,
    });
    await appendEvents({ tx, platform, workspaceId: place.workspace_id, at: platform.clock.nowAt() }, [
      { type: 'token.changed', audience: 'desk', actor: 'system', subjectId: token.record.id, payload: { token: token.record } },
    ]);
    platform.bell.ringWithin(tx, 'events');
    return token;
  });
  platform.bell.ring('events');
  return made;
}
