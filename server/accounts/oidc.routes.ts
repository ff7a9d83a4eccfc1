/** How does one sign in through the identity provider, and how does one connect it to an account? better-auth checks state, PKCE, nonce, issuer and signature; a second factor of ours is asked for all the same. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { amongPeople, personById, type AccountsContext } from './accounts-context.ts';
import { authRoute } from './auth-route.ts';
import { callAuth, passCookies, refuseAs, requireSession, sessionOfCookie } from './bridge.ts';
import { providerIdOf } from './oidc.ts';
import { returnPath } from './return-path.ts';
import { endSession, rememberSource, startSession } from './session.ts';

const begin = z.strictObject({
  provider: z.string().max(limits.keyChars),
  callbackURL: returnPath.default('/'),
  errorCallbackURL: returnPath.default('/sign-in'),
});
const short = z.string().max(limits.oidcAnswerChars).optional();
const callback = z.object({ state: short, code: short, error: short, error_description: short, iss: short });

export function oidcRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  const start = (url: '/sign-in/social' | '/link-social', permission: 'public' | 'user'): void =>
    authRoute(app, http, {
      method: 'POST',
      url,
      permission,
      body: begin,
      async handle({ request, reply, body }) {
        if (context.oidc === null || body.provider !== providerIdOf(context.oidc)) throw new Refused('not_found');
        if (permission === 'user') await requireSession(context, request);
        const response = await callAuth(context, request, { method: 'POST', path: url, body: { ...body, disableRedirect: true } });
        refuseAs(response, 'sign_in_failed');
        passCookies(response, reply);
        return { url: ((await response.json()) as { url: string }).url };
      },
    });
  start('/sign-in/social', 'public');
  start('/link-social', 'user');
  authRoute(app, http, {
    method: 'GET',
    url: '/callback/:id',
    permission: 'public',
    query: callback,
    params: z.strictObject({ id: z.string().max(limits.keyChars) }),
    async handle({ request, reply, query, params }) {
      const { publicUrl } = context.platform.settings;
      if (context.oidc === null || params.id !== providerIdOf(context.oidc)) throw new Refused('not_found');
      const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
      const response = await callAuth(context, request, {
        method: 'GET',
        path: `/callback/${params.id}?${new URLSearchParams(given).toString()}`,
      });
      const target = new URL(response.headers.get('location') ?? '/sign-in?error=failed', publicUrl);
      if (response.status >= 500 || target.origin !== new URL(publicUrl).origin) return reply.redirect('/sign-in?error=failed', 302);
      const session = await sessionOfCookie(context, cookiesOf(response));
      const person = session === null ? undefined : await amongPeople(context, (tx) => personById(tx, session.userId));
      if (session !== null && person?.secondFactor === true) {
        await endSession(context, session.id);
        await startSession(context, request, reply, { userId: session.userId, method: 'oidc' });
        return reply.redirect('/sign-in?step=second', 302);
      }
      if (session !== null) {
        const before = await sessionOfCookie(context, request.headers.cookie);
        if (before !== null && before.id !== session.id) await endSession(context, before.id);
        await rememberSource(context, request.ip, session.userId);
      }
      passCookies(response, reply);
      return reply.redirect(target.pathname + target.search + target.hash, 302);
    },
  });
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}
