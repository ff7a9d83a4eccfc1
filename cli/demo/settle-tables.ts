/** What does PostgreSQL have to know of tables that were just filled? Statistics, and the search index in order; only their owner may tell it. */
import pg from 'pg';

/** So that the first page is planned for what is there now, not for empty tables, and the words written last are in their index. */
export async function settleTables(config: pg.ClientConfig): Promise<void> {
  const owner = new pg.Client(config);
  await owner.connect();
  try {
    await owner.query(
      'analyze tenant."case", tenant.message, tenant.conversation, tenant.customer, tenant.identity, tenant.commitment, tenant.delivery, tenant.event, tenant.clock',
    );
    await owner.query(`select gin_clean_pending_list('tenant.search_document_words'::regclass)`);
  } finally {
    await owner.end();
  }
}
