/**
 * May this file be given out? Every file that came in while a scanner is set waits until the scanner has said so. Found again after any restart;
 * what the scanner cannot say within a day, or is too large for it, is given out as not scanned, and the log tells.
 */
import { retryDelayMs, type RetryPlan } from '@meanwhile/core/delivery/retry-delay.ts';
import { hourMs, minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { scanKind, shortForEvent } from '../case/case.ts';
import { random } from '../platform/clock/chance.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { createFairRounds } from '../platform/jobs/fair-rounds.ts';
import { startLoop, type Loop } from '../platform/jobs/loop.ts';
import { dropItem, putItem, type DueItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents, type NewEvent } from '../platform/stream/append-event.ts';
import { askClamd, type Answer } from './ask-clamd.ts';
import { lockConversation, messageById } from './reply.store.ts';
import { claim, conversationOf, toldUnder, waitingFile, wakeMails, writeVerdict, type Verdict, type WaitingFile } from './scan.store.ts';
import { presentMessages } from './thread.ts';

/** Together below the ten threads that clamd has unless told otherwise. */
const atOnce = { round: 4, workspace: 2, all: 8 } as const;
const patienceMs = 250;
/** After this another worker may look at it; a verdict that comes twice is written once. */
const leaseMs = limits.scanMs + 30 * secondMs;
/** A scanner is restarted within seconds and away for hours. Counted from when the file came. */
export const scanRetries: RetryPlan = { baseMs: 4 * secondMs, capMs: 10 * minuteMs, giveUpAfterMs: 24 * hourMs };

/** How it ended; `why` of what is given out unscanned. */
interface Ending extends Verdict {
  readonly why: 'too_large' | 'scanner_away' | 'no_scanner' | null;
}

/** Stopping breaks questions off: they are asked again after the next start. */
export function startScanning(platform: Platform): Loop {
  const stopping = new AbortController();
  const rounds = createFairRounds(platform, {
    kind: scanKind,
    ring: 'scan',
    atOnce,
    patienceMs,
    one: (item) => scanOne(platform, item, stopping.signal),
  });
  const loop = startLoop(platform, { name: 'scan files', ring: 'scan', round: () => rounds.round(), nextDueAt: () => rounds.nextDueAt() });
  return {
    async stop() {
      stopping.abort();
      await loop.stop();
      await rounds.settled();
    },
  };
}

/** One file, if it is due and nobody else has it. */
export async function scanOne(platform: Platform, item: Pick<DueItem, 'workspace_id' | 'row_id'>, signal: AbortSignal): Promise<void> {
  const { workspace_id: workspaceId, row_id: id } = item;
  const at = platform.clock.nowAt();
  const begun = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const attemptCount = await claim(tx, workspaceId, { id, at, leaseUntil: at + leaseMs });
    if (attemptCount === null) return null;
    const file = await waitingFile(tx, workspaceId, id);
    if (file !== undefined) return { file, attemptCount };
    await dropItem(tx, workspaceId, scanKind, id);
    return null;
  });
  if (begun === null) return;
  const answer = await look(platform, begun.file, signal);
  const endedAt = platform.clock.nowAt();
  const ending = endingOf(answer, begun.file, { attemptCount: begun.attemptCount, at: endedAt });
  if ('retryAt' in ending) {
    const told = { workspaceId, fileId: id, why: 'why' in answer ? answer.why : null, attemptCount: begun.attemptCount };
    platform.log.warn(told, 'a file could not be scanned; trying again');
    await inWorkspace(platform.workPool, workspaceId, (tx) => retry(tx, workspaceId, id, ending.retryAt));
    return;
  }
  while (!(await inWorkspace(platform.workPool, workspaceId, (tx) => settle({ platform, tx, workspaceId, at: endedAt }, id, ending))));
  platform.bell.ring('events', 'delivery');
}

type Looked = Answer | { readonly says: 'no_scanner' };

