/**
 * How do notices leave the house? Push through the guarded fetcher, one attempt each: what a browser misses stands in the list. Mail as one digest of
 * what is still unseen, in the member's hours. Whoever has left gets neither (attack 59): that is asked at the moment of sending.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { noticeKinds, type NoticeKind } from '@meanwhile/wire/notices.ts';
import { sql } from 'kysely';
import webPush from 'web-push';
import type { SendMail } from '../accounts/accounts.ts';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { GuardedFetch } from '../platform/http/guarded-fetch.ts';
import { dropItem, dueItems } from '../platform/jobs/work-item.ts';
import { unseal } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { readSettings } from './notice-settings.ts';
import { noticeWords } from './notice-words.ts';
import { pushKeyOf, type PushKey } from './push-keys.ts';

export interface NoticeDeps {
  readonly fetch: GuardedFetch;
  /** Null without a way out for mail. */
  readonly sendMail: SendMail | null;
}

const batch = 50;
const livesS = 12 * 3600;

export interface Pending {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly number: number | null;
  readonly case_id: string | null;
  readonly channel_id: string | null;
  readonly channel_name: string | null;
  readonly by_name: string | null;
}

/** One round for a loop. Taken before it is sent: after a crash in between it is not sent again. */
export async function sendNotices(platform: Platform, deps: NoticeDeps): Promise<number> {
  const at = platform.clock.nowAt();
  const taken = await acrossWorkspaces(platform.workPool, async (tx) => {
    const found: { kind: 'push' | 'notice'; workspaceId: string; rowId: string }[] = [];
    for (const kind of ['push', 'notice'] as const) {
      for (const { workspace_id: workspaceId, row_id: rowId } of await dueItems(tx, kind, at, batch)) {
        await dropItem(tx, workspaceId, kind, rowId);
        found.push({ kind, workspaceId, rowId });
      }
    }
    return found;
  });
  for (const { kind, workspaceId, rowId } of taken) {
    try {
      if (kind === 'push') await pushOne(platform, deps, workspaceId, rowId);
      else await mailDigest(platform, deps, workspaceId, rowId);
    } catch (error) {
      // The others of this round, of other shops too, are not to miss theirs for it.
      platform.log.error({ err: error, workspaceId, kind }, 'a notice could not be sent; it stands in the list');
    }
  }
  return taken.length;
}

interface Endpoint {
  readonly id: string;
  readonly secret: Buffer;
  readonly key_id: string;
}

async function pushOne(platform: Platform, { fetch }: NoticeDeps, workspaceId: string, noticeId: string): Promise<void> {
  const found = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const notice = await tx.row(sql<Pending & { member_id: string; locale: string }>`
      select n.id, n.kind, n.case_id, c.number, n.channel_id, ch.name as channel_name, n.member_id, w.locale, (select a.name from tenant.member a where a.workspace_id = n.workspace_id and a.id = n.actor_id) as by_name
      from tenant.notice n left join tenant."case" c on c.workspace_id = n.workspace_id and c.id = n.case_id
      left join tenant.channel ch on ch.workspace_id = n.workspace_id and ch.id = n.channel_id
      join tenant.member m on m.workspace_id = n.workspace_id and m.id = n.member_id and m.removed_at is null
      join tenant.workspace w on w.workspace_id = n.workspace_id
      where n.workspace_id = ${workspaceId} and n.id = ${noticeId} and n.seen_at is null`);
    if (notice === undefined) return null;
    const endpoints = await tx.rows(
      sql<Endpoint>`select id, secret, key_id from tenant.notice_endpoint where workspace_id = ${workspaceId} and member_id = ${notice.member_id}`,
    );
    return { notice, endpoints };
  });
  if (found === null) return;
  const { notice, endpoints } = found;
  const payload = JSON.stringify({
    title: noticeWords(notice.locale).line(notice),
    tag: notice.id,
    path: pathOf(notice),
  });
  for (const endpoint of endpoints) {
    const isGone = await pushTo(platform, fetch, { workspaceId, endpoint, payload });
    if (isGone)
      await inWorkspace(platform.workPool, workspaceId, (tx) =>
        tx.run(sql`delete from tenant.notice_endpoint where workspace_id = ${workspaceId} and id = ${endpoint.id}`),
      );
  }
}

