/** A worker in a process of its own, to be killed in the middle of an answer to all. For tests only; its orders come as JSON in WORKER_ORDERS. */
import { pino } from 'pino';
import type pg from 'pg';
import { pause } from '../platform/clock/pause.ts';
import { makePlatform } from '../platform/make-platform.ts';
import type { DatabaseRole } from '../platform/postgres/database-access.ts';
import type { Settings } from '../platform/settings/settings.ts';
import { answerAllDue } from './incident.ts';

export interface WorkerOrders {
  readonly settings: Settings;
  readonly databases: Readonly<Record<DatabaseRole, pg.ClientConfig>>;
}

const { settings, databases } = JSON.parse(process.env['WORKER_ORDERS'] ?? '') as WorkerOrders;
const never = (): void => {};
const { platform } = await makePlatform(
  settings,
  {
    kind: 'external',
    serverVersion: 18,
    configFor: (role) => databases[role],
    onCrash: never,
    onRestart: never,
    close: () => Promise.resolve(),
  },
  [{ id: 'worker01', secret: Buffer.alloc(32, 7) }],
  pino({ level: 'silent' }),
);
// Whoever started it is gone: nobody would stop it.
process.on('disconnect', () => process.exit(1));
for (;;) if ((await answerAllDue(platform)) === 0) await pause(10);
