/**
 * Which mails of a mailbox are new, and in which order are they kept and ticked off? The place in the mailbox moves on only after the bytes
 * are durable: a mail may be fetched twice, and is known again by its digest; it is never skipped. Knows no database and no IMAP.
 */
import { dayMs, hourMs } from '@meanwhile/core/kernel/instant.ts';
import type { ListedMail } from '../channel-registry.ts';
import type { TakenMail } from './mailbox.store.ts';

/** The part of a mailbox's connection that a round needs. */
export interface RoundBox {
  look(): Promise<{ readonly uidValidity: number; readonly uidNext: number }>;
  listFrom(uid: number): Promise<ListedMail[]>;
  list(uids: readonly number[]): Promise<ListedMail[]>;
  uidsSince(at: number): Promise<number[]>;
}

export interface MailboxPlace {
  /** Null before the first round. */
  readonly uidValidity: number | null;
  readonly lastUid: number;
}

export interface RoundDeps {
  readonly box: RoundBox;
  /** Mail that arrived before this instant is not ours. */
  readonly startedAt: number;
  /** Fetches and keeps one mail; resolves once it is durable. Null: it is gone from the mailbox. */
  take(mail: ListedMail): Promise<string | null>;
  /** Ticks them off and moves the place on, in one transaction. */
  save(taken: { readonly uidValidity: number; readonly lastUid: number; readonly mails: readonly TakenMail[] }): Promise<void>;
}

/** So many are fetched again at most where the process ends between keeping and ticking off. */
const mailsPerTick = 25;
/** UIDs named in one command. */
const uidsPerList = 500;
/** Clocks of mail servers differ: what arrived this long before the start still counts. */
export const startMarginMs = hourMs;

/** One round; gives the place after it. A mailbox that was numbered anew (UIDVALIDITY) is gone through once more from the start. */
export async function fetchRound(place: MailboxPlace, deps: RoundDeps): Promise<MailboxPlace> {
  const { uidValidity, uidNext } = await deps.box.look();
  const isKnown = place.uidValidity === uidValidity;
  const found = isKnown ? await deps.box.listFrom(place.lastUid + 1) : await sinceStart(deps);
  const mails = found.filter((mail) => mail.arrivedAt >= deps.startedAt - startMarginMs);
  let lastUid = isKnown ? place.lastUid : 0;
  for (let from = 0; from < mails.length; from += mailsPerTick) {
    const some = mails.slice(from, from + mailsPerTick);
    lastUid = some.at(-1)!.uid;
    await deps.save({ uidValidity, lastUid, mails: await takeEach(some, deps) });
  }
  const end = Math.max(lastUid, found.at(-1)?.uid ?? 0, isKnown ? 0 : uidNext - 1);
  if (end > lastUid || !isKnown) await deps.save({ uidValidity, lastUid: end, mails: [] });
  return { uidValidity, lastUid: end };
}

/** One after the other, so that mails of one sender keep their order. */
export async function takeEach(mails: readonly ListedMail[], deps: Pick<RoundDeps, 'take'>): Promise<TakenMail[]> {
  const taken: TakenMail[] = [];
  for (const mail of mails) {
    const inboundId = await deps.take(mail);
    if (inboundId !== null) taken.push({ uid: mail.uid, arrivedAt: mail.arrivedAt, inboundId });
  }
  return taken;
}

/** SEARCH knows days of the server's own zone: a day more is looked at, and instants decide. */
async function sinceStart({ box, startedAt }: RoundDeps): Promise<ListedMail[]> {
  return listInParts(box, await box.uidsSince(startedAt - startMarginMs - dayMs));
}

/** Lowest UID first, whatever order they are named in. */
export async function listInParts(box: Pick<RoundBox, 'list'>, uids: readonly number[]): Promise<ListedMail[]> {
  const found: ListedMail[] = [];
  const sorted = uids.toSorted((a, b) => a - b);
  for (let from = 0; from < sorted.length; from += uidsPerList) found.push(...(await box.list(sorted.slice(from, from + uidsPerList))));
  return found;
}
