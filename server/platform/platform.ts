/**
 * What does every step of the server stand on? One value, made once in `main.ts`: clock, pools, keys, files, log, and the bell that
 * wakes readers after a commit. It holds no domain rule.
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { BlobStore } from './blobs/blob-store.ts';
import type { SystemClock } from './clock/clock.ts';
import type { Bell } from './stream/bell.ts';
import type { Keys } from './keys.ts';

export interface Platform {
  readonly clock: SystemClock;
  readonly log: Logger;
  /** The application's role: walled by row security. */
  readonly pool: pg.Pool;
  /** Used by background work, so that a burst of requests cannot starve it, nor the other way round. */
  readonly workPool: pg.Pool;
  /** Reads events of all workspaces for the stream; can do nothing else. */
  readonly streamPool: pg.Pool;
  readonly keys: Keys;
  readonly blobs: BlobStore;
  readonly bell: Bell;
  /** Raised by a restore; fences sends and cursors. */
  readonly epoch: number;
  /** When this installation came back from a backup, if it did. */
  readonly restoredAt: number | null;
  readonly settings: ServerSettings;
}

export type ScannerAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** The part of the settings that the server itself needs. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Without a trailing slash. `http://localhost:<port>` unless PUBLIC_URL is set. */
  readonly publicUrl: string;
  readonly production: boolean;
  readonly filesUrl: string | null;
  readonly trustProxy: readonly string[];
  readonly smtpHost: string;
  /** 0 = no receiver. */
  readonly smtpPort: number;
  readonly smtpUrl: string | null;
  /** Where clamd listens; null = files are not scanned. */
  readonly scanner: ScannerAddress | null;
  /** Where a provider's API answers in place of its own address, by channel type: a Bot API server of the operator's, a gateway. */
  readonly providerApiUrls: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly role: 'all' | 'web' | 'worker';
}
