/**
 * What are the starter figures, and when do they move with the workspace? A Monday to Friday, nine to five calendar, which follows the
 * workspace's time zone for as long as nobody has touched it: before anybody has set one, the zone was only a guess.
 */
import type { Calendar } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { wireInstant } from '../platform/present.ts';

const name = 'Opening hours';
const nineToFive = [{ open: '09:00', close: '17:00' }];
const weekly = { '1': nineToFive, '2': nineToFive, '3': nineToFive, '4': nineToFive, '5': nineToFive, '6': [], '7': [] };

export async function insertStarterCalendar(
  tx: Transaction,
  workspace: { readonly id: string; readonly zone: string },
  { calendarId, at }: { calendarId: string; at: number },
): Promise<void> {
  await tx.run(sql`insert into tenant.calendar (workspace_id, id, version, name, zone, weekly, valid_from)
    values (${workspace.id}, ${calendarId}, 1, ${name}, ${workspace.zone}, ${JSON.stringify(weekly)}, ${iso(at)})`);
}

/**
 * Gives every calendar that still is the starter one in the old zone a version in the new zone; gives the new versions. What customers were
 * told by the old one stays as told.
 */
export async function moveStarterCalendars(
  tx: Transaction,
  workspaceId: string,
  zones: { readonly from: string; readonly to: string },
  at: number,
): Promise<Calendar[]> {
  if (zones.from === zones.to) return [];
  const moved = await tx.rows(sql<{ id: string; version: number }>`
    insert into tenant.calendar (workspace_id, id, version, name, zone, weekly, valid_from)
    select workspace_id, id, version + 1, name, ${zones.to}, weekly, ${iso(at)} from (
      select distinct on (c.id) c.* from tenant.calendar c where c.workspace_id = ${workspaceId} order by c.id, c.version desc) newest
    where name = ${name} and zone = ${zones.from} and weekly = ${JSON.stringify(weekly)}::jsonb and exceptions = '{}'::jsonb and exception_names = '{}'::jsonb
    returning id, version`);
  return moved.map(({ id, version }) => ({
    id,
    version,
    name,
    zone: zones.to,
    weekly: weekly as Calendar['weekly'],
    exceptions: {},
    exceptionNames: {},
    validFrom: wireInstant(at),
  }));
}
