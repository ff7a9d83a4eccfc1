/**
 * Does it go out, once? Claims one that is due, commits `sending` before the first byte, sends, and writes the outcome under the fence of the
 * attempt. A lease that ran out on `sending` is *unknown*: a person or a receipt settles it, never a second try by itself.
 */
import { afterLostAttempt, afterOutcome, type Outcome } from '@meanwhile/core/delivery/outcome.ts';
import { mailRetries } from '@meanwhile/core/delivery/retry-delay.ts';
import type { ChannelDeps, OutboundPart } from '@meanwhile/channels/contract/channel-adapter.ts';
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { isChannelType, type AnyAdapter } from '../channel-registry.ts';
import { random } from '../platform/clock/chance.ts';
import { pause } from '../platform/clock/pause.ts';
import { isDatabaseAway, isLockTrouble } from '../platform/db/database-away.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import type { Platform } from '../platform/platform.ts';
import { releaseHeld } from '../reply/reply.ts';
import type { DeliveryFacts } from '../case/case.ts';
import { beginSending, lockDelivery, noteSentPart, outgoing, type Ending } from './delivery.store.ts';
import { dropItem, putItem, type DueItem } from '../platform/jobs/work-item.ts';
import { isSuppressed } from '../suppression/suppression.ts';
import { stoppedAutomatic } from './automatic.ts';
import { filesReady } from './files-ready.ts';
import { finish } from './finish.ts';
import { lookUp } from './look-up.ts';
import { callOf, lookUpIn, type SendDeps } from './provider-call.ts';
import { partsOf } from './receipt.store.ts';
import { allTaken, applyReceipts, notePart } from './take-receipt.ts';

export interface Attempt {
  readonly delivery: DeliveryFacts;
  readonly workspaceId: string;
  readonly fence: number;
  readonly startedAt: number;
  /** Later than this the delivery may be somebody else's. */
  leaseUntil: number;
  readonly adapter: AnyAdapter;
  readonly account: unknown;
  /** The calls that are still to be made, in their order; at least one. */
  readonly parts: readonly OutboundPart<unknown>[];
  readonly deps: ChannelDeps;
  /** Nothing is sent: the provider is asked whether it has it. */
  readonly asksOnly: boolean;
}

/** An acknowledgement this old says nothing true any more. */
const staleAutomaticMs = hourMs;
const outboxPauseMs = 60_000;
const rewriteMs = 500;

/** In one transaction: release a held reply, settle a lost attempt, or plan and mark as `sending`. */
export async function prepare(platform: Platform, deps: SendDeps, item: DueItem): Promise<Attempt | null> {
  const at = platform.clock.nowAt();
  const { workspace_id: workspaceId, row_id: id } = item;
  let rang = false;
  const attempt = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const here: Here = { platform, tx, workspaceId, at };
    const claimed = await tx.row(sql<{
      n: number;
    }>`select n from work.item where workspace_id = ${workspaceId} and kind = 'delivery' and row_id = ${id}
      and due_at <= ${new Date(at).toISOString()} for update skip locked`);
    if (claimed === undefined) return null;
    const delivery = await lockDelivery(tx, workspaceId, id);
    if (delivery === undefined) return dropItem(tx, workspaceId, 'delivery', id).then(() => null);
    rang = true;
    if (delivery.state === 'sending') return lost(here, delivery);
    if (delivery.state === 'unknown' && delivery.epoch === platform.epoch) return toLookUp(here, delivery, deps);
    // Queued in an earlier epoch: from before a restore. Only a person may send it now.
    if (delivery.state !== 'queued' || delivery.epoch !== platform.epoch) return dropItem(tx, workspaceId, 'delivery', id).then(() => null);
    const held = await releaseHeld(here, delivery.message_id);
    if (held === 'local' || held === 'heldBack') return dropItem(tx, workspaceId, 'delivery', id).then(() => null);
    if (held === 'early') return postpone(here, delivery);
    return plan(here, delivery, deps);
  });
  if (rang) platform.bell.ring('events', 'routing');
  return attempt;
}

/** Sent round again before the time its writer chose. */
async function postpone({ tx, workspaceId }: Here, delivery: DeliveryFacts): Promise<null> {
  const row = await tx.row(
    sql<{ release_at: number }>`select release_at from tenant.message where workspace_id = ${workspaceId} and id = ${delivery.message_id}`,
  );
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: delivery.id, dueAt: row!.release_at });
  return null;
}

/** For a way out, or for a scanner; whichever comes wakes it, or it looks again. */
async function wait({ tx, workspaceId, at }: Here, delivery: DeliveryFacts): Promise<null> {
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: delivery.id, dueAt: at + outboxPauseMs });
  return null;
}

