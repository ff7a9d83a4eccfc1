/**
 * How does a test send a message the whole way? Through intake and processing for real, on a clock the test sets, into a shop with an open
 * messenger and a mail address, Monday to Friday nine to five in UTC, told within eight open hours. For tests only.
 */
import { createHash, randomUUID } from 'node:crypto';
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { notAuthenticated, type MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { sql } from 'kysely';
import type { Shop, TwoShops } from '../channel/two-shops.fixture.ts';
import { channelRegistry, writeMessengerRecord, type StoredChannel } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import { processInbound } from './process.ts';
import { createIntake } from './take.ts';

export interface WrittenMail {
  readonly from: string;
  readonly text: string;
  readonly subject?: string;
  readonly messageId?: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly to?: string;
  readonly headers?: readonly string[];
  /** False: nobody vouches for the sender. */
  readonly isProved?: boolean;
}

export interface StoredMessage {
  readonly id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly channel_id: string;
  readonly match_reason: string | null;
  readonly text: string;
}

export interface Told {
  readonly id: string;
  readonly words: string;
  readonly due_at: number;
  readonly told_at: number;
  readonly ending: string | null;
  readonly case_id: string;
}

export interface Counter {
  readonly messengerId: string;
  readonly mailId: string;
  readonly calendarId: string;
  readonly policyId: string;
  readonly address: string;
  /** Taken and processed; gives the inbound id, which is the message's id too. */
  chat(name: string, text: string, over?: { locale?: string; zone?: string; live?: boolean }): Promise<string>;
  /** Taken only. */
  takeChat(name: string, text: string, over?: { locale?: string; zone?: string; live?: boolean }): Promise<string>;
  mail(mail: WrittenMail): Promise<string>;
  takeMail(mail: WrittenMail): Promise<string>;
  process(): Promise<void>;
  message(id: string): Promise<StoredMessage | undefined>;
  inboundOf(id: string): Promise<{ state: string; reason: string | null }>;
  told(conversationId: string): Promise<Told[]>;
  caseRow(id: string): Promise<Record<string, unknown>>;
}

export async function openCounter(shops: TwoShops, shop: Shop, address = 'help@lantern.example'): Promise<Counter> {
  const { platform } = shops.web.base;
  const fresh = (): string => platform.clock.newId<'any'>();
  const [calendarId, policyId, messengerId, mailId] = [fresh(), fresh(), fresh(), fresh()];
  const day = [{ open: '09:00', close: '17:00' }];
  const weekly = JSON.stringify({ 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] });
  const at = iso(platform.clock.nowAt() - hourMs);
  await shop.inside(async (tx) => {
    await tx.run(
      sql`insert into tenant.calendar (workspace_id, id, version, name, zone, weekly, valid_from) values (${shop.id}, ${calendarId}, 1, 'Open', 'UTC', ${weekly}, ${at})`,
    );
    await tx.run(sql`insert into tenant.commitment_policy (workspace_id, id, version, name, calendar_id, reply_within_ms, basis, valid_from)
      values (${shop.id}, ${policyId}, 1, 'A working day', ${calendarId}, ${8 * hourMs}, 'chosen', ${at})`);
    for (const [id, type, settings] of [
      [messengerId, 'messenger', '{}'],
      [mailId, 'email', JSON.stringify({ address, senderName: 'Lantern Books', aliases: [] })],
    ])
      await tx.run(sql`insert into tenant.channel (workspace_id, id, type, name, state, policy_id, settings, created_at)
        values (${shop.id}, ${id}, ${type}, ${type}, 'open', ${policyId}, ${settings}::jsonb, ${at})`);
  });
  const intake = createIntake(platform);
  const take = async (channelId: string, sender: string, raw: Uint8Array, envelope: Record<string, unknown>): Promise<string> =>
    (await intake.take({ workspaceId: shop.id, channelId, dedupeKey: randomUUID(), sender, raw, envelope, ready: true })).id;
  const process = async (): Promise<void> => {
    while ((await processInbound(platform)) > 0);
  };
  const counter: Counter = {
    messengerId,
    mailId,
    calendarId,
    policyId,
    address,
    process,
    async takeChat(name, text, over = {}) {
      const visitorId = visitorIdOf(name);
      const record = writeMessengerRecord(
        { scheme: 'visitor', value: visitorId, display: null, proof: 'anonymous' },
        { clientId: randomUUID(), text, attachmentIds: [] },
      );
      return take(messengerId, visitorId, record, { visitorId, ...over });
    },
    async chat(name, text, over) {
      const id = await counter.takeChat(name, text, over);
      await process();
      return id;
    },
    async takeMail(mail) {
      const raw = rawMail(mail, address);
      const { adapter, account } = await mailAdapter(shops, { id: mailId, address });
      const envelope = { mailFrom: mail.from, rcptTo: [mail.to ?? address], remoteAddress: '192.0.2.7', helo: 'mail.example' };
      const [event] = await adapter.inbound.parse(
        { bytes: raw, receivedAt: platform.clock.nowAt(), accountKey: mailId, headers: {}, url: null, envelope },
        account,
        { ok: true, authentication: { ...notAuthenticated, dmarc: mail.isProved === false ? 'none' : 'pass' }, sender: null },
      );
      const { visibleText } = await channelRegistry.email.tidy(event as MessageEvent);
      const id = await take(mailId, mail.from, raw, { mail: envelope });
      const parsed = JSON.stringify({ event: { ...(event as MessageEvent), attachments: [] }, files: [], visibleText });
      await shop.inside((tx) => tx.run(sql`update tenant.inbound set parsed = ${parsed}::jsonb where id = ${id}`));
      return id;
    },
    async mail(mail) {
      const id = await counter.takeMail(mail);
      await process();
      return id;
    },
    message: (id) =>
      shop.inside((tx) =>
        tx.row(
          sql<StoredMessage>`select id, conversation_id, case_id, channel_id, match_reason, text from tenant.message where workspace_id = ${shop.id} and id = ${id}`,
        ),
      ),
    inboundOf: async (id) =>
      (await shop.inside((tx) =>
        tx.row(
          sql<{
            state: string;
            reason: string | null;
          }>`select case when i.state = 'pending' and w.n is null then 'processed' else i.state end as state, i.reason from tenant.inbound i
            left join work.item w on w.workspace_id = i.workspace_id and w.kind = 'inbound' and w.row_id = i.id where i.workspace_id = ${shop.id} and i.id = ${id}`,
        ),
      ))!,
    told: (conversationId) =>
      shop.inside((tx) =>
        tx.rows(sql<Told>`select id, words, due_at, told_at, ending, case_id from tenant.commitment
          where workspace_id = ${shop.id} and conversation_id = ${conversationId} order by told_at, id`),
      ),
    caseRow: async (id) =>
      (await shop.inside((tx) =>
        tx.row(sql<Record<string, unknown>>`select * from tenant."case" where workspace_id = ${shop.id} and id = ${id}`),
      ))!,
  };
  return counter;
}

/** A browser of its own for every name. */
export function visitorIdOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

async function mailAdapter(shops: TwoShops, { id, address }: { id: string; address: string }) {
  const channel: StoredChannel = { id, type: 'email', settings: { address }, secrets: {} };
  const adapter = await channelRegistry.email.load();
  return { adapter, account: channelRegistry.email.accountOf(channel, shops.web.base.platform) };
}

function rawMail(mail: WrittenMail, address: string): Buffer {
  return Buffer.from(
    [
      `From: ${mail.from}`,
      `To: ${mail.to ?? address}`,
      `Subject: ${mail.subject ?? 'My order'}`,
      `Message-ID: ${mail.messageId ?? `<${randomUUID()}@post.example>`}`,
      ...(mail.inReplyTo === undefined ? [] : [`In-Reply-To: ${mail.inReplyTo}`]),
      ...(mail.references === undefined ? [] : [`References: ${mail.references.join(' ')}`]),
      ...(mail.headers ?? []),
      'Content-Type: text/plain; charset=utf-8',
      '',
      mail.text,
      '',
    ].join('\r\n'),
  );
}
