/** A shop with rows of every awkward kind, laid down directly, for tests of backups. For tests only. */
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';

export interface TestShop {
  readonly workspaceId: string;
  readonly channelId: string;
  readonly conversationId: string;
  readonly caseId: string;
  /** One more message with its event and a delivery in this state, committed together. */
  write(text: string, state: 'queued' | 'sending' | 'sent'): Promise<void>;
  close(): Promise<void>;
}

export const awkward = 'Grüße, 你好 — tab\t newline\n backslash \\ and \\N, quote \' and "\u{1F600}';

/** `config`: the owner's; `at`: ISO text. */
export async function testShop(config: pg.ClientConfig, at: string): Promise<TestShop> {
  const client = new pg.Client(config);
  await client.connect();
  const [workspaceId, channelId, customerId, conversationId, caseId] = Array.from({ length: 5 }, () => randomUUID());
  if (workspaceId === undefined || channelId === undefined || conversationId === undefined || caseId === undefined)
    throw new Error('five ids were asked for');
  const run = (text: string, values: unknown[]): Promise<unknown> => client.query(text, values);
  await run('insert into directory.installation (id, created_at) values ($1, $2) on conflict do nothing', [randomUUID(), at]);
  await run('select tenant.ensure_month($1)', [at]);
  await run('insert into directory.workspace values ($1, $2, $3)', [workspaceId, `shop-${workspaceId.slice(0, 8)}`, at]);
  await run(
    `insert into tenant.workspace (workspace_id, name, brand, locale, zone, created_at) values ($1, 'Lantern Books', $2, 'en', 'UTC', $3)`,
    [workspaceId, awkward, at],
  );
  await run(
    `insert into tenant.channel (workspace_id, id, type, name, state, secret, created_at) values ($1, $2, 'email', 'Mail', 'closed', $3, $4)`,
    [workspaceId, channelId, randomBytes(40), at],
  );
  await run(`insert into tenant.customer (workspace_id, id, name, created_at) values ($1, $2, 'Mina', $3)`, [workspaceId, customerId, at]);
  await run('insert into tenant.conversation (workspace_id, id, customer_id, last_seq, created_at) values ($1, $2, $3, 0, $4)', [
    workspaceId,
    conversationId,
    customerId,
    at,
  ]);
  await run(
    `insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, state, ball, opened_at, opened_by, last_message_at, sort_at)
     values ($1, $2, 1, $3, $4, 'open', 'us', $5, 'customer', $5, $5)`,
    [workspaceId, caseId, conversationId, channelId, at],
  );
  await run(
    `insert into tenant.inbound (workspace_id, id, received_at, channel_id, raw, size_bytes, state) values ($1, $2, $3, $4, $5, 300, 'processed')`,
    [workspaceId, randomUUID(), at, channelId, randomBytes(300)],
  );
  await run(`insert into accounts."user" (id, name, email, created_at, updated_at) values ($1, 'Ole', $2, $3, $3)`, [
    randomUUID(),
    `ole-${workspaceId}@lantern.example`,
    at,
  ]);
  let seq = 0;
  return {
    workspaceId,
    channelId,
    conversationId,
    caseId,
    async write(text, state) {
      seq += 1;
      const messageId = randomUUID();
      await client.query('begin');
      await run(
        `insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, text, received_at, audience)
         values ($1, $2, $3, $4, $5, 'stored', 'customer', $6, $7, $8, 'everyone')`,
        [workspaceId, messageId, conversationId, caseId, seq, channelId, text, at],
      );
      await run('update tenant.conversation set last_seq = $3 where workspace_id = $1 and id = $2', [workspaceId, conversationId, seq]);
      await run(
        `insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at)
         values ($1, $2, $3, $4, $5, 'reply', 'mina@example.com', $6, 1, $7)`,
        [workspaceId, randomUUID(), messageId, conversationId, channelId, state, at],
      );
      await run(
        `insert into tenant.event (workspace_id, id, at, epoch, type, audience, conversation_id, actor, payload, salt, digest)
         values ($1, $2, $3, 1, 'message.received', 'everyone', $4, 'customer', $5::jsonb, $6::bytea, sha256($6::bytea || convert_to($5::jsonb::text, 'UTF8')))`,
        [workspaceId, randomUUID(), at, conversationId, JSON.stringify({ text }), randomBytes(16)],
      );
      await run(
        `insert into tenant.search_document (workspace_id, id, kind, conversation_id, at, tsv) values ($1, $2, 'message', $3, $4, to_tsvector('simple', $5))`,
        [workspaceId, messageId, conversationId, at, text],
      );
      await client.query('commit');
    },
    close: () => client.end(),
  };
}
