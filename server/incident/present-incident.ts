/** How does an incident look on the wire, and the cases in its lists? */
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { Incident, IncidentReply } from '@meanwhile/wire/incidents.ts';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { presentCases } from '../case/case.ts';
import type { ShownReply } from './answer-all.store.ts';
import type { ShownIncident } from './incident.store.ts';

function dated(at: number, memberId: string | null, name: string | null): Incident['opened'] {
  return { at: iso(at), by: memberId === null ? null : { id: memberId, name: name ?? '' } };
}

export function presentIncident(row: ShownIncident): Incident {
  return {
    id: row.id,
    title: row.title,
    entryTexts: row.entry_texts,
    ackTexts: row.ack_texts,
    channelIds: row.channel_ids,
    state: row.state,
    opened: dated(row.opened_at, row.opened_by, row.opened_name),
    fixed: row.fixed_at === null ? null : dated(row.fixed_at, row.fixed_by, row.fixed_name),
    closed: row.closed_at === null ? null : dated(row.closed_at, row.closed_by, row.closed_name),
    caseCount: row.case_count,
  };
}

export function presentReply(row: ShownReply): IncidentReply {
  return {
    id: row.id,
    incidentId: row.incident_id,
    kind: row.kind,
    texts: row.texts,
    locale: row.locale,
    then: row.then_verb,
    author: row.author_id === null ? null : { id: row.author_id, name: row.author_name ?? '' },
    writtenAt: iso(row.written_at),
    releaseAt: iso(row.release_at),
    undoneAt: isoOrNull(row.undone_at),
    finishedAt: isoOrNull(row.finished_at),
    waitingCount: row.waiting_count,
    answeredCount: row.answered_count,
    skippedCount: row.skipped_count,
  };
}

/** What every list of cases here shows of one. */
export interface ShownCase {
  readonly caseId: string;
  readonly number: number;
  readonly customer: string | null;
  readonly channelId: string;
  readonly subject: string | null;
  readonly firstLine: string | null;
}

/** For many in two statements; those that do not exist here are left out. */
export async function withCases<Row extends { readonly case_id: string }, Wire>(
  tx: Transaction,
  workspaceId: string,
  rows: readonly Row[],
  shape: (row: Row, shown: ShownCase) => Wire,
): Promise<Wire[]> {
  const cases = await presentCases(
    tx,
    workspaceId,
    rows.map((row) => row.case_id),
  );
  const byId = new Map(cases.map((one) => [one.id, one]));
  return rows.flatMap((row) => {
    const found = byId.get(row.case_id);
    return found === undefined ? [] : [shape(row, shownOf(found))];
  });
}

function shownOf({ id, number, customer, channelId, subject, unansweredText, lastText }: CaseRow): ShownCase {
  return { caseId: id, number, customer: customer.name ?? customer.address, channelId, subject, firstLine: unansweredText ?? lastText };
}
