/**
 * Where does the next page begin? After the last row shown, by its instant and id. A cursor says nothing else, is checked like any input,
 * and means nothing outside the list it came from: the workspace is never in it.
 */
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../db/instant.ts';
import { Refused } from './problem.ts';

export interface Place {
  readonly at: number;
  readonly id: string;
}

/** Throws Refused `bad_request` for anything that is not a cursor of ours. */
export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const [at, id, ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (rest.length > 0 || !isId(id) || !/^\d{1,15}$/.test(at ?? '') || Number(at) > 8.64e15) throw new Refused('bad_request', 'cursor');
  return { at: Number(at), id };
}

/** The condition for “newest first, then by id”: `order by <at> desc, <id>`. True without a place. */
export function olderThan(place: Place | null, at: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<unknown> {
  if (place === null) return sql`true`;
  return sql`(${at} <= ${iso(place.at)}::timestamptz and (${at} < ${iso(place.at)}::timestamptz or ${id} > ${place.id}::uuid))`;
}

/** The condition for “oldest first, then by id”: `order by <at>, <id>`. True without a place. */
export function newerThan(place: Place | null, at: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return place === null ? sql`true` : sql`(${at}, ${id}) > (${iso(place.at)}::timestamptz, ${place.id}::uuid)`;
}

/** `rows`: one more than `limit` where there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  shape: { readonly place: (row: Row) => Place; readonly item: (row: Row) => Item },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const place = rows.length > limit && last !== undefined ? shape.place(last) : null;
  return { items: shown.map(shape.item), nextCursor: place === null ? null : Buffer.from(`${place.at} ${place.id}`).toString('base64url') };
}
