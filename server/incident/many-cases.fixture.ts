/** Many customers who wrote about the same trouble, laid down row by row: two messengers and two mail addresses, each case with a time told. For tests only. */
import { dayMs, hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import type { Shop, TwoShops } from '../channel/two-shops.fixture.ts';
import type { Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';

export interface ManyCases {
  readonly channelIds: readonly string[];
  readonly cases: readonly { readonly id: string; readonly customerId: string; readonly address: string; readonly channelId: string }[];
}

/** They wrote an hour ago and were told tomorrow. */
export async function manyCases(shops: TwoShops, shop: Shop, counter: Counter, count: number): Promise<ManyCases> {
  const { clock } = shops.web.base.platform;
  const fresh = (): string => clock.newId<'any'>();
  const ws = shop.id;
  const [secondMessenger, secondMail] = [fresh(), fresh()];
  const [wroteAt, dueAt] = [iso(clock.nowAt() - hourMs), iso(clock.nowAt() + dayMs)];
  const channelIds = [counter.messengerId, counter.mailId, secondMessenger, secondMail];
  const people = Array.from({ length: count }, (_, n) => ({
    id: fresh(),
    customerId: fresh(),
    conversationId: fresh(),
    identityId: fresh(),
    messageId: fresh(),
    commitmentId: fresh(),
    isMail: n % 2 === 1,
    channelId: channelIds[n % 4]!,
    address: n % 2 === 1 ? `customer${n}@post.example` : `visitor${n}`,
  }));
  const column = (name: keyof (typeof people)[number]) => sql`${people.map((one) => one[name])}`;
  const ids = sql`unnest(${column('id')}::uuid[], ${column('customerId')}::uuid[], ${column('conversationId')}::uuid[], ${column('identityId')}::uuid[],
    ${column('messageId')}::uuid[], ${column('commitmentId')}::uuid[], ${column('isMail')}::boolean[], ${column('channelId')}::uuid[], ${column('address')}::text[])
    with ordinality as p (id, customer_id, conversation_id, identity_id, message_id, commitment_id, is_mail, channel_id, address, n)`;
  await shop.inside(async (tx) => {
    for (const [id, type, settings] of [
      [secondMessenger, 'messenger', '{}'],
      [secondMail, 'email', JSON.stringify({ address: 'orders@lantern.example', senderName: 'Lantern Orders', aliases: [] })],
    ])
      await tx.run(sql`insert into tenant.channel (workspace_id, id, type, name, state, policy_id, settings, created_at)
        values (${ws}, ${id}, ${type}, ${`second ${type}`}, 'open', ${counter.policyId}, ${settings}::jsonb, ${wroteAt})`);
    await tx.run(
      sql`insert into tenant.customer (workspace_id, id, name, created_at) select ${ws}::uuid, customer_id, 'Customer ' || n, ${wroteAt}::timestamptz from ${ids}`,
    );
    await tx.run(sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, created_at)
      select ${ws}::uuid, identity_id, customer_id, case when is_mail then 'email' else 'visitor' end, address, 'channel', ${wroteAt}::timestamptz from ${ids}`);
    await tx.run(sql`insert into tenant.conversation (workspace_id, id, customer_id, last_seq, created_at)
      select ${ws}::uuid, conversation_id, customer_id, 1, ${wroteAt}::timestamptz from ${ids}`);
    await tx.run(sql`insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, state, ball, opened_at, opened_by, unanswered_since, unanswered_text,
        last_message_at, sort_at, due_at, told_at)
      select ${ws}::uuid, id, 10000 + n, conversation_id, channel_id, 'open', 'us', ${wroteAt}::timestamptz, 'customer', ${wroteAt}::timestamptz, 'I cannot pay',
        ${wroteAt}::timestamptz, ${wroteAt}::timestamptz, ${dueAt}::timestamptz, ${wroteAt}::timestamptz from ${ids}`);
    await tx.run(sql`insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, identity_id, match_reason, text, received_at, audience)
      select ${ws}::uuid, message_id, conversation_id, id, 1, 'stored', 'customer', channel_id, identity_id, 'sender', 'I cannot pay', ${wroteAt}::timestamptz, 'everyone' from ${ids}`);
    await tx.run(sql`insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis,
        policy_id, policy_version, calendar_id, calendar_version)
      select ${ws}::uuid, commitment_id, customer_id, conversation_id, id, message_id, channel_id, 'reply', 'Reply by tomorrow', 'en', 'thread', ${wroteAt}::timestamptz,
        ${dueAt}::timestamptz, 'policy', ${counter.policyId}::uuid, 1, ${counter.calendarId}::uuid, 1 from ${ids}`);
  });
  return { channelIds, cases: people.map(({ id, customerId, address, channelId }) => ({ id, customerId, address, channelId })) };
}
