/** SQL of clocks: what the log says of one case, and every version of policies and calendars that may have held for it. Nothing is written. */
import { sql } from 'kysely';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { CalendarRow, PolicyRow } from './calendar.store.ts';
import type { ConditionsRow } from './conditions.ts';

const clockTypes = sql`e.type in ('case.opened', 'case.assigned', 'case.snoozed', 'case.woken', 'case.resolved', 'case.reopened', 'case.waiting', 'case.merged', 'case.unmerged',
    'case.split', 'case.changed', 'message.received', 'message.sent')`;

export interface LoggedMoment {
  readonly at: number;
  readonly epoch: number;
  readonly n: string;
  readonly type: string;
  /** Of a case, as the event shows it; null where the customer was forgotten. */
  readonly shown: CaseRow | null;
  readonly message_received_at: string | null;
  readonly author_kind: string | null;
  readonly survivor_id: string | null;
}

/** In the order in which they were written: every change of a case is made under its lock. */
export function momentsOfCase(
  tx: Transaction,
  workspaceId: string,
  { id, conversation_id }: { readonly id: string; readonly conversation_id: string },
): Promise<LoggedMoment[]> {
  return tx.rows(sql<LoggedMoment>`
    select e.at, e.epoch, e.n::text as n, e.type, e.payload -> 'case' as shown, e.payload -> 'message' ->> 'receivedAt' as message_received_at,
      e.payload -> 'message' -> 'author' ->> 'kind' as author_kind, e.payload ->> 'survivorId' as survivor_id
    from tenant.event e where e.workspace_id = ${workspaceId} and e.conversation_id = ${conversation_id} and e.case_id = ${id} and ${clockTypes} order by e.epoch, e.n`);
}

/** When this case was merged away; the event is its survivor's. */
export function mergesOfCase(
  tx: Transaction,
  workspaceId: string,
  caseId: string,
  survivorIds: readonly string[],
): Promise<LoggedMoment[]> {
  return tx.rows(sql<LoggedMoment>`
    select e.at, e.epoch, e.n::text as n, e.type, null as shown, null as message_received_at, null as author_kind, e.case_id as survivor_id
    from tenant.event e where e.workspace_id = ${workspaceId} and e.type = 'case.merged' and e.case_id = any(${survivorIds}::uuid[]) and e.conversation_id = any(array(
      select c.conversation_id from tenant."case" c where c.workspace_id = ${workspaceId} and c.id = any(${survivorIds}::uuid[])))
      and e.payload ->> 'mergedId' = ${caseId} order by e.epoch, e.n`);
}

export type PolicyVersionRow = Pick<
  PolicyRow,
  'id' | 'version' | 'name' | 'calendar_id' | 'reply_within_ms' | 'valid_from' | 'place' | keyof ConditionsRow
>;

export function policyVersions(tx: Transaction, workspaceId: string): Promise<PolicyVersionRow[]> {
  return tx.rows(sql<PolicyVersionRow>`
    select id, version, name, calendar_id, reply_within_ms, valid_from, place, channel_ids, topic_ids, queue_ids, languages, priorities, tiers
    from tenant.commitment_policy where workspace_id = ${workspaceId} order by valid_from, version`);
}

export type CalendarVersionRow = Omit<CalendarRow, 'name' | 'first_at'>;

export function calendarVersions(tx: Transaction, workspaceId: string): Promise<CalendarVersionRow[]> {
  return tx.rows(sql<CalendarVersionRow>`
    select id, version, zone, weekly, exceptions, exception_names, valid_from from tenant.calendar where workspace_id = ${workspaceId} order by valid_from, version`);
}

export interface ChannelPolicyRow {
  readonly at: number;
  readonly channel_id: string;
  readonly policy_id: string | null;
}

/** Which policy these channels name now, and which they named when they were changed, as the log of settings has it. */
export function channelPolicies(tx: Transaction, workspaceId: string, channelIds: readonly string[]): Promise<ChannelPolicyRow[]> {
  return tx.rows(sql<ChannelPolicyRow>`
    select e.at, e.subject_id as channel_id, (e.payload -> 'channel' ->> 'policyId')::uuid as policy_id from tenant.event e
    where e.workspace_id = ${workspaceId} and e.type = 'channel.changed' and e.subject_id = any(${channelIds}::uuid[]) order by e.epoch, e.n`);
}

export function channelPoliciesNow(
  tx: Transaction,
  workspaceId: string,
  channelIds: readonly string[],
): Promise<Omit<ChannelPolicyRow, 'at'>[]> {
  return tx.rows(sql<Omit<ChannelPolicyRow, 'at'>>`
    select id as channel_id, policy_id from tenant.channel where workspace_id = ${workspaceId} and id = any(${channelIds}::uuid[])`);
}

/** The tier of this customer since each change of it, oldest first, as the log of their conversation has it. */
export function tiersOfCustomer(
  tx: Transaction,
  workspaceId: string,
  customerId: string,
): Promise<{ readonly fromAt: number; readonly tier: string | null }[]> {
  return tx.rows(sql<{ fromAt: number; tier: string | null }>`
    select e.at as "fromAt", e.payload -> 'customer' ->> 'tier' as tier from tenant.event e
    where e.workspace_id = ${workspaceId} and e.type = 'customer.changed' and e.subject_id = ${customerId} and e.conversation_id in (
      select co.id from tenant.conversation co where co.workspace_id = ${workspaceId} and co.customer_id = ${customerId}) order by e.epoch, e.n`);
}
