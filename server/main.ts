/**
 * How does a server come to be? Platform, accounts, steps and listeners, put together once; everything is an argument and nothing global.
 * Reading settings, starting the database and talking to the terminal are `cli/`.
 */
import { resolve as resolveDns } from 'node:dns/promises';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { createAccounts, loadOidc, openAccountsPool, type Accounts, type AccountsOptions } from './accounts/accounts.ts';
import { startWebhooks } from './automation/webhook.jobs.ts';
import { forgetAgain } from './customer/customer.ts';
import { createForgetting } from './forget.ts';
import { registerApiDocs, registerOpenApi } from './api-docs.ts';
import { registerRoutes } from './routes.ts';
import { sendDeps } from './delivery/delivery.ts';
import { startMailReceiver, createIntake, type Intake } from './intake/intake.ts';
import { mailboxSender, startMailboxes, type MailboxOptions } from './mailbox/mailbox.ts';
import { startMessagePath, watchLag, type PathDeps } from './message-path.ts';
import { startNotices } from './notice/notice.ts';
import { inWorkspace } from './platform/db/transaction.ts';
import { createGuardedFetch } from './platform/http/guarded-fetch.ts';
import { takeSample } from './sample-message.ts';
import { leaveCases, startScanning } from './reply/reply.ts';
import { createRateLimits } from './platform/http/rate-limits.ts';
import type { HttpContext } from './platform/http/route.ts';
import { createWebServer, type WebServer } from './platform/http/web-server.ts';
import { startLoop, type Loop } from './platform/jobs/loop.ts';
import { makePlatform } from './platform/make-platform.ts';
import type { Platform } from './platform/platform.ts';
import type { DatabaseAccess } from './platform/postgres/database-access.ts';
import type { Secret } from './platform/settings/secret.ts';
import type { Settings } from './platform/settings/settings.ts';
import { createSignIns } from './routing/routing.ts';
import { createHub } from './platform/stream/hub.ts';

