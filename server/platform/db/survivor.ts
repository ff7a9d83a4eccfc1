/** Who is this customer now, after merges? A fragment for joins to the customer's row. */
import { sql, type RawBuilder } from 'kysely';

/**
 * `merge`: the alias of a left-joined `customer_merge`, `own`: the column before merging. A CASE, not a COALESCE: only the former counts as
 * leakproof, and under row security a condition that does not can never use an index. With COALESCE every inbox page read all customers.
 */
export function survivorOf(merge: 'm' | 'mg', own: 'c.customer_id' | 'co.customer_id' | 'i.customer_id'): RawBuilder<string> {
  const into = sql.ref(`${merge}.into_customer_id`);
  const before = sql.ref(own);
  return sql<string>`case when ${into} is null then ${before} else ${into} end`;
}
