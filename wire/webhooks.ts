/** Webhooks: where another program is told what changed, and how each call to it went. */
import { z } from 'zod';
import { id, instant } from './records.ts';

export const webhookEndpoint = z.strictObject({
  id,
  url: z.string(),
  types: z.array(z.string()),
  state: z.enum(['on', 'off', 'failing']),
  createdAt: instant,
});
export const webhookDelivery = z.strictObject({
  id,
  endpointId: id,
  eventId: id,
  type: z.string(),
  state: z.enum(['queued', 'delivered', 'failed', 'given_up']),
  attemptCount: z.int(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  nextAttemptAt: instant.nullable(),
  createdAt: instant,
});

export type WebhookEndpoint = z.infer<typeof webhookEndpoint>;
export type WebhookDelivery = z.infer<typeof webhookDelivery>;
