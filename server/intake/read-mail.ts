/**
 * What does a stored mail say? Claimed with a lease and counted before it is touched, so that a mail that kills its reader is known after
 * the restart; checked and read in a worker thread; files laid into the blob store. A mail that ended its reader is tried once more, behind
 * all others, and then waits for a person.
 */
import type { FileAbout } from '@meanwhile/channels/contract/file-about.ts';
import type { MailEnvelope } from '@meanwhile/channels/contract/channel-adapter.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { channelRegistry, isChannelType, type ChannelType, type StoredChannel } from '../channel-registry.ts';
import { openSecrets } from '../channel/channel.ts';
import { pause } from '../platform/clock/pause.ts';
import { iso } from '../platform/db/instant.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { acrossWorkspaces, inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import { seal, unseal } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { eventAtDoor } from './event-at-door.ts';
import { FetchAgain, fetchFiles } from './fetch-files.ts';
import type { StoredInbound } from './intake.store.ts';
import { ReaderAway, ReaderLost, type MailReader } from './mail-reader.ts';

export interface ParsedFile {
  readonly name: string;
  readonly mime: string;
  readonly cid: string | null;
  readonly inline: boolean;
  readonly about: FileAbout | null;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly blobKey: string;
}

/** What adapters need to check a sender; given once in `main.ts`. */
export interface VerifyDeps {
  readonly resolveDns: (name: string, type: string) => Promise<string[][] | string[]>;
}

interface Unread {
  readonly workspace_id: string;
  readonly row_id: string;
  readonly fence: number;
  readonly attempt_count: number;
}

/** One round, one mail, so that its lease does not run while it waits for others; gives how many were taken. */
export async function readWaitingMail(platform: Platform, reader: MailReader): Promise<number> {
  const item = await acrossWorkspaces(platform.workPool, (tx) => claimUnread(tx, platform.clock.nowAt()));
  if (item === undefined) return 0;
  await readOne(platform, reader, item);
  return 1;
}

/** Files that a slow provider keeps hold up no mail, until so many of them do. */
const atOnceMost = 8;
const patienceMs = 250;
const underWay = new Set<Promise<void>>();

async function soonDone(work: Promise<void>): Promise<void> {
  const done = work.finally(() => underWay.delete(done));
  underWay.add(done);
  await Promise.race([done, pause(patienceMs)]);
  while (underWay.size >= atOnceMost) await Promise.race(underWay);
}

/** Fresh mail first: whoever has failed before waits behind it. */
function claimUnread(tx: Transaction, at: number): Promise<Unread | undefined> {
  return tx.row(sql<Unread>`
    update work.item set lease_until = ${iso(at + limits.leaseMs)}, fence = fence + 1, attempt_count = attempt_count + 1
    where n in (select n from work.item where kind = 'inbound' and not ready and due_at <= ${iso(at)} and (lease_until is null or lease_until < ${iso(at)})
      order by (attempt_count > 0), n limit 1 for update skip locked)
    returning workspace_id, row_id, fence, attempt_count`);
}

async function readOne(platform: Platform, reader: MailReader, item: Unread): Promise<void> {
  let fetching: Promise<Read> | null = null;
  await conclude(platform, item, async () => {
    if (item.attempt_count > limits.processAttempts) return withheld('poison');
    const found = await storedOf(platform, item);
    if (found === undefined || !isChannelType(found.type)) return withheld('no_channel');
    const stored = { ...found, type: found.type };
    if (channelRegistry[found.type].readFirst) return readStored(platform, reader, stored);
    fetching = fetchOf(platform, item, stored);
    return null;
  });
  const begun = fetching as Promise<Read> | null;
  if (begun !== null) await soonDone(conclude(platform, item, () => begun));
}

/** Writes down what was read; null: that comes later. */
async function conclude(platform: Platform, item: Unread, read: () => Promise<Read | null>): Promise<void> {
  try {
    const done = await read();
    if (done === null) return;
    await settle(platform, item, done);
    platform.bell.ring('inbound');
  } catch (error) {
    // The lease runs out and the mail is tried again; the count was committed before, and is taken back where the mail is not to blame.
    const said = { err: error, inboundId: item.row_id, attempt: item.attempt_count };
    if (error instanceof FetchAgain) platform.log.warn(said, 'a file could not be fetched; trying again');
    else platform.log.error(said, 'a mail could not be read');
    if (error instanceof ReaderLost && item.attempt_count > 1) return settle(platform, item, withheld('poison'));
    await releaseSoon(platform, item, isDatabaseAway(error) || error instanceof ReaderAway);
  }
}

/** What is kept instead of the bytes that came: sealed in the row, or a file. `gone`: the file that held them. */
interface Instead {
  readonly raw: Buffer | null;
  readonly blobKey: string | null;
  readonly gone: string | null;
}

interface Read {
  readonly parsed: unknown;
  readonly instead: Instead | null;
}

const withheld = (quarantine: string): Read => ({ parsed: { quarantine }, instead: null });

interface Stored extends StoredInbound {
  readonly type: ChannelType;
  readonly settings: Record<string, unknown>;
  readonly secret: Buffer | null;
}

