/**
 * Who does the customer's site say this visitor is? Checks the short-lived token a site signs for its own signed-in customer.
 * The algorithm comes from our key, never from the token; matching the result to a customer is not done here.
 */
import { decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from '../contract/bounded-text.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { JWK, JWTPayload } from 'jose';

export type SiteKey =
  | { readonly kid?: string; readonly alg: 'HS256'; readonly secret: string }
  | { readonly kid?: string; readonly alg: 'EdDSA'; readonly publicJwk: Readonly<Record<string, unknown>> };

export interface SiteIdentity {
  /** The site's own customer number. Proved together with the channel it was made for; nothing else links customers. */
  readonly subject: string;
  readonly email: string | null;
  /** True only when the site signed `email_verified: true`. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** What the site knows of them, as it wrote it: the claims `phone_number`, `birthdate` and `address` of OpenID Connect Core 1.0 §5.1. */
  readonly said: readonly { readonly kind: 'phone' | 'birthday' | 'address'; readonly text: string }[];
  readonly expiresAt: Instant;
}

export type SiteIdentityRefusal =
  | 'malformed'
  | 'unknownKey'
  | 'badSignature'
  | 'expired'
  | 'notYetValid'
  | 'wrongAudience'
  | 'noSubject'
  | 'noExpiry'
  | 'livesTooLong';

export type SiteIdentityAnswer =
  | { readonly ok: true; readonly identity: SiteIdentity }
  | { readonly ok: false; readonly reason: SiteIdentityRefusal };

export interface SiteIdentityCheck {
  /** All live keys of this channel; several while one is being replaced. */
  readonly keys: readonly SiteKey[];
  /** Our channel's id, which must be the token's audience. */
  readonly audience: string;
  readonly nowAt: Instant;
}

/** Clocks of shop servers may be off by this much, in seconds. */
const clockToleranceS = 60;
/** RFC 7518 §3.2: a key as long as the hash, in bytes. */
const minSecretBytes = 32;

type KeyMaterial = Uint8Array | Awaited<ReturnType<typeof importJWK>>;

async function materialOf(key: SiteKey): Promise<KeyMaterial | null> {
  if (key.alg === 'HS256') {
    const secret = new TextEncoder().encode(key.secret);
    return secret.length >= minSecretBytes ? secret : null;
  }
  const { kty, crv, x } = key.publicJwk;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') return null;
  return importJWK({ kty, crv, x } satisfies JWK, 'EdDSA');
}

/** Which keys may judge this token? Same algorithm; a token that names a key is judged by that key alone. */
function candidatesFor(jwt: string, keys: readonly SiteKey[]): readonly SiteKey[] | null {
  try {
    const { alg, kid } = decodeProtectedHeader(jwt);
    return keys.filter((key) => key.alg === alg && (kid === undefined || key.kid === undefined || key.kid === kid));
  } catch (malformed) {
    if (malformed instanceof TypeError || malformed instanceof errors.JOSEError) return null;
    throw malformed;
  }
}

function refusalOf(error: unknown): SiteIdentityRefusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'wrongAudience';
    if (error.claim === 'exp') return 'noExpiry';
    if (error.claim === 'sub') return 'noSubject';
    return error.claim === 'nbf' || error.claim === 'iat' ? 'notYetValid' : 'malformed';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'badSignature';
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'malformed';
  throw error;
}

function saidIn(claims: JWTPayload): SiteIdentity['said'] {
  const { phone_number: phone, birthdate, address } = claims;
  const formatted = typeof address === 'object' && address !== null && 'formatted' in address ? address.formatted : address;
  const all = [
    { kind: 'phone' as const, text: phone },
    { kind: 'birthday' as const, text: birthdate },
    { kind: 'address' as const, text: formatted },
  ];
  return all.flatMap(({ kind, text }) => (typeof text === 'string' ? [{ kind, text: boundedText(text, limits.addressChars) }] : []));
}

function identityOf(claims: JWTPayload, nowAt: Instant): SiteIdentityAnswer {
  const { sub, exp, iat } = claims;
  if (typeof sub !== 'string' || sub.trim() === '' || sub.length > 200 || boundedText(sub, limits.siteNumberChars) !== sub)
    return { ok: false, reason: 'noSubject' };
  if (typeof exp !== 'number') return { ok: false, reason: 'noExpiry' };
  const expiresAt = exp * 1_000;
  const bornAt = typeof iat === 'number' ? Math.min(iat * 1_000, nowAt) : nowAt;
  if (expiresAt - bornAt > limits.siteIdentityMaxAgeMs + clockToleranceS * 1_000) return { ok: false, reason: 'livesTooLong' };
  const email =
    typeof claims['email'] === 'string' && claims['email'].includes('@') ? boundedText(claims['email'], limits.addressChars) : null;
  const name = typeof claims['name'] === 'string' ? oneLine(boundedText(claims['name'], limits.displayNameChars)) || null : null;
  return {
    ok: true,
    identity: {
      subject: sub,
      email,
      emailVerified: email !== null && claims['email_verified'] === true,
      name,
      said: saidIn(claims),
      expiresAt,
    },
  };
}

/**
 * Checks a site's token against the channel's keys: signature by a fixed algorithm, audience, subject, expiry at most 24 hours off.
 * Never throws on hostile input; a refusal's reason is for the log and the site's developer, never for the visitor.
 */
export async function verifySiteIdentity(jwt: string, check: SiteIdentityCheck): Promise<SiteIdentityAnswer> {
  if (jwt.length > limits.siteIdentityTokenChars) return { ok: false, reason: 'malformed' };
  const keys = candidatesFor(jwt, check.keys);
  if (keys === null) return { ok: false, reason: 'malformed' };
  let reason: SiteIdentityRefusal = 'unknownKey';
  for (const key of keys) {
    const material = await materialOf(key);
    if (material === null) continue;
    try {
      const { payload } = await jwtVerify(jwt, material, {
        algorithms: [key.alg],
        audience: check.audience,
        requiredClaims: ['sub', 'exp', 'aud'],
        clockTolerance: clockToleranceS,
        currentDate: new Date(check.nowAt),
      });
      return identityOf(payload, check.nowAt);
    } catch (error) {
      reason = refusalOf(error);
      if (reason !== 'badSignature') return { ok: false, reason };
    }
  }
  return { ok: false, reason };
}
