/** How is a second factor set up, used and taken away? Always with the password (or, without one, a current code); recovery codes count once. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { amongPeople, personById, type AccountsContext, type Person } from './accounts-context.ts';
import { authRoute } from './auth-route.ts';
import { callAuth, passCookies, refuseAs, requireSession } from './bridge.ts';
import { rememberSource } from './session.ts';
import { givenPassword } from './sign-in.routes.ts';

const totpCode = z.string().regex(/^\d{6}$/);
const recoveryCode = z.string().regex(/^[A-Za-z0-9]{5}-[A-Za-z0-9]{5}$/);

export function secondFactorRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  const verify = (url: string, code: z.ZodType<string>): void =>
    authRoute(app, http, {
      method: 'POST',
      url,
      permission: 'public',
      body: z.strictObject({ code }),
      async handle({ request, reply, body }) {
        const response = await callAuth(context, request, { method: 'POST', path: url, body });
        refuseAs(response, 'sign_in_failed');
        passCookies(response, reply);
        const { user } = (await response.json()) as { user: { id: string } };
        await context.throttle.succeeded('code', request.ip, user.id);
        await rememberSource(context, request.ip, user.id);
        return { twoFactorRedirect: false };
      },
    });
  verify('/two-factor/verify-totp', totpCode);
  verify('/two-factor/verify-backup-code', recoveryCode);
  authRoute(app, http, {
    method: 'POST',
    url: '/two-factor/enable',
    permission: 'user',
    body: z.strictObject({ password: givenPassword.optional() }),
    async handle({ request, reply, body }) {
      if ((await personOf(context, request)).secondFactor) throw new Refused('conflict');
      const response = await changed(context, request, reply, { path: '/two-factor/enable', password: body.password });
      const { totpURI, backupCodes } = (await response.json()) as { totpURI: string; backupCodes: string[] };
      return { totpURI, backupCodes };
    },
  });
  authRoute(app, http, {
    method: 'POST',
    url: '/two-factor/disable',
    permission: 'user',
    body: z.strictObject({ password: givenPassword.optional(), code: totpCode.optional() }),
    async handle({ request, reply, body }) {
      const person = await personOf(context, request);
      if (!person.hasPassword) await requireCode(context, request, body.code);
      await changed(context, request, reply, { path: '/two-factor/disable', password: body.password });
      return {};
    },
  });
  authRoute(app, http, {
    method: 'POST',
    url: '/two-factor/generate-backup-codes',
    permission: 'user',
    body: z.strictObject({ password: givenPassword.optional(), code: totpCode.optional() }),
    async handle({ request, reply, body }) {
      const person = await personOf(context, request);
      if (!person.hasPassword) await requireCode(context, request, body.code);
      const response = await changed(context, request, reply, { path: '/two-factor/generate-backup-codes', password: body.password });
      const { backupCodes } = (await response.json()) as { backupCodes: string[] };
      return { backupCodes };
    },
  });
}

async function personOf(context: AccountsContext, request: FastifyRequest): Promise<Person> {
  const session = await requireSession(context, request);
  const person = await amongPeople(context, (tx) => personById(tx, session.userId));
  if (person === undefined) throw new Refused('not_signed_in');
  return person;
}

async function requireCode(context: AccountsContext, request: FastifyRequest, code: string | undefined): Promise<void> {
  if (code === undefined) throw new Refused('second_factor_needed');
  refuseAs(await callAuth(context, request, { method: 'POST', path: '/two-factor/verify-totp', body: { code } }), 'sign_in_failed');
}

async function changed(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
  call: { path: string; password: string | undefined },
): Promise<Response> {
  const response = await withPassword(context, request, call);
  passCookies(response, reply);
  return response;
}

/** The password is guessed here no more often than at the door. */
async function withPassword(
  context: AccountsContext,
  request: FastifyRequest,
  call: { path: string; password: string | undefined },
): Promise<Response> {
  const person = await personOf(context, request);
  await context.throttle.spend('password', request.ip, person.email);
  const response = await callAuth(context, request, {
    method: 'POST',
    path: call.path,
    body: call.password === undefined ? {} : { password: call.password },
  });
  refuseAs(response, 'sign_in_failed');
  await context.throttle.succeeded('password', request.ip, person.email);
  return response;
}
