/**
 * What does the rest of the server know about its database? Where to connect in which role, and when it went down or came back.
 * Whether it is embedded or somebody else's is decided behind this value.
 */
import type pg from 'pg';

/** `owner` migrates, `app` serves behind row security, `stream` reads events, `accounts` is better-auth's, `jobs` is pg-boss's. */
export type DatabaseRole = 'owner' | 'app' | 'stream' | 'accounts' | 'jobs';

export interface DatabaseAccess {
  readonly kind: 'embedded' | 'external';
  /** Major version, as in 18. */
  readonly serverVersion: number;
  configFor(role: DatabaseRole): pg.ClientConfig;
  /** The database process died, or a new try to start it failed (embedded only). It is tried again until it answers. */
  onCrash(listener: (reason: string) => void): void;
  /** It answers again, on the same configuration. */
  onRestart(listener: () => void): void;
  /** Stops an embedded database cleanly; leaves an external one alone. */
  close(): Promise<void>;
}

export type DatabaseTroubleCode =
  | 'already_running'
  | 'cannot_become_unprivileged'
  | 'cannot_start'
  | 'database_missing'
  | 'disk_full'
  | 'initdb_failed'
  | 'no_binaries'
  | 'no_right_to_create_roles'
  | 'not_utf8'
  | 'too_old'
  | 'unreachable'
  | 'url_invalid'
  | 'wrong_data_version'
  | 'wrong_password';

/** The database cannot be used. The message is meant for the person who runs Meanwhile and says what to do. */
export class DatabaseTrouble extends Error {
  readonly code: DatabaseTroubleCode;
  constructor(code: DatabaseTroubleCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'DatabaseTrouble';
    this.code = code;
  }
}
