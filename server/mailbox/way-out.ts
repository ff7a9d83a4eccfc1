/** Through which server do the answers of a channel leave? Through that of its mailbox where one is set, else through the installation's. */
import { mailWayOut, openMailSender, type MailSender } from '../channel-registry.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { guardedAddress } from '../platform/http/guarded-address.ts';
import type { Platform } from '../platform/platform.ts';
import { openMailboxSecret } from './mailbox-secret.ts';
import { sendingMailbox, type MailboxRow } from './mailbox.store.ts';
import type { ReachOptions } from './reach.ts';

const connectMs = 8_000;
/** Below the lease of a delivery, so that a silent server is noticed before the lease runs out. */
const silenceMs = 20_000;

/** Null: no mailbox of this channel sends. Signing in and the guard come with the first mail. */
export async function mailboxSender(
  platform: Platform,
  tx: Transaction,
  { workspaceId, channelId }: { workspaceId: string; channelId: string },
  options: ReachOptions,
): Promise<MailSender | null> {
  const row = await sendingMailbox(tx, workspaceId, channelId);
  if (row === undefined) return null;
  return {
    async send(mail) {
      const access = await smtpAccessOf(platform, row, options);
      if (access === null)
        return { outcome: 'retry', code: 'ECONNECTION', retryAfterMs: null, detail: 'The outgoing server is not reachable.' };
      const { smtpUrlOf } = await mailWayOut();
      const heloName = row.address.slice(row.address.lastIndexOf('@') + 1);
      const sender = await openMailSender({
        smtpUrl: smtpUrlOf(access),
        heloName,
        log: platform.log,
        connectTimeoutMs: connectMs,
        idleTimeoutMs: silenceMs,
      });
      return sender.send(mail);
    },
  };
}

async function smtpAccessOf(platform: Platform, row: MailboxRow, options: ReachOptions) {
  const { smtp, user } = row.access;
  const address = smtp === null ? null : await guardedAddress(smtp.host, options);
  if (smtp === null || address === null) return null;
  const { password } = openMailboxSecret(platform.keys, row.id, row.secret);
  return { ...smtp, address, user, password, allowPlain: options.allowLoopback === true };
}
