/** Was the event log changed behind our back? Works out the seals of every workspace again and says what does not agree, and where. Reads only. */
import { sql } from 'kysely';
import { openPool } from '@meanwhile/server/platform/db/pools.ts';
import { acrossWorkspaces } from '@meanwhile/server/platform/db/transaction.ts';
import { createLog } from '@meanwhile/server/platform/log.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import { verifyAudit, type AuditFinding, type AuditReport } from '@meanwhile/server/platform/stream/verify-audit.ts';
import type { Finding } from './machine-checks.ts';

const mostNamed = 5;
const what: Readonly<Record<AuditFinding['kind'], string>> = {
  edited: 'the content of this event was changed after it was written',
  altered: 'an event sealed here was changed, or two changed places',
  gap: 'events sealed here are missing',
  added: 'there are events here that were not sealed',
  order: 'this seal does not follow the one before: a seal is missing or was replaced',
  anchor_missing: 'the seal you kept is not there: the log was written anew',
};

/** `anchors`: by slug, the newest seal as an earlier doctor printed it. A slug nobody has is a finding. */
export async function auditChecks(access: DatabaseAccess, anchors: ReadonlyMap<string, string>): Promise<Finding[]> {
  const workPool = openPool(access.configFor('app'), { max: 2, statementTimeoutMs: 60_000 }, createLog('warn', process.stderr));
  try {
    const places = await acrossWorkspaces(workPool, (tx) =>
      tx.rows(sql<{ id: string; slug: string }>`
        select workspace_id as id, slug from directory.workspace where deleted_at is null order by created_at, workspace_id`),
    );
    const unknown = [...anchors.keys()].filter((slug) => !places.some((place) => place.slug === slug));
    const findings: Finding[] = unknown.map((slug) => ({ name: 'Audit', state: 'bad', says: `${slug}: there is no such workspace` }));
    for (const { id, slug } of places) findings.push(...findingsOf(slug, await verifyAudit({ workPool }, id, anchors.get(slug) ?? null)));
    return findings;
  } finally {
    await workPool.end();
  }
}

function findingsOf(slug: string, report: AuditReport): Finding[] {
  const { findings, sealedEventCount, unsealedEventCount, erasedCount, head } = report;
  if (findings.length === 0) {
    const erased = erasedCount === 0 ? '' : `, ${erasedCount} of them erased`;
    const says = `${slug}: ${sealedEventCount} sealed events agree${erased}, ${unsealedEventCount} not sealed yet${head === null ? '' : `; newest seal ${head}`}`;
    return [{ name: 'Audit', state: 'good', says }];
  }
  const named = findings.slice(0, mostNamed).map(({ kind, where }) => `${what[kind]} (${kind === 'edited' ? 'event' : 'seal'} ${where})`);
  const more = findings.length > mostNamed ? [`and ${findings.length - mostNamed} more`] : [];
  return [...named, ...more].map((says) => ({ name: 'Audit', state: 'bad', says: `${slug}: ${says}` }));
}