async function lost(here: Here, delivery: DeliveryFacts): Promise<null> {
  const state = afterLostAttempt(delivery.kind !== 'reply');
  const found = state === 'unknown' ? await outgoing(here.tx, here.workspaceId, delivery) : undefined;
  const plannedAt = (delivery.lease_until ?? here.at) - limits.leaseMs;
  await finish(here, delivery, delivery.fence, {
    state,
    providerId: null,
    outcome: { code: 'lost', detail: 'The process ended while sending.', ...lookUpIn(found?.channel_type, plannedAt) },
    retryAt: null,
  });
  // What the provider said meanwhile may tell that it was taken.
  await applyReceipts(here, delivery.id);
  return null;
}

/** The same call as it was planned then; nothing of it is sent. */
async function toLookUp(here: Here, delivery: DeliveryFacts, deps: SendDeps): Promise<Attempt | null> {
  const { tx, workspaceId, at } = here;
  const plannedAt = delivery.outcome?.lookUp?.plannedAt;
  const found = plannedAt === undefined ? undefined : await outgoing(tx, workspaceId, delivery);
  const call = found === undefined ? null : await callOf(here, { delivery, found, plannedAt: plannedAt! }, deps);
  if (call === null || typeof call === 'string' || 'blocked' in call.planned) {
    await dropItem(tx, workspaceId, 'delivery', delivery.id);
    return null;
  }
  // Somebody else may take it up once this has had its time.
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: delivery.id, dueAt: at + limits.leaseMs });
  const parts = call.planned.parts.slice(delivery.sent_part_count);
  if (parts.length === 0) return dropItem(tx, workspaceId, 'delivery', delivery.id).then(() => null);
  const { adapter, account, senderDeps } = call;
  const lease = { fence: delivery.fence, startedAt: at, leaseUntil: at + limits.leaseMs };
  return { delivery, workspaceId, ...lease, adapter, account, parts, deps: senderDeps, asksOnly: true };
}

async function plan(here: Here, delivery: DeliveryFacts, deps: SendDeps): Promise<Attempt | null> {
  const { tx, workspaceId, at } = here;
  const fail = async (code: string, detail: string): Promise<null> => {
    const fence = await beginSending(tx, workspaceId, delivery.id, at);
    await finish(here, delivery, fence, {
      state: delivery.kind === 'reply' ? 'failed' : 'dropped',
      providerId: null,
      outcome: { code, detail },
      retryAt: null,
    });
    return null;
  };
  if (delivery.kind !== 'reply' && at - delivery.created_at > staleAutomaticMs) return fail('stale', 'Too old to be true any more.');
  const files = await filesReady(here, delivery);
  if (files.state === 'blocked') return fail('file_blocked', files.detail);
  if (files.state === 'pending') return wait(here, delivery);
  const found = await outgoing(tx, workspaceId, delivery);
  if (found === undefined || !isChannelType(found.channel_type)) return fail('no_identity', 'No address is known any more.');
  if (await isSuppressed(tx, workspaceId, delivery.recipient)) return fail('suppressed', 'We write to this address no more.');
  const stop = delivery.kind === 'reply' ? null : await stoppedAutomatic(here, delivery, found.identity_proof !== 'claimed');
  if (stop !== null) return fail(`automatic_${stop}`, 'Enough automatic mails went there.');
  const call = await callOf(here, { delivery, found, plannedAt: at }, deps);
  if (call === null) return wait(here, delivery);
  if (call === 'not_ours') return fail('from_not_allowed', 'Another workspace has proved that the domain of this address is its own.');
  const { adapter, account, senderDeps, planned } = call;
  if ('blocked' in planned) return fail(planned.blocked, planned.detail);
  const taken = new Set((await partsOf(tx, workspaceId, delivery.id)).map((part) => part.part_index));
  const parts = planned.parts.filter(({ index }) => index >= delivery.sent_part_count && !taken.has(index));
  const [first] = parts;
  if (first === undefined && planned.parts.length > 0) return allTaken(here, delivery, planned.parts.length).then(() => null);
  if (first === undefined) return fail('nothing_to_send', 'The message is empty.');
  const ownId = (first.payload as { messageId?: string }).messageId;
  // Kept before it leaves, so that an answer to it finds its way whatever happens to us now.
  if (delivery.kind !== 'notice' && ownId !== undefined)
    await tx.run(
      sql`update tenant.message set mail_message_id = ${ownId} where workspace_id = ${workspaceId} and id = ${delivery.message_id}`,
    );
  // What is in doubt from now on is the first that goes out.
  const fence = await beginSending(tx, workspaceId, delivery.id, at, { partCount: planned.parts.length, sentPartCount: first.index });
  return {
    delivery: { ...delivery, attempt_count: delivery.attempt_count + 1 },
    workspaceId,
    fence,
    startedAt: at,
    leaseUntil: at + limits.leaseMs,
    adapter,
    account,
    parts,
    deps: senderDeps,
    asksOnly: false,
  };
}

