/** How does a member want to be told? What they saved, or the defaults: the list always, push where a browser was let, mail for what was said to them. */
import { noticeSettings, type NoticeSettings } from '@meanwhile/wire/notices.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { settingsOf } from './notice.store.ts';

const defaults: NoticeSettings = {
  mentioned: { push: true, mail: true },
  assigned: { push: true, mail: true },
  customer_wrote: { push: true, mail: false },
  noted: { push: false, mail: false },
  rule: { push: true, mail: true },
  urgent: { push: true, mail: true },
  channel: { push: true, mail: true },
  account: { push: true, mail: true },
  hours: null,
};

export async function readSettings(tx: Transaction, workspaceId: string, memberId: string): Promise<NoticeSettings> {
  const saved = noticeSettings.safeParse(await settingsOf(tx, workspaceId, memberId));
  return saved.success ? saved.data : defaults;
}
