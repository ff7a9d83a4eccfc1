/**
 * Which mailboxes does this worker fetch? Those nobody holds: each has one standing piece of work with a lease, so that any number of workers
 * may run and a mailbox is fetched by one of them. What failed is tried again, later each time, and told to the people of the channel.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { MailboxTrouble } from '@meanwhile/wire/mailboxes.ts';
import { sql } from 'kysely';
import { mailFetcher } from '../channel-libraries.ts';
import type { Intake } from '../intake/intake.ts';
import { random } from '../platform/clock/chance.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import { startLoop, type Loop } from '../platform/jobs/loop.ts';
import type { Platform } from '../platform/platform.ts';
import { announceMailbox } from './announce.ts';
import { claimMailboxes, giveBack, noteTrouble, raiseAlarm, type Held } from './mailbox.store.ts';
import { SignInTrouble } from './token-talk.ts';
import { holdMs, startSession, type Session, type SessionDeps, type SessionOptions } from './mailbox-session.ts';

/** In one process: each costs a connection and little else. */
const sessionsMax = stepLimits.mailboxSessions;
const claimedAtOnce = 20;
const firstRetryMs = 2_000;
const lastRetryMs = 15 * 60_000;
/** Whoever is refused and knocks on is locked out. */
const refusedRetryMs = 5 * 60_000;
/** Until somebody signs in again or enters another secret; it is tried all the same, since a provider may change its mind. */
const waitsForPeople: ReadonlySet<MailboxTrouble> = new Set(['sign_in_refused', 'consent_withdrawn', 'app_refused']);

/** How long to wait after the n-th failure (from 0), spread by half so that many mailboxes of one provider do not come back together. */
export function reconnectDelayMs(trouble: MailboxTrouble, failureCount: number, chance: number): number {
  const plain = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(failureCount, 12));
  const base = waitsForPeople.has(trouble) ? Math.max(refusedRetryMs, plain) : plain;
  return Math.round(base * (0.75 + chance / 2));
}

/** Starts fetching. Stopping hangs up and gives every mailbox back at once. */
export function startMailboxes(platform: Platform, intake: Pick<Intake, 'take'>, options: SessionOptions = {}): Loop {
  const deps: SessionDeps = { platform, intake, options };
  const running = new Map<Session, Promise<void>>();
  const round = async (): Promise<number> => {
    const room = Math.min(claimedAtOnce, sessionsMax - running.size);
    const at = platform.clock.nowAt();
    const claimed =
      room <= 0 ? [] : await acrossWorkspaces(platform.workPool, (tx) => claimMailboxes(tx, { at, leaseUntilAt: at + holdMs, most: room }));
    for (const held of claimed) {
      const session = startSession(deps, held);
      running.set(
        session,
        endOf(platform, held, session).finally(() => running.delete(session)),
      );
    }
    return claimed.length;
  };
  const nextDueAt = async (): Promise<number | null> =>
    (
      await acrossWorkspaces(platform.workPool, (tx) =>
        tx.row(sql<{ due_at: number | null }>`select min(due_at) as due_at from work.item where kind = 'mailbox'`),
      )
    )?.due_at ?? null;
  const loop = startLoop(platform, { name: 'mailboxes', ring: 'mailbox', round, nextDueAt });
  return {
    async stop() {
      await loop.stop();
      for (const session of running.keys()) session.stop();
      await Promise.all(running.values());
    },
  };
}

async function endOf(platform: Platform, held: Held, session: Session): Promise<void> {
  let trouble: MailboxTrouble | null = null;
  try {
    await session.ended;
  } catch (error) {
    const { ImapTrouble } = await mailFetcher();
    trouble = error instanceof ImapTrouble || error instanceof SignInTrouble ? error.code : 'fault';
    platform.log.warn({ err: error, mailboxId: held.row_id, trouble }, 'a mailbox is not fetched at present');
  }
  try {
    await settle(platform, held, { trouble, failureCount: session.wasWell() ? 0 : held.attempt_count });
  } catch (error) {
    // The lease runs out, and the mailbox is taken again then.
    platform.log.error({ err: error, mailboxId: held.row_id }, 'a mailbox could not be given back');
  }
}

/** `failureCount`: failed connections before this one, since the last good one. */
async function settle(
  platform: Platform,
  held: Held,
  { trouble, failureCount }: { trouble: MailboxTrouble | null; failureCount: number },
): Promise<void> {
  const { workspace_id: workspaceId, row_id: id } = held;
  const at = platform.clock.nowAt();
  const dueAt = trouble === null ? at : at + reconnectDelayMs(trouble, failureCount, random());
  const isNews = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    await giveBack(tx, held, { dueAt, failureCount: trouble === null ? 0 : failureCount + 1 });
    if (trouble === null) return false;
    await raiseAlarm(tx, held, 'mailbox_trouble', at);
    return noteTrouble(tx, workspaceId, id, { trouble, paused: false, at });
  });
  if (isNews) await announceMailbox(platform, workspaceId, id);
}
