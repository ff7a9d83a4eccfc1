/**
 * How is a mailbox read by Graph as if it had numbers like IMAP's? Changes are read page by page and numbered in our own table; rounds, counting
 * and ticking off work on those numbers. It waits where Graph says so and renews a token that ends meanwhile.
 */
import { type ImapBox, type ListedMail } from '../channel-registry.ts';
import { mailFetcher } from '../channel-libraries.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { accessTokenOf, type TokenOptions } from './access-token.ts';
import { isNo, openGraph, type GraphNo, type GraphPage, type GraphTalk } from './graph-talk.ts';
import { deltaLinkOf, itemsByUid, itemsFrom, nextUid, numberItems, uidsOfItems, type NumberedItem } from './graph.store.ts';
import type { MailboxRow } from './mailbox.store.ts';

export interface GraphBoxOptions extends TokenOptions {
  /** Waits, or until whoever fetches is to stop. */
  readonly wait: (ms: number) => Promise<void>;
}

interface Box {
  readonly platform: Platform;
  readonly workspaceId: string;
  readonly mailboxId: string;
  readonly talk: GraphTalk;
  readonly options: GraphBoxOptions;
  token: string | null;
}

/** Our own numbers begin once. */
const uidValidity = 1;
const busyTriesMost = 6;
const busyMs = 5_000;

/** Throws ImapTrouble and SignInTrouble like a mailbox reached by IMAP. */
export async function openGraphBox(
  platform: Platform,
  { workspaceId, row }: { workspaceId: string; row: Pick<MailboxRow, 'id'> },
  graphUrl: string,
  options: GraphBoxOptions,
): Promise<ImapBox> {
  const box: Box = { platform, workspaceId, mailboxId: row.id, talk: openGraph(graphUrl, options), options, token: null };
  const inside = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => inWorkspace(platform.workPool, workspaceId, work);
  const listed = async (items: Promise<NumberedItem[]>): Promise<ListedMail[]> =>
    (await items).map(({ uid, arrivedAt }) => ({ uid: Number(uid), sizeBytes: 0, arrivedAt }));
  return {
    async look() {
      const count = orTrouble(await ask(box, (token) => box.talk.count(token)), await mailFetcher());
      await readChanges(box);
      return { uidValidity, uidNext: await inside((tx) => nextUid(tx, workspaceId, row.id)), count };
    },
    listFrom: (uid) => listed(inside((tx) => itemsFrom(tx, workspaceId, row.id, uid))),
    list: (uids) => listed(inside((tx) => itemsByUid(tx, workspaceId, row.id, uids))),
    uidsSince: (at) => numbersSince(box, at),
    async read(uid) {
      const [named] = await inside((tx) => itemsByUid(tx, workspaceId, row.id, [uid]));
      if (named === undefined) return null;
      const raw = await ask(box, (token) => box.talk.raw(token, named.item));
      return isNo(raw) && raw.no === 'gone' ? null : orTrouble(raw, await mailFetcher());
    },
    listen: () => undefined,
    close: () => box.talk.close(),
  };
}

/** To the last page. A place that is lost begins anew; what has a number keeps it. */
async function readChanges(box: Box): Promise<void> {
  const { platform, workspaceId, mailboxId, talk } = box;
  const save = (page: Pick<GraphPage, 'items'>, link: string | null): Promise<void> =>
    inWorkspace(platform.workPool, workspaceId, (tx) => numberItems(tx, workspaceId, mailboxId, { items: page.items, link }));
  let link = await inWorkspace(platform.workPool, workspaceId, (tx) => deltaLinkOf(tx, workspaceId, mailboxId));
  let isLast = false;
  while (!isLast) {
    const from = link;
    const page = await ask(box, (token) => talk.changes(token, from));
    if (isNo(page) && page.no === 'place_lost' && from !== null) {
      platform.log.warn({ mailboxId }, 'Graph has lost the place in a mailbox; it is read from the beginning');
      await save({ items: [] }, null);
      link = null;
      continue;
    }
    const { items, nextLink, deltaLink } = orTrouble(page, await mailFetcher());
    link = nextLink ?? deltaLink;
    await save({ items: items.toSorted((a, b) => a.arrivedAt - b.arrivedAt) }, link);
    isLast = nextLink === null;
  }
}

/** What lies there by a plain list, beside the list of changes; what the changes had not told is numbered here. */
async function numbersSince(box: Box, at: number): Promise<number[]> {
  const { platform, workspaceId, mailboxId, talk } = box;
  const uids: number[] = [];
  let link: string | null = null;
  do {
    const from: string | null = link;
    const page: GraphPage = orTrouble(await ask(box, (token) => talk.since(token, at, from)), await mailFetcher());
    const found = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
      await numberItems(tx, workspaceId, mailboxId, { items: page.items });
      return uidsOfItems(
        tx,
        workspaceId,
        mailboxId,
        page.items.map((one) => one.item),
      );
    });
    uids.push(...found.map(Number));
    link = page.nextLink;
  } while (link !== null);
  return uids;
}

/** One question; waits where it is told to, and asks with a new token where the one it had is refused. */
async function ask<T>(box: Box, question: (token: string) => Promise<T | GraphNo>): Promise<T | GraphNo> {
  const { platform, workspaceId, mailboxId, options } = box;
  const wanted = { workspaceId, mailboxId };
  box.token = await accessTokenOf(platform, wanted, options);
  let isRenewed = false;
  for (let tried = 1; ; tried += 1) {
    const answer = await question(box.token);
    if (!isNo(answer)) return answer;
    if (answer.no === 'token_refused' && !isRenewed) {
      isRenewed = true;
      box.token = await accessTokenOf(platform, wanted, options, box.token);
    } else if (answer.no === 'busy' && tried < busyTriesMost) await options.wait(answer.retryAfterMs ?? busyMs * tried);
    else return answer;
  }
}

function orTrouble<T>(answer: T | GraphNo, { ImapTrouble }: Awaited<ReturnType<typeof mailFetcher>>): T {
  if (!isNo(answer)) return answer;
  const refused = answer.no === 'token_refused' || answer.no === 'not_allowed';
  throw new ImapTrouble(refused ? 'sign_in_refused' : answer.no === 'gone' ? 'no_inbox' : 'unreachable', answer.no);
}
