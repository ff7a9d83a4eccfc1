/**
 * What keeps webhooks going? A loop that follows the event log and hands what is due to pg-boss, whose workers send, a few at a time per
 * receiver. The rows are the truth: a job lost with its worker is found again by the next round. pg-boss starts with the first delivery.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type pg from 'pg';
import type { Job, PgBoss } from 'pg-boss';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import { createGuardedFetch, type GuardedFetchOptions } from '../platform/http/guarded-fetch.ts';
import { startLoop } from '../platform/jobs/loop.ts';
import type { Platform } from '../platform/platform.ts';
import { endpointsAtWork, type EndpointPlace } from './webhook-reader.store.ts';
import { readForEndpoint } from './webhook-reader.ts';
import { sendDelivery, type Sending } from './webhook-send.ts';

export interface WebhookOptions extends GuardedFetchOptions {
  /** Tests wait shorter between attempts. */
  readonly delaysMs?: readonly number[];
}

interface SendJob {
  readonly workspaceId: string;
  readonly endpointId: string;
  readonly deliveryId: string;
  /** As the receiver was when this was handed over. */
  readonly isFailing: boolean;
}

const queue = 'webhook';
/** At once in this process, per receiver and over all of them: a few that hang leave room for the others (fault F38). */
const perReceiver = { default: 3, tiers: { failing: 1 } };
const atOnce = 16;

/** `jobsConfig`: a connection as the role `jobs`, which owns the schema `boss`. */
export async function startWebhooks(
  platform: Platform,
  jobsConfig: pg.ClientConfig,
  options: WebhookOptions = {},
): Promise<{ stop(): Promise<void> }> {
  const fetch = createGuardedFetch(options);
  const sending: Sending = { fetch, ...(options.delaysMs === undefined ? {} : { delaysMs: options.delaysMs }) };
  let started: Promise<Jobs> | null = null;
  const jobs = (): Promise<Jobs> => {
    started ??= startJobs(platform, jobsConfig, sending).catch((error: unknown) => {
      started = null;
      throw error;
    });
    return started;
  };
  const round = async (): Promise<number> => {
    const places = await acrossWorkspaces(platform.workPool, endpointsAtWork);
    let more = 0;
    for (const place of places) {
      const { due, isFailing, full } = await readForEndpoint(platform, place);
      if (due.length > 0) await (await jobs()).add(place, due, isFailing);
      if (full) more += 1;
    }
    return more;
  };
  const loop = startLoop(platform, { name: 'webhooks', ring: 'events', round });
  return {
    async stop() {
      await loop.stop();
      await (await started?.catch(() => null))?.stop();
      await fetch.close();
    },
  };
}

interface Jobs {
  add(place: EndpointPlace, deliveryIds: readonly string[], isFailing: boolean): Promise<void>;
  stop(): Promise<void>;
}

async function startJobs(platform: Platform, config: pg.ClientConfig, sending: Sending): Promise<Jobs> {
  const { PgBoss: Boss } = await import('pg-boss');
  const boss: PgBoss = new Boss({ ...(config as object), schema: 'boss', createSchema: false, schedule: false, max: 3 });
  boss.on('error', (error) => platform.log.error({ err: error }, 'pg-boss reports a fault'));
  await boss.start();
  // One job per delivery may wait; a worker that dies is noticed by its missing heartbeat, one that hangs by the expiry.
  await boss.createQueue(queue, {
    policy: 'short',
    heartbeatSeconds: 20,
    expireInSeconds: 60,
    retryLimit: stepLimits.jobRetries,
    retryDelay: 5,
    deleteAfterSeconds: 3_600,
  });
  const later = async (job: SendJob, at: number): Promise<void> => {
    await boss.send(queue, job, { singletonKey: job.deliveryId, group: groupOf(job), startAfter: new Date(at) });
  };
  const worker = await boss.work<SendJob>(
    queue,
    { localConcurrency: atOnce, localGroupConcurrency: perReceiver, pollingIntervalSeconds: 2 },
    async (batch: Job<SendJob>[]) => {
      for (const { data } of batch) {
        const nextAt = await sendDelivery(platform, sending, data);
        if (nextAt !== null) await later(data, nextAt);
      }
    },
  );
  return {
    async add({ workspace_id: workspaceId, row_id: endpointId }, deliveryIds, isFailing) {
      await boss.insert(
        queue,
        deliveryIds.map((deliveryId) => {
          const data: SendJob = { workspaceId, endpointId, deliveryId, isFailing };
          return { data, singletonKey: deliveryId, group: groupOf(data) };
        }),
      );
      boss.notifyWorker(worker);
    },
    stop: () => boss.stop({ graceful: true, timeout: 25_000 }),
  };
}

function groupOf({ endpointId, isFailing }: SendJob): { id: string; tier?: string } {
  return { id: endpointId, ...(isFailing ? { tier: 'failing' } : {}) };
}
