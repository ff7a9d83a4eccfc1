/**
 * How does the link in a slip notice lead to its page? A signed name of the new time told and of nothing else: whoever has the message may press
 * its buttons as long as its case is open, for a month. Following it changes nothing.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import { packIds, unpackIds } from '../platform/packed-ids.ts';
import type { Platform } from '../platform/platform.ts';

const goodForMs = 30 * dayMs;

export interface SlipLink {
  readonly workspaceId: string;
  /** The new time that was told. */
  readonly commitmentId: string;
}

export function slipLink(platform: Platform, { workspaceId, commitmentId }: SlipLink): string {
  return `${platform.settings.publicUrl}/slip/${sign(platform.keys, 'slip-link', packIds([workspaceId, commitmentId]))}`;
}

/** Null when it was not signed here. */
export function readSlipLink(platform: Platform, code: string): SlipLink | null {
  const packed = verifySigned(platform.keys, 'slip-link', code);
  if (packed === null) return null;
  const { ids } = unpackIds(packed, 2);
  return { workspaceId: ids[0]!, commitmentId: ids[1]! };
}

export interface SlipCase {
  readonly case_id: string;
  readonly conversation_id: string;
  readonly locale: string;
  /** The customer's; null: not known. */
  readonly zone: string | null;
  readonly brand: string;
  /** What was told first, and then. */
  readonly first_due_at: number;
  readonly due_at: number;
  /** Who wrote the message that waits, and where. */
  readonly identity_id: string;
  readonly scheme: string;
  readonly value: string;
  readonly channel_id: string;
}

/** What the link is about; undefined once its case is closed, is spam, or its customer is blocked. A merged case is the one it was merged into. */
export function slipCase(tx: Transaction, { workspaceId, commitmentId }: SlipLink, at: number): Promise<SlipCase | undefined> {
  return tx.row(sql<SlipCase>`
    select t.id as case_id, t.conversation_id, c.locale, cu.zone, w.brand, f.due_at as first_due_at, c.due_at, i.id as identity_id, i.scheme, i.value, m.channel_id
    from tenant.commitment c
    join tenant.commitment f on f.workspace_id = c.workspace_id and f.id = c.after_id
    join tenant.workspace w on w.workspace_id = c.workspace_id
    join tenant.message m on m.workspace_id = c.workspace_id and m.id = c.message_id and m.conversation_id = c.conversation_id
    join tenant.identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    join tenant."case" mc on mc.workspace_id = m.workspace_id and mc.id = m.case_id
    join tenant."case" t on t.workspace_id = mc.workspace_id and t.id = coalesce(mc.merged_into_id, mc.id)
    join tenant.conversation co on co.workspace_id = t.workspace_id and co.id = t.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    where c.workspace_id = ${workspaceId} and c.id = ${commitmentId} and t.state = 'open' and t.spam_at is null and cu.blocked_at is null
      and t.conversation_id = c.conversation_id and c.told_at > ${iso(at - goodForMs)}`);
}
