/**
 * How is better-auth set up? Passwords, sessions, TOTP with recovery codes, and one OpenID provider; everything else it offers is off.
 * Membership, invitations, tokens and workspaces are ours and it knows nothing of them.
 */
import { createHash } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { authPath, sourceHeader, type AuthParts } from './auth-parts.ts';
import { authTables } from './auth-tables.ts';
import { isInvited } from './invited-address.store.ts';
import { discoveryUrlOf, providerIdOf, type OidcSettings } from './oidc.ts';
import { hashPassword, passwordChars, verifyPassword } from './password.ts';
import { secondFactorOnce } from './second-factor.ts';
import { howItBegan, sessionIssuer } from './session-issuer.ts';

const sessionMs = 30 * 24 * 3_600_000;

/** What better-auth would answer and we never mount; refused by it as well. */
export const closedPaths = [
  '/sign-up/email',
  '/reset-password',
  '/reset-password/:token',
  '/request-password-reset',
  '/verify-password',
  '/verify-email',
  '/send-verification-email',
  '/change-email',
  '/change-password',
  '/update-session',
  '/update-user',
  '/delete-user',
  '/delete-user/callback',
  '/list-sessions',
  '/revoke-session',
  '/revoke-sessions',
  '/revoke-other-sessions',
  '/list-accounts',
  '/unlink-account',
  '/refresh-token',
  '/get-access-token',
  '/account-info',
  '/two-factor/get-totp-uri',
  '/two-factor/send-otp',
  '/two-factor/verify-otp',
  '/ok',
  '/error',
  '/get-session',
];

export type Auth = ReturnType<typeof createAuth>;

export function createAuth(parts: AuthParts) {
  const { platform, pool, oidc } = parts;
  const { publicUrl, production } = platform.settings;
  const secrets = platform.keys.all('better-auth').map(({ id, key }) => ({ version: versionOf(id), value: key.toString('base64url') }));
  return betterAuth({
    appName: 'Meanwhile',
    baseURL: publicUrl,
    basePath: authPath,
    trustedOrigins: [publicUrl],
    secrets,
    secret: secrets[0]?.value ?? '',
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    disabledPaths: closedPaths,
    onAPIError: { errorURL: `${publicUrl}/sign-in` },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordChars.min,
      maxPasswordLength: passwordChars.max,
      revokeSessionsOnPasswordReset: true,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: {
      ...authTables.user,
      validateUserInfo: async ({ user, source }) => {
        if (source.action !== 'create-user') return;
        const vouched = source.method === 'oauth' && user.emailVerified === true && typeof user.email === 'string';
        if (!vouched || !(await isInvited(platform, user.email ?? ''))) return { error: 'not_invited' };
      },
    },
    session: {
      ...authTables.session,
      expiresIn: sessionMs / 1_000,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: { method: { type: 'string', required: false, input: false, returned: true } },
    },
    account: {
      ...authTables.account,
      encryptOAuthTokens: true,
      accountLinking: { enabled: true, disableImplicitLinking: true, allowDifferentEmails: false },
    },
    databaseHooks: { session: { create: { before: howItBegan } } },
    verification: { ...authTables.verification, storeIdentifier: 'hashed' },
    advanced: {
      // `__Host-` needs Secure, the path / and no domain; better-auth's own prefix would be the weaker `__Secure-`.
      useSecureCookies: false,
      cookiePrefix: production ? '__Host-meanwhile' : 'meanwhile',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: production },
      // Set by our bridge from Fastify's view of the connection; nothing a client sends gets there.
      ipAddress: { ipAddressHeaders: [sourceHeader], ipv6Subnet: 64 },
      database: { generateId: () => platform.clock.newId() },
    },
    plugins: [
      twoFactor({
        issuer: 'Meanwhile',
        allowPasswordless: true,
        schema: authTables.secondFactor,
        // Ours counts per account and source, so that a stranger cannot lock a person's second factor.
        accountLockout: { enabled: false },
      }),
      secondFactorOnce(parts),
      sessionIssuer(platform.clock),
      ...(oidc === null ? [] : [openIdProvider(oidc)]),
    ],
  });
}

function openIdProvider(oidc: OidcSettings) {
  return genericOAuth({
    config: [
      {
        providerId: providerIdOf(oidc),
        name: oidc.name,
        discoveryUrl: discoveryUrlOf(oidc),
        requireIdTokenVerification: true,
        clientId: oidc.clientId,
        clientSecret: oidc.clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        mapProfileToUser: (profile) => ({ name: profile.name ?? String(profile.email ?? '').split('@')[0] ?? '' }),
      },
    ],
  });
}

/** better-auth numbers its secrets; ours have names. */
function versionOf(keyId: string): number {
  return createHash('sha256').update(keyId).digest().readUInt32BE(0) >>> 1;
}
