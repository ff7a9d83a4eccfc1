/**
 * Was it the database that failed, and not what was asked of it? Shut down, restarting, out of connections, or the line to it broke: the
 * same work can succeed in a moment, and nothing may be blamed for it.
 */
import { CommitUnknown } from './transaction.ts';

const codes = new Set(['57P01', '57P02', '57P03', '08000', '08003', '08006', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);
/** The driver's own words; it gives them no code. `not queryable`: the line broke between two statements. */
const words = /Connection terminated|timeout exceeded when trying to connect|is not queryable/;

export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof CommitUnknown) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: string };
  return (code !== undefined && codes.has(code)) || words.test(error.message);
}

/** A deadlock that PostgreSQL ended, or a lock that somebody held for too long: nothing was written, and it can be tried again. */
export const isLockTrouble = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '55P03');
