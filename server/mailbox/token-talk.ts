/**
 * What does a provider give for a code or a refresh token, and what does its no mean? One question to the token endpoint (RFC 6749 §4.1.3, §6);
 * it stores nothing, and nothing of an answer is ever logged.
 */
import { createGuardedFetch, type GuardedFetchOptions } from '../platform/http/guarded-fetch.ts';

export type TokenTrouble = 'consent_withdrawn' | 'app_refused' | 'unreachable';

export interface Granted {
  readonly accessToken: string;
  readonly lastsMs: number;
  /** Null: the one that was used goes on. */
  readonly refreshToken: string | null;
  readonly idToken: string | null;
}

/** Why there is no access token. `code` is for people. */
export class SignInTrouble extends Error {
  readonly code: TokenTrouble;
  constructor(code: TokenTrouble) {
    super(`there is no access token: ${code}`);
    this.code = code;
  }
}

const timeoutMs = 10_000;
/** Where an answer names no time: short, so that a wrong guess costs one question more. */
const shortLifeMs = 5 * 60_000;
const ofThePerson = new Set(['invalid_grant', 'interaction_required', 'consent_required', 'login_required', 'access_denied']);
const ofTheApp = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type']);

/** `fields`: without the client's own. Anything that is neither the person's nor the app's no may be over in a moment: unreachable. */
export async function askToken(
  tokenUrl: string,
  fields: Readonly<Record<string, string>>,
  options: Pick<GuardedFetchOptions, 'allowLoopback' | 'resolve'>,
): Promise<Granted | TokenTrouble> {
  const fetch = createGuardedFetch({ ...options, timeoutMs });
  try {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const answer = await fetch.post(tokenUrl, headers, new URLSearchParams(fields).toString());
    if (answer.kind !== 'answer') return 'unreachable';
    const body = parsed(answer.body);
    if (answer.status === 200 && typeof body['access_token'] === 'string' && body['access_token'] !== '') return granted(body);
    const error = textOrNull(body['error']) ?? '';
    if (ofThePerson.has(error)) return 'consent_withdrawn';
    return ofTheApp.has(error) ? 'app_refused' : 'unreachable';
  } finally {
    await fetch.close();
  }
}

function granted(body: Readonly<Record<string, unknown>>): Granted {
  const seconds = Number(body['expires_in']);
  return {
    accessToken: String(body['access_token']),
    lastsMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : shortLifeMs,
    refreshToken: textOrNull(body['refresh_token']),
    idToken: textOrNull(body['id_token']),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}

/**
 * Whose account was signed in to? From an id token that came from the token endpoint itself over TLS, so its signature need not be checked
 * (OpenID Connect Core 3.1.3.7, 6); audience and nonce are. Null: not ours, or without a proved address.
 */
export function accountIn(idToken: string | null, { clientId, nonce }: { clientId: string; nonce: string }): string | null {
  const claims = parsed(Buffer.from(idToken?.split('.')[1] ?? '', 'base64url'));
  if (claims['aud'] !== clientId || claims['nonce'] !== nonce || claims['email_verified'] === false) return null;
  return textOrNull(claims['preferred_username']) ?? textOrNull(claims['email']);
}
