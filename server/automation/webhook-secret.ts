/**
 * With which secrets is a webhook signed? One of its own for each endpoint; after a change the old one signs along for a day, so that the
 * receiver can change at leisure. Sealed in the database, shown once.
 */
import { randomBytes } from 'node:crypto';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { Webhook } from 'standardwebhooks';
import { seal, unseal, type Keys } from '../platform/keys.ts';

export interface SigningSecret {
  readonly secret: string;
  /** Null for the current one. */
  readonly untilAt: number | null;
}

export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The new one first; what was current signs on for a day, what had run out is dropped. */
export function rotated(secrets: readonly SigningSecret[], secret: string, at: number): SigningSecret[] {
  const older = secrets.map((one) => ({ ...one, untilAt: one.untilAt ?? at + dayMs })).filter((one) => one.untilAt > at);
  return [{ secret, untilAt: null }, ...older.slice(0, 4)];
}

/** Sealed together with the endpoint's id, so that bytes copied to another endpoint do not open there. */
export function sealSigning(keys: Keys, endpointId: string, secrets: readonly SigningSecret[]): Buffer {
  return seal(keys, 'webhook-secret', Buffer.from(JSON.stringify({ endpointId, secrets })));
}

export function openSigning(keys: Keys, endpointId: string, sealed: Buffer): SigningSecret[] {
  const opened = JSON.parse(unseal(keys, 'webhook-secret', sealed).toString()) as { endpointId: string; secrets: SigningSecret[] };
  if (opened.endpointId !== endpointId) throw new Error('a webhook carries the secret of another');
  return opened.secrets;
}

/** The three headers of Standard Webhooks: the id is the same at every attempt, the time is that of this one. */
export function signedHeaders(
  secrets: readonly SigningSecret[],
  message: { readonly id: string; readonly body: string },
  at: number,
): Record<string, string> {
  const live = secrets.filter((one) => one.untilAt === null || one.untilAt > at);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': live.map(({ secret }) => new Webhook(secret).sign(message.id, new Date(at), message.body)).join(' '),
  };
}
