/** Where does the next page begin? After the last row shown, by its instant and id; the cursor says nothing else and is checked like any input. */
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { Refused } from '../platform/http/problem.ts';

export interface Place {
  readonly at: number;
  readonly id: string;
}

export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const [at, id, ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (rest.length > 0 || !isId(id) || !/^\d{1,15}$/.test(at ?? '')) throw new Refused('bad_request', 'cursor');
  return { at: Number(at), id };
}

/** `rows`: one more than `limit` where there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  shape: { place: (row: Row) => Place; item: (row: Row) => Item },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const place = rows.length > limit && last !== undefined ? shape.place(last) : null;
  return { items: shown.map(shape.item), nextCursor: place === null ? null : Buffer.from(`${place.at} ${place.id}`).toString('base64url') };
}
