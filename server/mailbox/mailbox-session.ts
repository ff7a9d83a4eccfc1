/**
 * How is one mailbox fetched, from signing in to hanging up? Rounds, and in between listening for news; what comes in enters by `intake.take`
 * like mail from the receiver. It ends by a trouble, by a changed or lost mailbox, or because the worker stops; it never tries again itself.
 */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { limits, stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { type ImapBox, type ListedMail } from '../channel-registry.ts';
import { mailFetcher, type MailFetcher } from '../channel-libraries.ts';
import { IntakeBusy, type Intake } from '../intake/intake.ts';
import { pause } from '../platform/clock/pause.ts';
import { every } from '../platform/clock/timers.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { announceMailbox } from './announce.ts';
import { countDays } from './count-day.ts';
import { fetchRound, type MailboxPlace } from './fetch-round.ts';
import { createLatch } from './latch.ts';
import { openMailboxBox, type ReachOptions } from './reach.ts';
import {
  channelOfAddresses,
  endAlarm,
  findMailbox,
  keepMailbox,
  noteFetched,
  saveTaken,
  type Held,
  type MailboxRow,
} from './mailbox.store.ts';

export interface SessionOptions extends ReachOptions {
  /** How long we listen before looking anyway; IDLE is begun anew with it. */
  readonly listenMs?: number;
  /** Test hook: between the bytes being durable and the place moving on. */
  afterStore?(): Promise<void>;
}

export interface SessionDeps {
  readonly platform: Platform;
  readonly intake: Pick<Intake, 'take'>;
  readonly options: SessionOptions;
}

export interface Session {
  /** Resolves when it is over; rejects with what went wrong. */
  readonly ended: Promise<void>;
  stop(): void;
  /** It was connected and had gone through a round. */
  wasWell(): boolean;
}

/** The worker stops, or the mailbox was changed, in the middle of a round. */
class SessionStopped extends Error {}

/** Far below the 29 minutes after which servers may end an IDLE (RFC 2177), and what finds mail where the server forgets to tell. */
export const listenAtMostMs = stepLimits.mailboxListenMs;
/** Graph does not tell of news on a connection that stays open. */
const lookEveryMs = 30_000;
export const holdMs = 30_000;
const beatMs = 10_000;
const countEveryMs = hourMs;
const busyPauseMs = 1_000;

export function startSession(deps: SessionDeps, held: Held): Session {
  const latch = createLatch();
  const state = { stopped: false, lost: false, isWell: false };
  const stop = (): void => {
    state.stopped = true;
    latch.ring();
  };
  const unbeat = every(beatMs, () => {
    const leaseUntilAt = deps.platform.clock.nowAt() + holdMs;
    inWorkspace(deps.platform.workPool, held.workspace_id, (tx) => keepMailbox(tx, held, leaseUntilAt)).then(
      (kept) => kept || stop(),
      (error: Error) => deps.platform.log.warn({ err: error, mailboxId: held.row_id }, 'a mailbox could not be kept; its lease runs on'),
    );
  });
  const hearing = {
    news: () => latch.ring(),
    closed() {
      state.lost = true;
      latch.ring();
    },
  };
  const ended = fetchUntilOver({ deps, held, state, latch, hearing }).finally(unbeat);
  return { ended, stop, wasWell: () => state.isWell };
}

interface Running {
  readonly deps: SessionDeps;
  readonly held: Held;
  readonly state: { stopped: boolean; lost: boolean; isWell: boolean };
  readonly latch: ReturnType<typeof createLatch>;
  readonly hearing: { news(): void; closed(): void };
}

async function fetchUntilOver({ deps, held, state, latch, hearing }: Running): Promise<void> {
  const { platform, options } = deps;
  const row = await inWorkspace(platform.workPool, held.workspace_id, (tx) => findMailbox(tx, held.workspace_id, held.row_id));
  if (row === undefined || row.state !== 'on') return;
  const fetcher = await mailFetcher();
  const waiting = { ...options, wait: (ms: number): Promise<void> => latch.wait(ms) };
  const box = await openMailboxBox(platform, { workspaceId: held.workspace_id, row }, hearing, waiting);
  const listenMs = options.listenMs ?? (row.access.way === 'graph' ? lookEveryMs : listenAtMostMs);
  try {
    let place: MailboxPlace = { uidValidity: row.uid_validity, lastUid: row.last_uid };
    let countAt = 0;
    while (!state.stopped) {
      if (state.lost) throw new fetcher.ImapTrouble('connection_lost', null);
      const take = (mail: ListedMail): Promise<string | null> => takeMail({ deps, row, held, box, fetcher, state }, mail);
      place = await fetchRound(place, { box, startedAt: row.started_at, take, save: (taken) => tickOff(deps, held, taken) });
      await noteWell(deps, held, row);
      state.isWell = true;
      if (platform.clock.nowAt() >= countAt) {
        const short = await countDays({ platform, held, box, startedAt: row.started_at, take }, place);
        countAt = short ? 0 : platform.clock.nowAt() + countEveryMs;
        await announceMailbox(platform, held.workspace_id, held.row_id);
      }
      box.listen();
      await latch.wait(listenMs);
    }
  } catch (error) {
    if (!(error instanceof SessionStopped)) throw error;
  } finally {
    await box.close();
  }
}

async function tickOff({ platform, options }: SessionDeps, held: Held, taken: Parameters<typeof saveTaken>[3]): Promise<void> {
  if (taken.mails.length > 0) await options.afterStore?.();
  await inWorkspace(platform.workPool, held.workspace_id, (tx) => saveTaken(tx, held.workspace_id, held.row_id, taken));
}

async function noteWell({ platform }: SessionDeps, held: Held, row: MailboxRow): Promise<void> {
  const wasNews = await inWorkspace(platform.workPool, held.workspace_id, async (tx) => {
    await endAlarm(tx, held, 'mailbox_trouble');
    return noteFetched(tx, held.workspace_id, row.id, platform.clock.nowAt());
  });
  if (wasNews) await announceMailbox(platform, held.workspace_id, row.id);
}

interface Taking {
  readonly deps: SessionDeps;
  readonly row: MailboxRow;
  readonly held: Held;
  readonly box: ImapBox;
  readonly fetcher: MailFetcher;
  readonly state: { readonly stopped: boolean };
}

/**
 * Keeps one mail. It belongs to the channel of this workspace to whose address it was delivered, else to the mailbox's own. One that is too
 * large for us is held back with its header, so that agents see it and fetch it by hand.
 */
async function takeMail({ deps, row, held, box, fetcher, state }: Taking, mail: ListedMail): Promise<string | null> {
  if (state.stopped) throw new SessionStopped();
  const known = mail.sizeBytes > limits.mailBytes;
  const read = await box.read(mail.uid, { headerOnly: known });
  if (read === null) return null;
  // Graph names no sizes beforehand.
  const headerOnly = known || read.byteLength > limits.mailBytes;
  const raw = headerOnly && !known ? headerOf(read) : read;
  const envelope = fetcher.envelopeFromHeaders(raw);
  const channelId = await inWorkspace(deps.platform.workPool, held.workspace_id, async (tx) =>
    envelope.rcptTo.length === 0 ? null : channelOfAddresses(tx, held.workspace_id, envelope.rcptTo),
  );
  const inbound = {
    workspaceId: held.workspace_id,
    channelId: channelId ?? row.channel_id,
    dedupeKey: fetcher.mailDedupeKey(channelId ?? row.channel_id, raw),
    sender: envelope.mailFrom,
    raw,
    envelope: { mail: envelope, ...(headerOnly ? { unreadable: 'too_large' } : {}) },
    ready: headerOnly,
  };
  for (;;) {
    try {
      return (await deps.intake.take(inbound)).id;
    } catch (error) {
      if (state.stopped) throw new SessionStopped('stopped while waiting', { cause: error });
      if (!(error instanceof IntakeBusy)) throw error;
      // It stays in the mailbox meanwhile: nobody is kept waiting but us.
      await pause(busyPauseMs);
    }
  }
}

/** Up to the empty line (RFC 5322 §2.1), and never more than a header can be. */
function headerOf(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, 262_144));
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? bytes : bytes.subarray(0, end + 4);
}
