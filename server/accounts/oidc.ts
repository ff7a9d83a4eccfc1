/**
 * Which identity provider may vouch for people? One, named by the operator in the environment or in `DATA_DIR/oidc.json`. Accounts are
 * linked by its issuer and its subject, never by address: the provider's id here is made from the issuer, so another issuer with the same
 * subject is somebody else (attack 79).
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const shape = z.strictObject({
  issuer: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  name: z.string().min(1).max(limits.labelChars).default('Single sign-on'),
});
export type OidcSettings = z.output<typeof shape>;

/** Null = no provider. Throws when the settings are there but wrong. */
export async function loadOidc(dataDir: string, env: Readonly<Record<string, string | undefined>>): Promise<OidcSettings | null> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: name } = env;
  if (issuer !== undefined && issuer !== '')
    return shape.parse({ issuer, clientId, clientSecret, ...(name === undefined ? {} : { name }) });
  const path = join(dataDir, 'oidc.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`${path} could not be read.`, { cause: error });
  });
  return text === null ? null : shape.parse(JSON.parse(text));
}

export function providerIdOf(oidc: OidcSettings): string {
  return `oidc-${createHash('sha256').update(oidc.issuer).digest('hex').slice(0, 16)}`;
}

export function discoveryUrlOf(oidc: OidcSettings): string {
  return `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}
