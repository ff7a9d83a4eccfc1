/**
 * Does mail to a channel's address arrive, and how often? A marked mail is sent to it; what comes back is counted here and never becomes a
 * message. Finds nothing that was not sent by us: the mark names the one test that runs.
 */
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { sql } from 'kysely';
import { mailDoor } from '../channel-libraries.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { unseal } from '../platform/keys.ts';
import type { StoredInbound } from './intake.store.ts';

const arrivalsKept = 10;

export interface TestArrival {
  readonly at: string;
  /** Servers that handed it on. */
  readonly hopCount: number;
  /** It passed one address twice. */
  readonly isRepeated: boolean;
}

export interface MailTestRow {
  readonly test_id: string | null;
  readonly test_sent_at: number | null;
  readonly test_trouble: string | null;
  readonly test_arrivals: readonly TestArrival[];
}

export function findTest(tx: Transaction, workspaceId: string, channelId: string): Promise<MailTestRow | undefined> {
  return tx.row(sql<MailTestRow>`
    select test_id, test_sent_at, test_trouble, test_arrivals from tenant.channel_inbound where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

/** From now on this test counts and no earlier one. */
export async function beginTest(tx: Transaction, workspaceId: string, test: { channelId: string; id: string; at: number }): Promise<void> {
  await tx.run(sql`
    insert into tenant.channel_inbound (workspace_id, channel_id, test_id, test_sent_at) values (${workspaceId}, ${test.channelId}, ${test.id}, ${iso(test.at)})
    on conflict (workspace_id, channel_id) do update set test_id = excluded.test_id, test_sent_at = excluded.test_sent_at, test_trouble = null, test_arrivals = '[]'`);
}

export async function failTest(tx: Transaction, workspaceId: string, test: { channelId: string; id: string }): Promise<void> {
  await tx.run(sql`update tenant.channel_inbound set test_trouble = 'not_sent'
    where workspace_id = ${workspaceId} and channel_id = ${test.channelId} and test_id = ${test.id}`);
}

/** True where this is the running test coming in: noted, and nobody's message. */
export async function takeTest({ platform, tx, workspaceId }: Here, row: StoredInbound, event: MessageEvent | null): Promise<boolean> {
  if (event?.subject == null) return false;
  const { testIn, traceOf } = await mailDoor();
  const testId = testIn(event.subject);
  if (testId === null) return false;
  const running = await tx.row(sql<{ test_arrivals: readonly TestArrival[] }>`
    select test_arrivals from tenant.channel_inbound
    where workspace_id = ${workspaceId} and channel_id = ${row.channel_id} and test_id = ${testId} for update`);
  if (running === undefined) return false;
  const raw = unseal(platform.keys, 'inbound', row.raw ?? (await platform.blobs.read(row.blob_key!)));
  const arrivals = [...running.test_arrivals, { at: iso(row.received_at), ...traceOf(raw) }].slice(0, arrivalsKept);
  await tx.run(sql`update tenant.channel_inbound set test_arrivals = ${JSON.stringify(arrivals)}::jsonb
    where workspace_id = ${workspaceId} and channel_id = ${row.channel_id}`);
  return true;
}
