/** Where does the next page begin? A place as opaque text: instant in ms and id of the last row. A text that is none starts at the beginning. */
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { Refused } from './problem.ts';

export function cursorOf(at: number, id: string): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** Throws Refused `bad_request` for a text we did not make. */
export function placeOf(cursor: string | undefined): { at: number; id: string } | null {
  if (cursor === undefined) return null;
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const instant = Number(at);
  if (!isId(id) || !Number.isFinite(instant) || Math.abs(instant) > 8.64e15)
    throw new Refused('bad_request', 'That cursor is not one of ours.');
  return { at: instant, id };
}