/** Ends with the outcome written down. */
export async function send(platform: Platform, deps: SendDeps, attempt: Attempt): Promise<void> {
  const { delivery } = attempt;
  if (attempt.asksOnly) return lookUp(platform, attempt);
  const outcome = await sendParts(platform, deps, attempt);
  if (outcome === 'not ours') return;
  const at = platform.clock.nowAt();
  const triedSinceAt = triedSince(attempt);
  const after = afterOutcome(outcome, {
    attemptCount: delivery.attempt_count,
    firstAttemptAt: triedSinceAt,
    endedAt: at,
    random: random(),
    automatic: delivery.kind !== 'reply',
    plan: mailRetries,
  });
  const ending: Ending = {
    state: after.state === 'dead' ? 'failed' : after.state,
    providerId: after.providerId,
    outcome:
      after.retryAt !== null
        ? { ...outcome, triedSinceAt }
        : after.state === 'unknown'
          ? { ...outcome, ...lookUpIn(attempt.adapter.description.id, attempt.startedAt) }
          : outcome,
    retryAt: after.retryAt,
  };
  await writeDown(platform, attempt, ending, at);
  platform.bell.ring('events');
}

/**
 * When this run of attempts began: it gives up counted from there, not from when the message was written. It may have waited for a mail
 * server for days, and when a person sends it round again the attempts are counted anew.
 */
function triedSince({ delivery, startedAt }: Attempt): number {
  return delivery.attempt_count === 1 ? startedAt : (delivery.outcome?.triedSinceAt ?? delivery.created_at);
}

/** What the provider said must not be forgotten over a database that restarts: while the lease is ours it is tried again. The fence makes a second writing harmless. */
function writeDown(platform: Platform, attempt: Attempt, ending: Ending, at: number): Promise<void> {
  const { workspaceId, delivery, fence } = attempt;
  return whileLeased(platform, attempt, () =>
    inWorkspace(platform.workPool, workspaceId, async (tx) => {
      const here: Here = { platform, tx, workspaceId, at };
      const ours = await finish(here, delivery, fence, ending);
      if (!ours || !namesParts(attempt)) return;
      const last = attempt.parts.at(-1)!;
      if (ending.providerId !== null) await notePart(here, delivery, { index: last.index, providerId: ending.providerId });
      await applyReceipts(here, delivery.id);
    }),
  );
}

/** The database was away, or somebody else held the rows for too long: what the provider said is not thrown away for that. */
const isWorthAnotherTry = (error: unknown): boolean => isDatabaseAway(error) || isLockTrouble(error);

async function whileLeased<T>(platform: Platform, { delivery, leaseUntil }: Attempt, write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isWorthAnotherTry(error) || platform.clock.nowAt() + rewriteMs >= leaseUntil) throw error;
      platform.log.warn({ err: error, deliveryId: delivery.id }, 'an outcome could not be written down; trying again');
      await pause(rewriteMs);
    }
  }
}

/**
 * Call after call; what was taken is written down before the next, so that none is made twice. A process that slept through its lease makes none: by then it
 * may be unknown, or a person may have sent it again. Gives what ended it: the last outcome, or the first bad one.
 */
async function sendParts(platform: Platform, deps: SendDeps, attempt: Attempt): Promise<Outcome | 'not ours'> {
  const { delivery, workspaceId, fence, parts } = attempt;
  for (const [index, part] of parts.entries()) {
    if (platform.clock.nowAt() >= attempt.leaseUntil) return 'not ours';
    const outcome = await trySend(platform, attempt, part);
    await deps.afterSend?.(delivery.id);
    if (outcome.outcome !== 'accepted' || index === parts.length - 1) return outcome;
    const leaseUntil = await whileLeased<number | null>(platform, attempt, async () => {
      const next = platform.clock.nowAt() + limits.leaseMs;
      const noted = { id: delivery.id, fence, sentPartCount: parts[index + 1]!.index, leaseUntil: next };
      return inWorkspace(platform.workPool, workspaceId, async (tx) => {
        if (!(await noteSentPart(tx, workspaceId, noted))) return null;
        const here: Here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
        if (namesParts(attempt)) await notePart(here, delivery, { index: part.index, providerId: outcome.providerId });
        return next;
      });
    });
    if (leaseUntil === null) return 'not ours';
    attempt.leaseUntil = leaseUntil;
  }
  throw new Error('a delivery without a part');
}

/** An adapter that throws has told us nothing: the outcome is unknown. */
async function trySend(platform: Platform, attempt: Attempt, part: OutboundPart<unknown>): Promise<Outcome> {
  try {
    return await attempt.adapter.outbound.send(part, attempt.account, attempt.deps);
  } catch (error) {
    platform.log.error({ err: error, deliveryId: attempt.delivery.id }, 'an adapter threw while sending');
    return { outcome: 'unknown', code: 'adapter_fault' };
  }
}

/** Does its provider say later what became of a message, or can it be asked? Mail reports by mail. */
function namesParts({ adapter }: Attempt): boolean {
  const { receipts, findsSent } = adapter.description.capabilities;
  return adapter.description.inbound === 'webhook' && (receipts.delivered || receipts.read || findsSent === true);
}
