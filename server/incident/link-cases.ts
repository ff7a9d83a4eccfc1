/** Which cases belong to an incident? Linked by hand or by a rule, and unlinked again; a merged case counts as the one that goes on. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { casesById } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { deleteLinks, incidentById, insertLinks, lockIncident, type Linking, type ShownIncident } from './incident.store.ts';
import { presentIncident } from './present-incident.ts';

export interface Linked {
  readonly changedIds: string[];
  readonly refusedIds: string[];
  readonly incident: ShownIncident;
}

export interface By {
  readonly actor: string;
  readonly memberId: string | null;
}

type Asked = Pick<Linking, 'incidentId' | 'caseIds'>;

/** `not_found`; `conflict` where it is closed or full. */
export async function linkCases(here: Here, asked: Asked, by: By, how: Linking['how'] = 'hand'): Promise<Linked | Refusal> {
  const { tx, workspaceId, at } = here;
  const incident = await lockIncident(tx, workspaceId, asked.incidentId);
  if (incident === undefined) return refuse('not_found');
  if (incident.state === 'closed') return refuse('conflict', 'This incident is closed.');
  const there = await casesById(tx, workspaceId, asked.caseIds);
  const going = new Map(there.map((row) => [row.id, row.merged_into_id ?? row.id]));
  const caseIds = [...new Set(going.values())];
  if (incident.case_count + caseIds.length > limits.casesPerIncident)
    return refuse('conflict', `At most ${limits.casesPerIncident} cases.`);
  const changedIds = await insertLinks(tx, workspaceId, { ...asked, caseIds, how, memberId: by.memberId }, at);
  const refusedIds = asked.caseIds.filter((id) => !going.has(id));
  return { changedIds, refusedIds, incident: await told(here, by, asked.incidentId, { linkedIds: changedIds }) };
}

/** What was answered to a case stays; an answer that is on its way to all still reaches it. */
export async function unlinkCases(here: Here, asked: Asked, by: By): Promise<Linked | Refusal> {
  const { tx, workspaceId } = here;
  if ((await lockIncident(tx, workspaceId, asked.incidentId)) === undefined) return refuse('not_found');
  const there = new Set((await casesById(tx, workspaceId, asked.caseIds)).map((row) => row.id));
  const changedIds = await deleteLinks(tx, workspaceId, asked.incidentId, asked.caseIds);
  const refusedIds = asked.caseIds.filter((id) => !there.has(id));
  return { changedIds, refusedIds, incident: await told(here, by, asked.incidentId, { unlinkedIds: changedIds }) };
}

async function told(
  here: Here,
  by: By,
  incidentId: string,
  what: { linkedIds: string[] } | { unlinkedIds: string[] },
): Promise<ShownIncident> {
  const row = (await incidentById(here.tx, here.workspaceId, incidentId))!;
  const [ids] = Object.values(what) as [string[]];
  if (ids.length > 0)
    await appendEvents(here, [
      {
        type: 'incident.changed',
        audience: 'desk',
        actor: by.actor,
        subjectId: incidentId,
        payload: { incident: presentIncident(row), ...what },
      },
    ]);
  return row;
}

/** Links the case where the incident is open; true where it was not linked before. */
export async function linkByRule(here: Here, incidentId: string, caseId: string): Promise<boolean> {
  const linked = await linkCases(here, { incidentId, caseIds: [caseId] }, { actor: 'system', memberId: null }, 'rule');
  return !isRefusal(linked) && linked.changedIds.length > 0;
}

/** The incident a rule may link to: it is there and open. Null otherwise. */
export async function openIncidentId({ tx, workspaceId }: Pick<Here, 'tx' | 'workspaceId'>, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const row = await tx.row(
    sql<{ id: string }>`select id from tenant.incident where workspace_id = ${workspaceId} and id = ${id} and state = 'open'`,
  );
  return row?.id ?? null;
}