/** Where the desk shows what it is about. */
const pathOf = ({ case_id, channel_id }: Pending): string => (case_id === null ? `/channels/${channel_id ?? ''}` : `/inbox/all/${case_id}`);

/** True when the browser, or the key it was made for, is no more. */
async function pushTo(
  platform: Platform,
  fetch: GuardedFetch,
  { workspaceId, endpoint, payload }: { workspaceId: string; endpoint: Endpoint; payload: string },
): Promise<boolean> {
  const key = pushKeyOf(platform.keys, endpoint.key_id);
  if (key === undefined) return true;
  const address = JSON.parse(unseal(platform.keys, `push-endpoint ${workspaceId}`, endpoint.secret).toString()) as Address;
  const details = detailsFor(platform, key, address, payload);
  // Keys of no browser: nothing can ever be sealed for them.
  if (details === null) return true;
  const headers = Object.fromEntries(Object.entries(details.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  delete headers['content-length'];
  const answer = await fetch.post(address.endpoint, headers, details.body ?? '');
  return answer.kind === 'answer' && (answer.status === 404 || answer.status === 410);
}

type Address = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

/** Null where the browser's keys are none: they come from whoever asked, and only using them tells. */
function detailsFor(platform: Platform, key: PushKey, { endpoint, p256dh, auth }: Address, payload: string) {
  const { publicUrl } = platform.settings;
  const subject = publicUrl.startsWith('https:') ? publicUrl : 'mailto:meanwhile@localhost';
  try {
    return webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      vapidDetails: { subject, publicKey: key.publicKey, privateKey: key.privateKey },
      TTL: livesS,
      contentEncoding: 'aes128gcm',
    });
  } catch (error) {
    platform.log.warn({ err: error }, 'nothing can be sealed for a browser; it is forgotten');
    return null;
  }
}

const digestMax = stepLimits.digestNotices;

async function mailDigest(platform: Platform, { sendMail }: NoticeDeps, workspaceId: string, memberId: string): Promise<void> {
  const at = platform.clock.nowAt();
  const found = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const member = await tx.row(sql<{ email: string; locale: string; workspace: string }>`
      select m.email, w.locale, w.name as workspace from tenant.member m join tenant.workspace w on w.workspace_id = m.workspace_id
      where m.workspace_id = ${workspaceId} and m.id = ${memberId} and m.removed_at is null`);
    if (member === undefined) return null;
    const settings = await readSettings(tx, workspaceId, memberId);
    const kinds = noticeKinds.filter((kind) => settings[kind].mail);
    const unseen = await tx.rows(sql<Pending>`
      with told as (
        update tenant.notice set mailed_at = ${iso(at)} where workspace_id = ${workspaceId} and member_id = ${memberId} and seen_at is null and mailed_at is null
          and kind = any(${kinds}::text[]) returning id, kind, case_id, channel_id, actor_id, created_at)
      select t.id, t.kind, t.case_id, c.number, t.channel_id, ch.name as channel_name, (select a.name from tenant.member a where a.workspace_id = ${workspaceId} and a.id = t.actor_id) as by_name
      from told t left join tenant."case" c on c.workspace_id = ${workspaceId} and c.id = t.case_id
      left join tenant.channel ch on ch.workspace_id = ${workspaceId} and ch.id = t.channel_id order by t.created_at limit ${digestMax}`);
    return { member, unseen };
  });
  if (found === null || found.unseen.length === 0 || sendMail === null) return;
  const words = noticeWords(found.member.locale);
  const lines = found.unseen.map((one) => `${words.line(one)}\n${platform.settings.publicUrl}${pathOf(one)}`);
  try {
    await sendMail({
      to: found.member.email,
      subject: words.subject(found.unseen.length, found.member.workspace),
      text: [...lines, words.why].join('\n\n'),
    });
  } catch (error) {
    // The notices stand in the list all the same; the next ones bring another mail.
    platform.log.warn({ err: error, workspaceId, withinMs: minuteMs }, 'a digest of notices was not accepted');
  }
}
