/**
 * How does a link or a passkey become a session? Through better-auth's own cookies and tables, by an endpoint no path leads to. Where a
 * second factor is set up, the challenge comes first, exactly as after a password (attack 74).
 */
import { randomBytes } from 'node:crypto';
import type { BetterAuthOptions, BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { SystemClock } from '../platform/clock/clock.ts';

const challengeMs = 10 * 60_000;

const body = z.object({
  userId: z.string(),
  method: z.enum(['link', 'start', 'passkey', 'invitation', 'oidc', 'password']),
  /** True for passkeys only: possession and the device's own lock are two factors already. */
  secondFactorDone: z.boolean(),
});

export function sessionIssuer(clock: SystemClock) {
  return {
    id: 'meanwhile-session-issuer',
    endpoints: {
      issueSession: createAuthEndpoint.serverOnly({ method: 'POST', body, requireHeaders: true }, async (ctx) => {
        const { userId, method, secondFactorDone } = ctx.body;
        const { internalAdapter, createAuthCookie, secret } = ctx.context;
        const user = await internalAdapter.findUserById(userId);
        if (user === null) throw new Error('no such user');
        if ((user as { twoFactorEnabled?: boolean | null }).twoFactorEnabled === true && !secondFactorDone) {
          const identifier = `2fa-${randomBytes(24).toString('base64url')}`;
          const expiresAt = new Date(clock.machineNowAt() + challengeMs);
          await internalAdapter.createVerificationValue({ value: user.id, identifier, expiresAt });
          await internalAdapter.createVerificationValue({ value: '0', identifier: `2fa-attempts-${identifier}`, expiresAt });
          await internalAdapter.createVerificationValue({ value: method, identifier: `2fa-method-${identifier}`, expiresAt });
          const cookie = createAuthCookie('two_factor', { maxAge: challengeMs / 1_000 });
          await ctx.setSignedCookie(cookie.name, identifier, secret, cookie.attributes);
          return ctx.json({ twoFactorRedirect: true });
        }
        const session = await internalAdapter.createSession(user.id, false, { method });
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ twoFactorRedirect: false });
      }),
    },
  } satisfies BetterAuthPlugin;
}

type SessionHook = NonNullable<NonNullable<NonNullable<NonNullable<BetterAuthOptions['databaseHooks']>['session']>['create']>['before']>;

/** Notes on every new session how it began; after a second factor that is how the first step was taken. */
export const howItBegan: SessionHook = async (session, context) => {
  if (session['method'] !== undefined && session['method'] !== null) return;
  const path = context?.path ?? '';
  if (path === '/sign-in/email') return { data: { method: 'password' } };
  if (path.startsWith('/callback')) return { data: { method: 'oidc' } };
  if (context === null || !path.startsWith('/two-factor/')) return;
  const challenge = await context.getSignedCookie(context.context.createAuthCookie('two_factor').name, context.context.secret);
  if (typeof challenge !== 'string' || challenge === '') return;
  const kept = await context.context.internalAdapter.consumeVerificationValue(`2fa-method-${challenge}`);
  return { data: { method: kept?.value ?? 'password' } };
};
