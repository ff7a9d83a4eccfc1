/** Two shops in one installation, each with its signed-in owner, for tests of walls: what Lantern Books may do, Harbour Shop must not do to it. */
import { sql } from 'kysely';
import { testWeb, type Answer, type TestWeb, type Visitor } from '../accounts/test-web.ts';
import { iso } from '../platform/db/instant.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { HttpContext } from '../platform/http/route.ts';
import type { WebServer } from '../platform/http/web-server.ts';
import type { TestPlatformOptions } from '../platform/test-platform.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Shop {
  readonly id: string;
  readonly ownerId: string;
  readonly owner: Visitor;
  /** As the owner. */
  call(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Behind the API, inside this shop's walls. */
  inside<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export interface TwoShops {
  readonly web: TestWeb;
  readonly lantern: Shop;
  readonly harbour: Shop;
  close(): Promise<void>;
}

/** A Tuesday, ten in the morning in UTC. */
export const tuesdayAt = Date.UTC(2026, 10, 24, 10, 0);

export async function twoShops(
  register: (web: WebServer, http: HttpContext) => void,
  options: TestPlatformOptions = { nowAt: tuesdayAt },
): Promise<TwoShops> {
  const web = await testWeb({ ...options, register });
  const open = async (name: string, owner: { name: string; email: string }): Promise<Shop> => {
    const made = await web.workspace(name, owner);
    return {
      id: made.id,
      ownerId: made.ownerId,
      owner: made.owner,
      call: (method, path, body, headers) => made.owner.send(method as 'GET', `/api/v1${path}`, body, headers),
      inside: (work) => inWorkspace(web.base.platform.pool, made.id, work),
    };
  };
  const lantern = await open('Lantern Books', { name: 'Mia', email: 'mia@lantern.example' });
  const harbour = await open('Harbour Shop', { name: 'Ole', email: 'ole@harbour.example' });
  return { web, lantern, harbour, close: () => web.close() };
}

export function callAs(visitor: Visitor, method: Method, path: string, body?: unknown): Promise<Answer> {
  return visitor.send(method as 'GET', `/api/v1${path}`, body);
}

export interface Thread {
  readonly customerId: string;
  readonly conversationId: string;
  readonly caseId: string;
  readonly messageId: string;
  readonly channelId: string;
  readonly number: number;
}

/** A customer who has written once, laid down row by row. */
export async function writtenThread(
  shops: TwoShops,
  shop: Shop,
  said: { name: string; email: string; text: string; subject?: string; at?: number },
): Promise<Thread> {
  const { clock } = shops.web.base.platform;
  const fresh = (): string => clock.newId<'any'>();
  const thread = { customerId: fresh(), conversationId: fresh(), caseId: fresh(), messageId: fresh(), channelId: fresh() };
  const at = iso(said.at ?? clock.nowAt());
  const number = await shop.inside(async (tx) => {
    const ws = shop.id;
    const row = await tx.row(
      sql<{
        n: number;
      }>`update tenant.workspace set next_case_number = next_case_number + 1 where workspace_id = ${ws} returning next_case_number - 1 as n`,
    );
    await tx.run(
      sql`insert into tenant.channel (workspace_id, id, type, name, state, created_at) values (${ws}, ${thread.channelId}, 'email', 'Mail', 'closed', ${at})`,
    );
    await tx.run(
      sql`insert into tenant.customer (workspace_id, id, name, created_at) values (${ws}, ${thread.customerId}, ${said.name}, ${at})`,
    );
    await tx.run(
      sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, created_at) values (${ws}, ${fresh()}, ${thread.customerId}, 'email', ${said.email}, ${said.name}, 'channel', ${at})`,
    );
    await tx.run(
      sql`insert into tenant.conversation (workspace_id, id, customer_id, last_seq, created_at) values (${ws}, ${thread.conversationId}, ${thread.customerId}, 1, ${at})`,
    );
    await tx.run(sql`insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, subject, state, ball, opened_at, opened_by, last_message_at, sort_at)
      values (${ws}, ${thread.caseId}, ${row!.n}, ${thread.conversationId}, ${thread.channelId}, ${said.subject ?? null}, 'open', 'us', ${at}, 'customer', ${at}, ${at})`);
    await tx.run(sql`insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, text, received_at, audience)
      values (${ws}, ${thread.messageId}, ${thread.conversationId}, ${thread.caseId}, 1, 'stored', 'customer', ${thread.channelId}, ${said.text}, ${at}, 'everyone')`);
    return row!.n;
  });
  return { ...thread, number };
}

/** The newest event of this type in the shop, or undefined. */
export function lastEvent(shop: Shop, type: string): Promise<{ payload: Record<string, unknown>; subject_id: string | null } | undefined> {
  return shop.inside((tx) =>
    tx.row(sql<{ payload: Record<string, unknown>; subject_id: string | null }>`
    select payload, subject_id from tenant.event where workspace_id = ${shop.id} and type = ${type} order by xid desc, n desc limit 1`),
  );
}
