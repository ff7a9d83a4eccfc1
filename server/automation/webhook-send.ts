/**
 * Did the receiver take it? One attempt: claimed for a minute, signed, sent, and its outcome written only by whoever claimed it. 2xx is
 * success, everything else is not; 410 says “never again” and switches the webhook off.
 */
import { randomInt } from 'node:crypto';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { GuardedAnswer, GuardedFetch } from '../platform/http/guarded-fetch.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { retryAfterMs, webhookDelayMs } from './webhook-schedule.ts';
import { openSigning, signedHeaders } from './webhook-secret.ts';
import { claimDelivery, lockEndpoint, saveEndpoint, settleDelivery, stopEndpoint, type Claimed, type Settlement } from './webhook.store.ts';

const leaseMs = minuteMs;
/** From this failure of one delivery on, its webhook is called failing, so that its owner sees it before anything is lost. */
const failingAfterCount = 3;

export interface Sending {
  readonly fetch: GuardedFetch;
  readonly delaysMs?: readonly number[];
}

export interface ToSend {
  readonly workspaceId: string;
  readonly deliveryId: string;
  /** It was known when this was handed over that the receiver fails; otherwise what it owes is left to be handed over again, one by one. */
  readonly isFailing: boolean;
}

/** The instant of the next attempt; null when there is none, or when it was not due. */
export async function sendDelivery(
  platform: Platform,
  sending: Sending,
  { workspaceId, deliveryId, isFailing }: ToSend,
): Promise<number | null> {
  const startedAt = platform.clock.nowAt();
  const claimed = await inWorkspace(platform.workPool, workspaceId, (tx) =>
    claimDelivery(tx, workspaceId, deliveryId, { at: startedAt, leaseUntilAt: startedAt + leaseMs, isFailing }),
  );
  if (claimed === undefined) return null;
  const secrets = openSigning(platform.keys, claimed.endpoint_id, claimed.secret);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Meanwhile-Webhooks/1',
    ...signedHeaders(secrets, { id: claimed.event_id, body: claimed.body }, startedAt),
  };
  const answer = await sending.fetch.post(claimed.url, headers, claimed.body);
  const at = platform.clock.nowAt();
  const ending = endingOf(answer, claimed.attempt_count, at, sending.delaysMs);
  const changed = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    if (!(await settleDelivery(tx, workspaceId, deliveryId, { count: claimed.attempt_count, at, ending }))) return false;
    return judgeEndpoint(platform, tx, workspaceId, { claimed, ending, at });
  });
  if (changed) platform.bell.ring('events');
  return ending.retryAt;
}

function endingOf(answer: GuardedAnswer, attemptCount: number, at: number, delaysMs: readonly number[] | undefined): Settlement {
  const status = answer.kind === 'answer' ? answer.status : null;
  if (status !== null && status >= 200 && status < 300) return { state: 'delivered', status, error: null, retryAt: null };
  const error = answer.kind === 'answer' ? (status! >= 300 && status! < 400 ? 'redirect' : 'refused') : answer.kind;
  if (status === 410) return { state: 'given_up', status, error: 'gone', retryAt: null };
  const asked = answer.kind === 'answer' ? retryAfterMs(answer.retryAfter, at) : null;
  const delayMs = webhookDelayMs({
    attemptCount,
    random: randomInt(1_000_000) / 1_000_000,
    retryAfterMs: asked,
    ...(delaysMs === undefined ? {} : { delaysMs }),
  });
  return delayMs === null ? { state: 'given_up', status, error, retryAt: null } : { state: 'failed', status, error, retryAt: at + delayMs };
}

/** True when the endpoint changed its state and said so. */
async function judgeEndpoint(
  platform: Platform,
  tx: Transaction,
  workspaceId: string,
  { claimed, ending, at }: { claimed: Claimed; ending: Settlement; at: number },
): Promise<boolean> {
  const wanted =
    ending.error === 'gone' ? 'off' : ending.state === 'delivered' ? 'on' : claimed.attempt_count >= failingAfterCount ? 'failing' : null;
  if (wanted === null) return false;
  const endpoint = await lockEndpoint(tx, workspaceId, claimed.endpoint_id);
  if (endpoint === undefined || endpoint.state === wanted || endpoint.state === 'off') return false;
  await saveEndpoint(tx, workspaceId, { ...endpoint, state: wanted });
  if (wanted === 'off') await stopEndpoint(tx, workspaceId, endpoint.id, { why: 'gone', at });
  await appendEvents({ tx, platform, workspaceId, at }, [
    { type: 'webhook.changed', audience: 'desk', actor: 'system', subjectId: endpoint.id, payload: { id: endpoint.id, state: wanted } },
  ]);
  platform.bell.ringWithin(tx, 'events');
  return true;
}
