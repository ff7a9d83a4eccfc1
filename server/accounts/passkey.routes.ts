/** How are passkeys made, used, listed and removed? What an answer of the browser proves is judged in `passkey.ts`. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { plainName } from '@meanwhile/wire/plain-name.ts';
import { z } from 'zod';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { amongPeople, personById, type AccountsContext, type Person } from './accounts-context.ts';
import { authRoute } from './auth-route.ts';
import { requireSession } from './bridge.ts';
import { askToRegister, askToSignIn, challengeMs, register, signInWith } from './passkey.ts';
import { startSession } from './session.ts';

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]*$/)
  .max(limits.passkeyAnswerChars);
const common = {
  id: base64url.min(1).max(limits.passkeyIdChars),
  rawId: base64url.max(limits.passkeyIdChars),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
  clientExtensionResults: z
    .record(z.string(), z.unknown())
    .transform(() => ({}))
    .default({}),
};
const made = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']))
      .max(limits.passkeyTransports)
      .optional()
      .catch(undefined),
  }),
});
const used = z.object({
  ...common,
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url, userHandle: base64url.nullish() }),
});

export function passkeyRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  makingRoutes(app, http, context);
  signInRoutes(app, http, context);
  keepingRoutes(app, http, context);
}

function makingRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  authRoute(app, http, {
    method: 'POST',
    url: '/passkeys/options/register',
    permission: 'user',
    async handle({ request, reply }) {
      const { handle, options } = await askToRegister(context, await personOf(context, request));
      holdHandle(context, reply, handle);
      return options;
    },
  });
  authRoute(app, http, {
    method: 'POST',
    url: '/passkeys/register',
    permission: 'user',
    body: z.strictObject({ name: plainName(limits.labelChars).default('Passkey'), response: made }),
    async handle({ request, reply, body }) {
      const person = await personOf(context, request);
      const handle = takeHandle(context, request, reply);
      if (!(await register(context, { person, handle, name: body.name, response: withoutGaps(body.response) })))
        throw new Refused('sign_in_failed');
      return {};
    },
  });
}

function signInRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  authRoute(app, http, {
    method: 'POST',
    url: '/passkeys/options/sign-in',
    permission: 'public',
    async handle({ reply }) {
      const { handle, options } = await askToSignIn(context);
      holdHandle(context, reply, handle);
      return options;
    },
  });
  authRoute(app, http, {
    method: 'POST',
    url: '/passkeys/sign-in',
    permission: 'public',
    body: z.strictObject({ response: used }),
    async handle({ request, reply, body }) {
      await context.throttle.spend('passkey', request.ip, null);
      const userId = await signInWith(context, takeHandle(context, request, reply), withoutGaps(body.response));
      if (userId === null) throw new Refused('sign_in_failed');
      await context.throttle.succeeded('passkey', request.ip, null);
      return startSession(context, request, reply, { userId, method: 'passkey' });
    },
  });
}

/** Seen and removed by their owner. */
function keepingRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  authRoute(app, http, {
    method: 'GET',
    url: '/passkeys',
    permission: 'user',
    async handle({ request }) {
      const { userId } = await requireSession(context, request);
      const rows = await amongPeople(context, (tx) =>
        tx.rows(sql<{ id: string; name: string; created_at: number; last_used_at: number | null }>`
        select id, name, (extract(epoch from created_at) * 1000)::float8 as created_at, (extract(epoch from last_used_at) * 1000)::float8 as last_used_at
        from accounts.passkey where user_id = ${userId} order by created_at`),
      );
      return {
        items: rows.map((row) => ({ id: row.id, name: row.name, createdAt: iso(row.created_at), lastUsedAt: isoOrNull(row.last_used_at) })),
        nextCursor: null,
      };
    },
  });
  authRoute(app, http, {
    method: 'DELETE',
    url: '/passkeys/:id',
    permission: 'user',
    params: z.strictObject({ id: z.string().max(limits.passkeyIdChars) }),
    async handle({ request, params }) {
      const { userId } = await requireSession(context, request);
      const gone = await amongPeople(context, (tx) =>
        tx.run(sql`delete from accounts.passkey where id = ${params.id} and user_id = ${userId}`),
      );
      if (gone === 0) throw new Refused('not_found');
      return {};
    },
  });
}

async function personOf(context: AccountsContext, request: FastifyRequest): Promise<Person> {
  const { userId } = await requireSession(context, request);
  const person = await amongPeople(context, (tx) => personById(tx, userId));
  if (person === undefined) throw new Refused('not_signed_in');
  return person;
}

function cookieName(context: AccountsContext): string {
  return context.platform.settings.production ? '__Host-meanwhile.passkey' : 'meanwhile.passkey';
}

function holdHandle(context: AccountsContext, reply: FastifyReply, handle: string): void {
  void reply.setCookie(cookieName(context), handle, {
    httpOnly: true,
    sameSite: 'strict',
    secure: context.platform.settings.production,
    path: '/',
    maxAge: challengeMs / 1_000,
  });
}

function takeHandle(context: AccountsContext, request: FastifyRequest, reply: FastifyReply): string | undefined {
  void reply.clearCookie(cookieName(context), {
    httpOnly: true,
    sameSite: 'strict',
    secure: context.platform.settings.production,
    path: '/',
  });
  return request.cookies[cookieName(context)];
}

/** Absent and undefined are two things to the library's types; the shape was checked by the schema above. */
function withoutGaps<Answer>(value: object): Answer {
  return JSON.parse(JSON.stringify(value)) as Answer;
}
