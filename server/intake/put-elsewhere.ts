/**
 * Has a person said before that mail like this belongs elsewhere? What was taken out of a case by “not this conversation” speaks for later
 * mails of the same sender that name the same mail, or the same subject, for the same case. It decides nothing about other senders.
 */
import { bareSubject } from '@meanwhile/core/conversation/subject-hint.ts';
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export interface PutElsewhere {
  readonly identity_id: string;
  /** The case it did not belong to, and the one it is in now. */
  readonly split_from_id: string;
  readonly case_id: string;
  readonly mail_references: readonly string[] | null;
  readonly subject: string | null;
}

const perSender = 20;

/** The newest of each sender. */
export function putElsewhere(tx: Transaction, workspaceId: string, identityIds: readonly string[]): Promise<PutElsewhere[]> {
  return tx.rows(sql<PutElsewhere>`
    select m.* from unnest(${identityIds}::uuid[]) as w (id) cross join lateral (
      select identity_id, split_from_id, case_id, mail_references, subject from tenant.message
      where workspace_id = ${workspaceId} and identity_id = w.id and split_from_id is not null order by received_at desc limit ${perSender}) m`);
}

export interface Pointing {
  readonly identityId: string;
  /** The case the mail points to. */
  readonly caseId: string;
  /** The mail it names first, and its subject. */
  readonly nearestId: string | null;
  readonly subject: string | null;
}

/** The case a person put such mail into, or null when nobody ever said anything about it. */
export function elsewhere(known: readonly PutElsewhere[], { identityId, caseId, nearestId, subject }: Pointing): string | null {
  const same = known.find(
    (one) =>
      one.identity_id === identityId &&
      one.split_from_id === caseId &&
      (nearestId === null ? bareSubject(one.subject) === bareSubject(subject) : one.mail_references?.includes(nearestId) === true),
  );
  return same?.case_id ?? null;
}
