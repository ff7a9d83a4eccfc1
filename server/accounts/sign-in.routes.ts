/** How does one sign in with a password, and out again? better-auth compares; we count first, answer alike for known and unknown, and end the session brought along. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { untilAfter } from '../platform/clock/pause.ts';
import type { HttpContext } from '../platform/http/route.ts';
import type { AccountsContext } from './accounts-context.ts';
import { authRoute } from './auth-route.ts';
import { callAuth, passCookies, refuseAs, sessionOfCookie } from './bridge.ts';
import { leaveDesk } from './leave-desk.ts';
import { providerIdOf } from './oidc.ts';
import { passwordChars } from './password.ts';
import { endSession, rememberSource } from './session.ts';

export const address = z.email().max(limits.accountAddressChars);
export const givenPassword = z.string().min(1).max(passwordChars.max);

/**
 * A refusal takes this long, whatever was looked up for it: for an account there is a query more, and a thousand samples would show it
 * (attack 75). Longer than a comparison takes, short for somebody who mistyped.
 */
const refusalMs = 200;

export function signInRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  authRoute(app, http, {
    method: 'GET',
    url: '/ways',
    permission: 'public',
    handle: async () => ({
      password: true,
      link: context.sendMail !== null,
      passkeys: true,
      oidc: context.oidc === null ? null : { providerId: providerIdOf(context.oidc), name: context.oidc.name },
    }),
  });
  authRoute(app, http, {
    method: 'POST',
    url: '/sign-in/email',
    permission: 'public',
    body: z.strictObject({ email: address, password: givenPassword }),
    async handle({ request, reply, body }) {
      const refusalIsDue = untilAfter(refusalMs);
      await context.throttle.spend('password', request.ip, body.email);
      const before = await sessionOfCookie(context, request.headers.cookie);
      const response = await callAuth(context, request, { method: 'POST', path: '/sign-in/email', body });
      if (!response.ok) await refusalIsDue();
      refuseAs(response, 'sign_in_failed');
      await context.throttle.succeeded('password', request.ip, body.email);
      const answer = (await response.json()) as { twoFactorRedirect?: boolean; user?: { id: string } };
      if (before !== null) await endSession(context, before.id);
      if (answer.user !== undefined) await rememberSource(context, request.ip, answer.user.id);
      passCookies(response, reply);
      return { twoFactorRedirect: answer.twoFactorRedirect === true };
    },
  });
  authRoute(app, http, {
    method: 'POST',
    url: '/sign-out',
    permission: 'public',
    async handle({ request, reply }) {
      const before = await sessionOfCookie(context, request.headers.cookie);
      const response = await callAuth(context, request, { method: 'POST', path: '/sign-out', body: {} });
      refuseAs(response, 'not_signed_in');
      if (before !== null) await leaveDesk(context, before.userId);
      passCookies(response, reply);
      return {};
    },
  });
}
