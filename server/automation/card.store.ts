/** SQL of cards: what an administrator keeps; what they show is asked anew each time and never stored. */
import type { CardKind } from '@meanwhile/wire/cards.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface CardRow {
  readonly id: string;
  readonly name: string;
  readonly kind: CardKind;
  readonly url: string;
  /** Null for a link. */
  readonly secret: Buffer | null;
  readonly created_at: number;
}

const columns: RawBuilder<unknown> = sql`id, name, kind, url, secret, created_at`;

/** All, oldest first; a workspace has few (`limits.cardsPerWorkspace`). */
export function listCards(tx: Transaction, workspaceId: string): Promise<CardRow[]> {
  return tx.rows(sql<CardRow>`select ${columns} from tenant.automation_card where workspace_id = ${workspaceId} order by created_at, id`);
}

export function findCard(tx: Transaction, workspaceId: string, id: string): Promise<CardRow | undefined> {
  return tx.row(sql<CardRow>`select ${columns} from tenant.automation_card where workspace_id = ${workspaceId} and id = ${id}`);
}

export function lockCard(tx: Transaction, workspaceId: string, id: string): Promise<CardRow | undefined> {
  return tx.row(sql<CardRow>`select ${columns} from tenant.automation_card where workspace_id = ${workspaceId} and id = ${id} for update`);
}

/** False: another card has that name. */
export async function insertCard(tx: Transaction, workspaceId: string, row: CardRow): Promise<boolean> {
  const made = await tx.run(sql`
    insert into tenant.automation_card (workspace_id, id, name, kind, url, secret, created_at)
    values (${workspaceId}, ${row.id}, ${row.name}, ${row.kind}, ${row.url}, ${row.secret}, ${iso(row.created_at)}) on conflict do nothing`);
  return made === 1;
}

export async function isCardNameTaken(tx: Transaction, workspaceId: string, { id, name }: Pick<CardRow, 'id' | 'name'>): Promise<boolean> {
  const found = await tx.row(
    sql`select 1 as one from tenant.automation_card where workspace_id = ${workspaceId} and lower(name) = lower(${name}) and id <> ${id}`,
  );
  return found !== undefined;
}

export async function saveCard(tx: Transaction, workspaceId: string, row: CardRow): Promise<void> {
  await tx.run(
    sql`update tenant.automation_card set name = ${row.name}, url = ${row.url}, secret = ${row.secret} where workspace_id = ${workspaceId} and id = ${row.id}`,
  );
}

export async function removeCard(tx: Transaction, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`delete from tenant.automation_card where workspace_id = ${workspaceId} and id = ${id}`);
}