export interface ServerOptions {
  readonly log: Logger;
  readonly secrets: readonly Secret[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tests give a resolver of their own, raise budgets for load, and hook into sending. */
  readonly resolveDns?: PathDeps['reading']['resolveDns'];
  /** Test hook: what the threads that read mail run, and how long one mail may take. */
  readonly reader?: PathDeps['reading']['reader'];
  readonly rateFactor?: number;
  readonly afterSend?: (deliveryId: string) => Promise<void>;
  readonly sendMail?: AccountsOptions['sendMail'];
  /** Tests' webhook receivers are on this machine; the product never calls there. */
  readonly allowLoopbackWebhooks?: boolean;
  /** Test hooks of fetching; tests' mail servers are on this machine, the product never connects there. */
  readonly mailboxes?: MailboxOptions;
  /** A new installation begins with one sample message, so that the first screen shows how an answer works. */
  readonly sample?: boolean;
}

export interface RunningServer {
  readonly platform: Platform;
  readonly accounts: Accounts;
  /** Null in a worker. */
  readonly web: WebServer | null;
  readonly intake: Intake;
  readonly port: number;
  readonly smtpPort: number;
  /** Stops listening, lets requests and rounds finish, closes the pools. */
  stop(): Promise<void>;
}

const dns: PathDeps['reading']['resolveDns'] = (name, type) => resolveDns(name, type) as Promise<string[]>;

export async function startServer(settings: Settings, database: DatabaseAccess, options: ServerOptions): Promise<RunningServer> {
  const owned = await makePlatform(settings, database, options.secrets, options.log);
  const { platform } = owned;
  const accountsPool = openAccountsPool(database.configFor('accounts'), options.log);
  const sending = sendDeps(platform);
  const accounts = createAccounts(platform, {
    accountsPool,
    oidc: await loadOidc(settings.dataDir, options.env),
    sendMail: options.sendMail ?? sending.plainMail,
    onLeaving: leaveCases(platform),
  });
  const forgottenAgain = await forgetAgain(platform);
  if (forgottenAgain > 0)
    options.log.warn({ count: forgottenAgain }, 'a restored backup had brought customers back; they are forgotten again');
  const firstRun = await accounts.seedFirstRun();
  const intake = createIntake(platform);
  if (firstRun !== null && options.sample === true) await takeSample(intake, firstRun);
  const stops: (() => Promise<unknown>)[] = [];
  let web: WebServer | null = null;
  let port = 0;
  let smtpPort = 0;
  // Doors ask for it, and so does whoever fetches from mailboxes.
  const unwatch = watchLag(platform, intake);
  stops.push(async () => unwatch());
  if (settings.role !== 'worker') {
    web = await listen({ platform, accounts, intake, sending, options, stops, metricsToken: settings.metricsToken });
    await web.app.listen({ port: settings.port, host: settings.host });
    const address = web.app.server.address();
    port = typeof address === 'object' && address !== null ? address.port : settings.port;
    if (settings.smtpPort > 0) {
      const receiver = await startMailReceiver(platform, intake, settings.smtpPort, settings.smtpHost);
      smtpPort = receiver.port;
      stops.push(() => receiver.close());
    }
  }
  if (settings.role !== 'web') await startWork({ platform, accounts, intake, sending, database, options, stops });
  return {
    platform,
    accounts,
    web,
    intake,
    port,
    smtpPort,
    async stop() {
      await web?.app.close();
      for (const stop of stops) await stop();
      await accounts.close();
      await accountsPool.end();
      await owned.close();
    },
  };
}

interface Working {
  readonly platform: Platform;
  readonly accounts: Accounts;
  readonly intake: Intake;
  readonly sending: ReturnType<typeof sendDeps>;
  readonly database: DatabaseAccess;
  readonly options: ServerOptions;
  /** Filled with what is to be stopped. */
  readonly stops: (() => Promise<unknown>)[];
}

/** The loops of a worker: the path of a message, mailboxes, forgetting, webhooks, notices. */
async function startWork({ platform, accounts, intake, sending, database, options, stops }: Working): Promise<void> {
  const path: Loop = startMessagePath(platform, {
    reading: {
      resolveDns: options.resolveDns ?? dns,
      ...(options.reader === undefined ? {} : { reader: options.reader }),
    },
    send: {
      depsFor: sending.depsFor,
      ownWayOut: (here, channelId) =>
        mailboxSender(platform, here.tx, { workspaceId: here.workspaceId, channelId }, options.mailboxes ?? {}),
      ...(options.afterSend === undefined ? {} : { afterSend: options.afterSend }),
    },
  });
  stops.push(() => path.stop());
  const scanning = startScanning(platform);
  stops.push(() => scanning.stop());
  const mailboxes = startMailboxes(platform, intake, options.mailboxes);
  stops.push(() => mailboxes.stop());
  const forgetting = startLoop(platform, { name: 'forget', ring: 'commitment', round: createForgetting(platform, accounts) });
  stops.push(() => forgetting.stop());
  const webhooks = await startWebhooks(
    platform,
    database.configFor('jobs'),
    options.allowLoopbackWebhooks === true ? { allowLoopback: true } : {},
  );
  stops.push(() => webhooks.stop());
  const notices = startNotices(platform, {
    fetch: createGuardedFetch({ allowLoopback: options.allowLoopbackWebhooks === true }),
    sendMail: options.sendMail ?? sending.plainMail,
  });
  stops.push(() => notices.stop());
}

interface Listening {
  readonly platform: Platform;
  readonly accounts: Accounts;
  readonly intake: Intake;
  readonly sending: ReturnType<typeof sendDeps>;
  readonly options: ServerOptions;
  readonly metricsToken: string | null;
  /** Filled with what is to be stopped. */
  readonly stops: (() => Promise<unknown>)[];
}

/** Every listener's routes, in one order: the description of the API listens first. */
async function listen({ platform, accounts, intake, sending, options, stops, metricsToken }: Listening): Promise<WebServer> {
  const web = await createWebServer(platform);
  const hub = await createHub(platform);
  stops.push(() => hub.close());
  const context: HttpContext = { platform, authenticate: accounts.authenticate, rateLimits: createRateLimits(options.rateFactor ?? 1) };
  await registerOpenApi(web.app);
  await registerRoutes(web.app, {
    ...context,
    intake,
    hub,
    noteInput: createSignIns(platform),
    accounts,
    allowLoopbackWebhooks: options.allowLoopbackWebhooks === true,
    mailboxes: options.mailboxes ?? {},
    resolveDns: options.resolveDns ?? dns,
    sendMail: options.sendMail ?? sending.plainMail,
    metricsToken,
    cursor: () => hub.cursor(),
    toldFor: (workspaceId, messageId) =>
      inWorkspace(
        platform.pool,
        workspaceId,
        async (tx) =>
          (
            await tx.row(
              sql<{
                words: string;
              }>`select words from tenant.commitment where workspace_id = ${workspaceId} and message_id = ${messageId} and after_id is null`,
            )
          )?.words ?? null,
      ),
  });
  await registerApiDocs(web.app);
  await web.app.ready();
  return web;
}