function storedOf(platform: Platform, item: Unread): Promise<(Omit<Stored, 'type'> & { type: string }) | undefined> {
  return inWorkspace(platform.workPool, item.workspace_id, (tx) =>
    tx.row(sql<Omit<Stored, 'type'> & { type: string }>`
      select i.id, i.received_at, i.channel_id, i.raw, i.blob_key, i.envelope, i.size_bytes, c.type, c.settings, c.secret
      from tenant.inbound i join tenant.channel c on c.workspace_id = i.workspace_id and c.id = i.channel_id
      where i.workspace_id = ${item.workspace_id} and i.id = ${item.row_id}`),
  );
}

async function bytesOf(platform: Platform, { raw, blob_key }: Stored): Promise<Uint8Array> {
  return unseal(platform.keys, 'inbound', raw ?? (await platform.blobs.read(blob_key!)));
}

/** A message whose files the provider keeps. */
async function fetchOf(platform: Platform, item: Unread, found: Stored): Promise<Read> {
  const entry = channelRegistry[found.type];
  const adapter = await entry.load();
  const secrets = openSecrets(platform.keys, { id: found.channel_id, secret: found.secret });
  const account = entry.accountOf({ id: found.channel_id, type: found.type, settings: found.settings, secrets }, platform);
  const event = await eventAtDoor(adapter, account, { row: found, bytes: await bytesOf(platform, found) });
  if (event?.type !== 'message') return { parsed: { event: event ?? null, files: [], visibleText: null }, instead: null };
  const fetched = await fetchFiles(platform, { adapter, account, event, isLast: item.attempt_count >= limits.processAttempts });
  return { parsed: { ...fetched, visibleText: null }, instead: null };
}

async function readStored(platform: Platform, reader: MailReader, found: Stored): Promise<Read> {
  const entry = channelRegistry[found.type];
  const bytes = await bytesOf(platform, found);
  const channel: StoredChannel = { id: found.channel_id, type: found.type, settings: found.settings, secrets: {} };
  const account = entry.accountOf(channel, platform);
  const envelope = (found.envelope['mail'] as MailEnvelope | undefined) ?? null;
  const answer = await reader.read({
    type: found.type,
    bytes,
    receivedAt: found.received_at,
    accountKey: found.channel_id,
    account,
    envelope,
  });
  if (answer.event === null) return withheld('unreadable');
  const files: ParsedFile[] = [];
  for (const file of answer.files.slice(0, 100)) {
    const { key, sha256, sizeBytes } = await platform.blobs.write(file.bytes);
    files.push({
      name: file.name,
      mime: file.mime,
      cid: file.cid,
      inline: file.inline,
      about: file.about,
      sizeBytes,
      sha256: sha256.toString('hex'),
      blobKey: key,
    });
  }
  return {
    parsed: { event: { ...answer.event, attachments: [] }, files, visibleText: answer.visibleText },
    instead: answer.instead === undefined ? null : await layDown(platform, answer.instead, found.blob_key),
  };
}

async function layDown(platform: Platform, bytes: Uint8Array, gone: string | null): Promise<Instead> {
  const sealed = seal(platform.keys, 'inbound', bytes);
  if (sealed.byteLength <= limits.rawInRowBytes) return { raw: sealed, blobKey: null, gone };
  const { key } = await platform.blobs.write(sealed);
  return { raw: null, blobKey: key, gone };
}

/** Writes the result only while the lease is ours; a late reader changes nothing. A file that may not be kept goes after the commit. */
async function settle(platform: Platform, item: Unread, { parsed, instead }: Read): Promise<void> {
  const quarantine = (parsed as { quarantine?: string }).quarantine;
  const isOurs = await inWorkspace(platform.workPool, item.workspace_id, async (tx) => {
    const ours = await tx.run(sql`
      update work.item set ready = true, lease_until = null, attempt_count = 0
      where workspace_id = ${item.workspace_id} and kind = 'inbound' and row_id = ${item.row_id} and fence = ${item.fence}`);
    if (ours === 0) return false;
    const stored = quarantine === undefined ? JSON.stringify(parsed) : null;
    await tx.run(sql`update tenant.inbound set parsed = ${stored}::jsonb, envelope = envelope || ${JSON.stringify(quarantine === undefined ? {} : { unreadable: quarantine })}::jsonb
      where workspace_id = ${item.workspace_id} and id = ${item.row_id}`);
    if (instead !== null)
      await tx.run(sql`update tenant.inbound set raw = ${instead.raw}, blob_key = ${instead.blobKey}
        where workspace_id = ${item.workspace_id} and id = ${item.row_id}`);
    return true;
  });
  const unused = instead === null ? null : isOurs ? instead.gone : instead.blobKey;
  if (unused !== null) await platform.blobs.remove(unused);
}

async function releaseSoon(platform: Platform, item: Unread, isBlameless: boolean): Promise<void> {
  const at = platform.clock.nowAt();
  await acrossWorkspaces(platform.workPool, (tx) =>
    tx.run(sql`update work.item set lease_until = ${iso(at + 1_000 * 2 ** item.attempt_count)}, attempt_count = attempt_count - ${isBlameless ? 1 : 0}
      where workspace_id = ${item.workspace_id} and kind = 'inbound' and row_id = ${item.row_id} and fence = ${item.fence}`),
  );
}
