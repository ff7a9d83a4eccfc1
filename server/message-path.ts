/**
 * The path of a message, on one screen. Read this first.
 *
 *   1 verify, parse   channels/<name>      is it really from there, and what does it say?
 *   2 take in         server/intake        durable raw bytes first; then: seen before? who is it? which case? else quarantine
 *   3 triage          server/triage        automatic or human, thanks or a question
 *   4 commit          server/commitment    what do we tell them about time, and what clocks run?
 *   5 route           server/routing       which queue, in what order, whose hands; without queues people choose from one list by the time told
 *   6 answer          server/reply         held for undo, then released: the case changes hands, times told are judged
 *   7 deliver         server/delivery      sent, refused, or unknown; never twice
 *
 * A message arrives in `intake.take` (HTTP or SMTP) and is answered only after its commit. From there these loops carry it on; each finds
 * its work again after any restart, and several processes may run them side by side.
 */
import { createRuleRunner, ruleKind } from './automation/run-rules.ts';
import { accountKind } from './channel/account-seen.store.ts';
import { lookAtAccounts } from './channel/look-at-accounts.ts';
import { lookAtGates } from './channel/look-at-gates.ts';
import { gateKind, judgeDue, reckonDue, refreshEstimates, tellNewTimes, tellSlips } from './commitment/commitment.ts';
import { createOutbox, stoppedAutomatic, type SendDeps } from './delivery/delivery.ts';
import { answerAllDue, incidentKind } from './incident/incident.ts';
import { createMailReader, measureLag, processInbound, readWaitingMail, type Intake, type ReaderDeps } from './intake/intake.ts';
import { liveWaitKind, lookAtStances, stanceKind, tellWaiting } from './live/live.ts';
import { every } from './platform/clock/timers.ts';
import { acrossWorkspaces } from './platform/db/transaction.ts';
import { firstDueAt } from './platform/jobs/work-item.ts';
import { startLoop, type Loop } from './platform/jobs/loop.ts';
import { logFault } from './platform/jobs/log-fault.ts';
import type { Platform } from './platform/platform.ts';
import { createAuditSealer } from './platform/stream/audit-seal.ts';
import { createUploadSweep, shownMessage, wakeDue } from './reply/reply.ts';
import { routeDue } from './routing/routing.ts';

export interface PathDeps {
  /** How mail is read and its sender checked. */
  readonly reading: ReaderDeps;
  readonly send: SendDeps;
}

/** Keeps the lag known to the doors of this process, whoever works it off; above its limit they refuse new messages. */
export function watchLag(platform: Platform, intake: Intake): () => void {
  return every(1_000, () => {
    measureLag(platform).then(
      (ms) => intake.noteLag(ms),
      (error: Error) => logFault(platform, error, 'the lag could not be measured'),
    );
  });
}

type NextDueAt = (kind: string) => () => Promise<number | null>;

/** What is looked at again and again, and told when it has changed: channels, their accounts, who is there, who waits. */
function startLooking(platform: Platform, nextDueAt: NextDueAt): Loop[] {
  return [
    startLoop(platform, { name: 'look at gates', ring: 'commitment', round: () => lookAtGates(platform), nextDueAt: nextDueAt(gateKind) }),
    startLoop(platform, {
      name: 'look at accounts',
      ring: 'commitment',
      round: () => lookAtAccounts(platform),
      nextDueAt: nextDueAt(accountKind),
    }),
    startLoop(platform, {
      name: 'look at stances',
      ring: 'routing',
      round: () => lookAtStances(platform),
      nextDueAt: nextDueAt(stanceKind),
    }),
    startLoop(platform, {
      name: 'tell who waits live',
      ring: 'routing',
      round: () => tellWaiting(platform, { shown: shownMessage }),
      nextDueAt: nextDueAt(liveWaitKind),
    }),
  ];
}

/** Starts the loops of a worker. Stopping lets each finish its round. */
export function startMessagePath(platform: Platform, deps: PathDeps): Loop {
  // Two, so that a mail that holds one of them up delays no other; a second thread starts only when two mails come at once.
  const readers = [0, 1].map(() => createMailReader(platform, deps.reading));
  const nextDueAt = (kind: string) => (): Promise<number | null> => acrossWorkspaces(platform.workPool, (tx) => firstDueAt(tx, kind));
  const outbox = createOutbox(platform, deps.send);
  const loops = [
    ...readers.map((reader, index) =>
      startLoop(platform, { name: `read mail, ${index}`, ring: 'mail', round: () => readWaitingMail(platform, reader) }),
    ),
    // Three side by side, each for its third of the senders: while the database saves two batches, the third is decided.
    ...[0, 1, 2].map((index) =>
      startLoop(platform, {
        name: `process, third ${index}`,
        ring: 'inbound',
        round: () => processInbound(platform, { share: { index, of: 3 } }),
      }),
    ),
    startLoop(platform, {
      name: 'deliver',
      ring: 'delivery',
      round: () => outbox.round(),
      nextDueAt: () => outbox.nextDueAt(),
    }),
    startLoop(platform, { name: 'reckon', ring: 'commitment', round: () => reckonDue(platform), nextDueAt: nextDueAt('reckon') }),
    startLoop(platform, { name: 'judge', ring: 'commitment', round: () => judgeDue(platform), nextDueAt: nextDueAt('commitment') }),
    startLoop(platform, {
      name: 'tell new times',
      ring: 'commitment',
      round: () => tellNewTimes(platform, { stoppedMail: stoppedAutomatic }),
      nextDueAt: nextDueAt('new-time'),
    }),
    startLoop(platform, {
      name: 'tell slips',
      ring: 'commitment',
      round: () => tellSlips(platform, { stoppedMail: stoppedAutomatic }),
      nextDueAt: nextDueAt('slip'),
    }),
    startLoop(platform, { name: 'estimate', ring: 'routing', round: () => refreshEstimates(platform), nextDueAt: nextDueAt('estimate') }),
    ...startLooking(platform, nextDueAt),
    startLoop(platform, { name: 'route', ring: 'routing', round: () => routeDue(platform), nextDueAt: nextDueAt('route') }),
    startLoop(platform, { name: 'rules', ring: 'events', round: createRuleRunner(platform), nextDueAt: nextDueAt(ruleKind) }),
    startLoop(platform, {
      name: 'answer all of an incident',
      ring: 'delivery',
      round: () => answerAllDue(platform),
      nextDueAt: nextDueAt(incidentKind),
    }),
    startLoop(platform, { name: 'wake', ring: 'commitment', round: () => wakeDue(platform), nextDueAt: nextDueAt('wake') }),
    startLoop(platform, { name: 'seal the log', ring: 'commitment', round: createAuditSealer(platform) }),
    startLoop(platform, { name: 'sweep uploads', ring: 'commitment', round: createUploadSweep(platform) }),
  ];
  return {
    async stop() {
      // A mail that is being read is given back: the next start reads it.
      await Promise.all([...loops.map((loop) => loop.stop()), ...readers.map((reader) => reader.close())]);
      await outbox.settled();
    },
  };
}
