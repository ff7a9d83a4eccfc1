/** What does the set-up of better-auth stand on, and which names does it share with our bridge to it? */
import type pg from 'pg';
import type { Platform } from '../platform/platform.ts';
import type { OidcSettings } from './oidc.ts';
import type { Throttle } from './throttle.ts';

export const authPath = '/api/auth';
/** Carries Fastify's view of the client's address into better-auth; a client's own header of that name never gets there. */
export const sourceHeader = 'x-meanwhile-source';

export interface AuthParts {
  readonly platform: Platform;
  readonly pool: pg.Pool;
  readonly throttle: Throttle;
  readonly oidc: OidcSettings | null;
}
