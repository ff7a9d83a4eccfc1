/** Which of these notices leave the house, and when? Push at once, mail gathered for a quarter of an hour and within the member's hours. */
import { mailableAt } from '@meanwhile/core/notice/mail-hours.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { readSettings } from './notice-settings.ts';
import type { NewNotice } from './notice.store.ts';

/** Whoever is at the desk sees it before. */
const gatherMs = 15 * minuteMs;

export async function planSending({ tx, platform, workspaceId, at }: Here, notices: readonly NewNotice[]): Promise<void> {
  for (const [memberId, own] of Map.groupBy(notices, (notice) => notice.member_id)) {
    const settings = await readSettings(tx, workspaceId, memberId);
    for (const notice of own.filter(({ kind }) => settings[kind].push))
      await putItem(tx, workspaceId, { kind: 'push', rowId: notice.id, dueAt: at });
    if (!own.some(({ kind }) => settings[kind].mail)) continue;
    // The first of them says when; later ones go along.
    await tx.run(sql`
      insert into work.item (kind, workspace_id, row_id, due_at) values ('notice', ${workspaceId}, ${memberId}, ${iso(mailableAt(settings.hours, at + gatherMs))})
      on conflict (workspace_id, kind, row_id) do nothing`);
  }
  platform.bell.ringWithin(tx, 'commitment');
}
