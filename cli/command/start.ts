/**
 * `npm start`: screens, database, migrations, server, and then the one line that says where. SIGTERM or Ctrl-C lets running work finish;
 * a second one ends at once.
 */
import { flushCompileCache } from 'node:module';
import { createServer } from 'node:net';
import type { RunningServer } from '@meanwhile/server/main.ts';
import { createLog } from '@meanwhile/server/platform/log.ts';
import type { EmbeddedDatabase } from '@meanwhile/server/platform/postgres/embedded.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { buildScreens } from '../build-screens.ts';
import type { Command } from '../command.ts';
import { migrateDatabase } from '../migrate-database.ts';
import { UsageTrouble } from '../read-arguments.ts';
import { openDatabase, type OpenDatabase } from '../open-database.ts';

export const start: Command = {
  async run(given) {
    const settings = await withRealPort(given.settings);
    const log = createLog(settings.logLevel, await whereLogsGo(given.env['NO_COLOR'] === undefined));
    const end = untilSignal();
    // Screens are built and the server's code is loaded while PostgreSQL starts; a failure is met where it is awaited.
    const building = settings.role === 'worker' ? Promise.resolve() : buildScreens((line) => console.log(line));
    const loading = import('@meanwhile/server/main.ts');
    for (const work of [building, loading]) work.catch(() => undefined);
    const database = await openDatabase(settings, { command: 'start', alone: true });
    end.onSecond(() => endDatabaseAtOnce(database));
    database.access.onCrash((reason) => log.error({ reason }, 'the database went down'));
    database.access.onRestart(() => log.warn('the database is back'));
    let server: RunningServer | null = null;
    try {
      const { found } = await migrateDatabase(database.access, settings.dataDir, (line) => console.log(line));
      await building;
      const { startServer } = await loading;
      const { strayProvider } = await import('@meanwhile/server/channel-registry.ts');
      const stray = strayProvider(settings.providerApiUrls);
      if (stray !== null) throw new UsageTrouble(`PROVIDER_API_URLS names ${stray}, and there is no such channel.`);
      server = await startServer(settings, database.access, { log, secrets: database.secrets, env: given.env, sample: true });
      database.run?.update({ port: server.port, url: server.web === null ? null : settings.publicUrl });
      if (!end.hasCome()) await announce(settings, server, found === 0);
      flushCompileCache();
      await end.come;
      log.info('stopping: running work is finished first');
      await server.stop();
    } catch (error) {
      // What breaks now breaks because we stop; one clear message follows.
      log.level = 'silent';
      throw error;
    } finally {
      await database.close();
    }
    return 0;
  },
};

/** Somebody who looks on reads lines; a file or a collector gets them as JSON. */
async function whereLogsGo(colorize: boolean): Promise<NonNullable<Parameters<typeof createLog>[1]>> {
  if (!process.stderr.isTTY) return process.stderr;
  const { default: pretty } = await import('pino-pretty');
  return pretty({ destination: process.stderr, colorize, translateTime: 'SYS:HH:MM:ss', sync: true });
}

async function announce(settings: Settings, server: RunningServer, isFirstStart: boolean): Promise<void> {
  if (server.web === null) {
    console.log('Meanwhile is working; the web is served by other processes.');
    return;
  }
  console.log(`Meanwhile is ready at ${settings.publicUrl}`);
  // In production standard output is kept, and a link that lets the owner in does not belong there; `sign-in-link` makes one.
  if (settings.production && !isFirstStart) return;
  const link = await server.accounts.createSignInLink();
  if (link !== null) console.log(`Sign in once, within an hour: ${link.url}`);
}

/** Port 0 means any free one, which must be known before links are made. */
async function withRealPort(settings: Settings): Promise<Settings> {
  if (settings.port !== 0 || settings.role === 'worker') return settings;
  const port = await freePort(settings.host);
  return { ...settings, port, publicUrl: settings.production ? settings.publicUrl : `http://localhost:${port}` };
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

interface End {
  readonly come: Promise<void>;
  hasCome(): boolean;
  onSecond(work: () => void): void;
}

/**
 * Ctrl-C goes to everything the terminal started, and npm passes on what it got itself: one press arrives twice, some milliseconds apart. As the
 * second one counts what comes later than this.
 */
const samePressMs = 1_000;

function untilSignal(): End {
  let firstAt: number | null = null;
  let second = (): void => undefined;
  const come = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (firstAt === null) {
          firstAt = performance.now();
          return resolve();
        }
        if (performance.now() - firstAt < samePressMs) return;
        second();
        process.exit(1);
      });
    }
  });
  return { come, hasCome: () => firstAt !== null, onSecond: (work) => void (second = work) };
}

/** Nothing is lost: PostgreSQL recovers at the next start, and what was being sent then counts as unknown. */
function endDatabaseAtOnce(database: OpenDatabase): void {
  if (database.access.kind !== 'embedded') return;
  const pid = (database.access as EmbeddedDatabase).postmasterPid;
  if (pid !== null) process.kill(pid, 'SIGQUIT');
}
