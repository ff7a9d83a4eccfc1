/** What does PostgreSQL have to know of tables that were just filled? Statistics, and the search index in order; only their owner may tell it. */
import pg from 'pg';

/** `log`: only what the seal asks for, while more comes in. `all`: what the first page asks for, when everything is in. */
export type Settled = 'log' | 'all';

/** So that the first page is planned for what is there now, not for empty tables, and the words written last are in their index. */
export async function settleTables(config: pg.ClientConfig, what: Settled): Promise<void> {
  const owner = new pg.Client(config);
  await owner.connect();
  try {
    if (what === 'log') return void (await owner.query('analyze tenant.event (workspace_id, xid, n)'));
    // What lists and joins go by; nobody looks for a payload, a digest or a whole text, and sorting samples of them takes longest.
    await owner.query(`
      analyze tenant."case", tenant.conversation, tenant.customer, tenant.identity, tenant.commitment, tenant.delivery, tenant.clock,
        tenant.event (workspace_id, at, xid, n, type, audience, conversation_id, case_id, channel_id, subject_id, member_id),
        tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, author_id, channel_id, identity_id, received_at, audience,
          automatic, mail_message_id, release_at)`);
    await owner.query(`select gin_clean_pending_list('tenant.search_document_words'::regclass)`);
  } finally {
    await owner.end();
  }
}
