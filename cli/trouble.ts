/** What does the operator read when something stands in the way? One message for what they can put right; a stack only for our own faults. */
import { NewerSchema } from '@meanwhile/server/platform/db/migrate.ts';
import { BackupTrouble } from '@meanwhile/server/platform/backup/backup-trouble.ts';
import { DatabaseTrouble } from '@meanwhile/server/platform/postgres/database-access.ts';
import { SecretTrouble } from '@meanwhile/server/platform/settings/secret.ts';

/** Something the operator can put right; the message says what. */
export class OperatorTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OperatorTrouble';
  }
}

export function messageFor(error: unknown, command: string): string {
  const what = command === 'start' ? 'Meanwhile could not start' : `The command ${command} did not finish`;
  const clear = [DatabaseTrouble, SecretTrouble, NewerSchema, BackupTrouble, OperatorTrouble].some((kind) => error instanceof kind);
  if (clear) return `${what}. ${(error as Error).message}`;
  const known = knownCode(error as NodeJS.ErrnoException & { port?: number; address?: string });
  if (known !== null) return `${what}. ${known}`;
  return `${what}, and the reason is a fault of ours or of the machine:\n${withCauses(error)}`;
}

function knownCode(error: NodeJS.ErrnoException & { port?: number; address?: string }): string | null {
  const where = `${error.address ?? 'this machine'}, port ${error.port ?? '?'}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `Another program already listens on ${where}. Stop it, or choose another port with --port (web) or --smtp-port (mail).`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${error.address ?? ''} to listen on. Correct HOST or SMTP_HOST.`;
    case 'EACCES':
      if (error.syscall === 'listen') return `This user may not listen on ${where}; ports below 1024 belong to root. Choose another port.`;
      return `Access to ${error.path ?? 'a file'} was refused. Give it to the user Meanwhile runs as.`;
    case 'ENOSPC':
    case 'EDQUOT':
    case '53100':
      return 'The disk is full. Free some space and try again.';
    default:
      return null;
  }
}

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? (error.stack ?? error.message)
    : `${error.stack ?? error.message}\ncaused by: ${withCauses(error.cause)}`;
}