function look({ settings, blobs }: Platform, file: WaitingFile, signal: AbortSignal): Promise<Looked> | Looked {
  if (settings.scanner === null) return { says: 'no_scanner' };
  if (file.size_bytes > limits.scanBytes) return { says: 'too_large' };
  return askClamd(settings.scanner, { source: blobs.stream(file.blob_key), sizeBytes: file.size_bytes, mostMs: limits.scanMs, signal });
}

function endingOf(
  looked: Looked,
  file: WaitingFile,
  { attemptCount, at }: { attemptCount: number; at: number },
): Ending | { retryAt: number } {
  const unscanned = (why: Ending['why']): Ending => ({ state: 'none', signature: null, why });
  switch (looked.says) {
    case 'clean':
      return { state: 'clean', signature: null, why: null };
    case 'blocked':
      return { state: 'blocked', signature: looked.signature, why: null };
    case 'too_large':
    case 'no_scanner':
      return unscanned(looked.says);
    case 'error': {
      const facts = { attemptCount, elapsedMs: at - file.created_at, random: random(), plan: scanRetries };
      const delayMs = retryDelayMs(facts);
      return delayMs === null ? unscanned('scanner_away') : { retryAt: at + delayMs };
    }
  }
}

/** Only where it is still there: a file that went meanwhile has nothing to come back for. */
async function retry(tx: Here['tx'], workspaceId: string, id: string, dueAt: number): Promise<void> {
  if ((await waitingFile(tx, workspaceId, id)) !== undefined) await putItem(tx, workspaceId, { kind: scanKind, rowId: id, dueAt });
  else await dropItem(tx, workspaceId, scanKind, id);
}

/**
 * Under the lock of the conversation: two files of one message, and an answer that goes out at this moment, tell of each other as they are. False
 * where a message took the file meanwhile: nothing is done then, and the lock is another.
 */
async function settle(here: Here, fileId: string, ending: Ending): Promise<boolean> {
  const { platform, tx, workspaceId, at } = here;
  const known = await conversationOf(tx, workspaceId, fileId);
  if (typeof known === 'string') await lockConversation(tx, workspaceId, known);
  if ((await conversationOf(tx, workspaceId, fileId, 'lock')) !== known) return false;
  const written = await writeVerdict(tx, workspaceId, { id: fileId, at }, ending);
  await dropItem(tx, workspaceId, scanKind, fileId);
  if (written === undefined) return true;
  const { message_id: messageId } = written;
  await appendEvents(here, [await scannedEvent(here, fileId, messageId, ending)]);
  if (messageId !== null) await wakeMails(tx, workspaceId, messageId, at);
  platform.bell.ringWithin(tx, 'events', 'delivery');
  if (ending.state !== 'clean')
    platform.log.warn({ workspaceId, fileId, ...ending }, ending.state === 'blocked' ? 'a file was held back' : 'a file was not scanned');
  return true;
}

/** Of a file of a message with the message, as every screen shows it now; of one that nobody has sent yet its id alone. */
async function scannedEvent({ tx, workspaceId }: Here, fileId: string, messageId: string | null, ending: Ending): Promise<NewEvent> {
  const { state, signature, why } = ending;
  const scan = { fileId, state, signature, why };
  const event = { type: 'file.scanned', actor: 'system', subjectId: fileId } as const;
  const row = messageId === null ? undefined : await messageById(tx, workspaceId, messageId);
  if (row === undefined) return { ...event, audience: 'desk', payload: { scan } };
  const [message] = await presentMessages(tx, workspaceId, [row]);
  const told = await toldUnder(tx, workspaceId, row.id);
  return {
    ...event,
    audience: row.state === 'stored' ? row.audience : 'desk',
    conversationId: row.conversation_id,
    caseId: row.case_id,
    channelId: row.channel_id,
    payload: { scan, message: shortForEvent(message!), told },
  };
}
