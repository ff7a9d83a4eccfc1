/** How does mail come in? The built-in SMTP receiver: recipients are known or refused, and 250 is said only after the commit. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { deliveryOfReturnPath, threadTokens } from '../channel-registry.ts';
import { mailDoor, type MailDoor } from '../channel-libraries.ts';
import { CommitUnknown, acrossWorkspaces } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { IntakeBusy, type Intake } from './take.ts';

interface Target {
  readonly workspace_id: string;
  readonly channel_id: string;
}

/** Which channel does an envelope recipient belong to? By its registered address, or by a signed reply address at its domain. */
async function targetOf(platform: Platform, door: MailDoor, recipient: string): Promise<Target | null> {
  const address = door.canonicalAddress(recipient);
  if (address === null) return null;
  const exact = await acrossWorkspaces(platform.pool, (tx) =>
    tx.row(sql<Target>`select workspace_id, channel_id from directory.mail_address where address = ${address}`),
  );
  if (exact !== undefined) return exact;
  if (address.startsWith('bounce+')) return returnTarget(platform, address);
  if (!address.startsWith('reply+')) return null;
  // Reply addresses live at the domain of a registered address; whose they are is told by the conversation inside the token.
  return replyTarget(platform, address);
}

async function replyTarget(platform: Platform, address: string): Promise<Target | null> {
  const at = address.lastIndexOf('@');
  const conversationId = threadTokens(platform.keys).conversationOf(address.slice(0, at));
  if (conversationId === null) return null;
  const candidates = await channelsAt(platform, address.slice(at + 1));
  for (const [workspaceId, own] of Map.groupBy(candidates, (candidate) => candidate.workspace_id)) {
    const channelIds = own.map((candidate) => candidate.channel_id);
    const found = await acrossWorkspaces(platform.pool, async (tx) => {
      await tx.enter(workspaceId);
      return tx.row(sql<{ channel_id: string | null }>`
        select (select d.channel_id from tenant.message m join tenant.delivery d on d.workspace_id = m.workspace_id and d.message_id = m.id
          where m.workspace_id = co.workspace_id and m.conversation_id = co.id and d.channel_id = any(${channelIds}::uuid[])
          order by m.received_at desc, m.id desc limit 1) as channel_id
        from tenant.conversation co where co.workspace_id = ${workspaceId} and co.id = ${conversationId}`);
    });
    // Several channels may share a domain: it answers the one that wrote.
    if (found !== undefined) return own.find((candidate) => candidate.channel_id === found.channel_id) ?? own[0]!;
  }
  return null;
}

function channelsAt(platform: Platform, domain: string): Promise<Target[]> {
  return acrossWorkspaces(platform.pool, (tx) =>
    tx.rows(
      sql<Target>`select workspace_id, channel_id from directory.mail_address where split_part(address, '@', 2) = ${domain} order by address limit 500`,
    ),
  );
}

/** A mail of ours comes back to its own return path: to the channel it left by. Made by nobody else, so anything else is refused. */
async function returnTarget(platform: Platform, address: string): Promise<Target | null> {
  const at = address.lastIndexOf('@');
  const candidates = await channelsAt(platform, address.slice(at + 1));
  for (const [workspaceId, own] of Map.groupBy(candidates, (candidate) => candidate.workspace_id)) {
    const deliveryId = deliveryOfReturnPath(platform.keys, address.slice(0, at), workspaceId);
    if (deliveryId === null) continue;
    const left = await acrossWorkspaces(platform.pool, async (tx) => {
      await tx.enter(workspaceId);
      return tx.row(
        sql<{ channel_id: string }>`select channel_id from tenant.delivery where workspace_id = ${workspaceId} and id = ${deliveryId}`,
      );
    });
    return own.find((candidate) => candidate.channel_id === left?.channel_id) ?? own[0]!;
  }
  return null;
}

export async function startMailReceiver(
  platform: Platform,
  intake: Intake,
  port: number,
  host: string,
): Promise<{ port: number; close(): Promise<void> }> {
  const door = await mailDoor();
  const receiver = door.createMailReceiver({
    clock: platform.clock,
    log: platform.log,
    hostName: new URL(platform.settings.publicUrl).hostname,
    limits: { mailBytes: limits.mailBytes, recipientsPerMail: limits.mailRecipientCount },
    async accept(recipient) {
      if (intake.lagMs() > limits.intakeLagMs) return 'busy';
      return orBusy(platform, async () => ((await targetOf(platform, door, recipient)) === null ? 'unknown' : 'ok'));
    },
    async store(mail) {
      return orBusy(platform, async (): Promise<'stored' | 'busy' | 'unsure'> => {
        const targets = new Map<string, { target: Target; recipients: string[] }>();
        for (const recipient of mail.envelope.rcptTo) {
          const target = await targetOf(platform, door, recipient);
          // It was ours when we accepted it, and is not any more: the sender keeps the mail and hears so when it comes back.
          if (target === null) return 'busy';
          const entry = targets.get(target.channel_id) ?? { target, recipients: [] };
          entry.recipients.push(recipient);
          targets.set(target.channel_id, entry);
        }
        for (const { target, recipients } of targets.values()) {
          const inbound = {
            workspaceId: target.workspace_id,
            channelId: target.channel_id,
            dedupeKey: door.mailDedupeKey(target.channel_id, mail.raw),
            sender: mail.envelope.mailFrom,
            raw: mail.raw,
            envelope: {
              mail: { mailFrom: mail.envelope.mailFrom, rcptTo: recipients, remoteAddress: mail.remoteAddress, helo: mail.helo },
            },
            ready: false,
          };
          try {
            await intake.take(inbound);
          } catch (error) {
            if (!(error instanceof CommitUnknown)) throw error;
            platform.log.warn({ err: error }, 'it is not known whether a mail was stored; the sender is asked to send it again');
            return 'unsure';
          }
        }
        return 'stored';
      });
    },
  });
  const taken = await receiver.listen(port, host);
  return { port: taken, close: () => receiver.close() };
}

/** What we cannot keep is refused for now, never acknowledged. */
async function orBusy<T>(platform: Platform, work: () => Promise<T>): Promise<T | 'busy'> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IntakeBusy)) platform.log.warn({ err: error }, 'a mail could not be stored; the sender is asked to come back');
    return 'busy';
  }
}
