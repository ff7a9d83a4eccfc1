/** How is a one-time link asked for and used? The answer to asking is the same for everybody. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import type { AccountsContext } from './accounts-context.ts';
import { authRoute } from './auth-route.ts';
import { mailLink, tellCleared, useLink } from './link.ts';
import { isSecretText } from './secret-text.ts';
import { startSession } from './session.ts';
import { address } from './sign-in.routes.ts';

export function linkRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  authRoute(app, http, {
    method: 'POST',
    url: '/link',
    permission: 'public',
    body: z.strictObject({ email: address }),
    async handle({ request, body }) {
      await context.throttle.spend('link', request.ip, body.email);
      mailLink(context, body.email);
      return { mailIsSetUp: context.sendMail !== null };
    },
  });
  authRoute(app, http, {
    method: 'POST',
    url: '/link/use',
    permission: 'public',
    body: z.strictObject({ token: z.string().max(limits.linkCodeChars) }),
    async handle({ request, reply, body }) {
      if (!isSecretText(body.token)) throw new Refused('sign_in_failed');
      await context.throttle.spend('token', request.ip, null);
      const used = await useLink(context, body.token);
      if (used === null) throw new Refused('sign_in_failed');
      if (used.cleared) tellCleared(context, used.userId);
      const signedIn = await startSession(context, request, reply, {
        userId: used.userId,
        method: used.reason === 'mail' ? 'link' : 'start',
      });
      // Before the second factor nothing is said: it comes by mail.
      return signedIn.twoFactorRedirect ? signedIn : { ...signedIn, cleared: used.cleared };
    },
  });
}
