/**
 * Forty-nine write to Lantern Books within a minute and one person answers: many times told will be missed. The worker that tells them so is killed on the way,
 * again and again. Who was to be told is told once, whatever was hit, and each planted bug turns that red.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startSink, type Sink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { registerChannelRoutes } from '@meanwhile/server/channel/channel.routes.ts';
import { tuesdayAt, twoShops, type TwoShops } from '@meanwhile/server/channel/two-shops.fixture.ts';
import { registerPolicyRoutes } from '@meanwhile/server/commitment/policy.routes.ts';
import { beforeSurge, surgeAt } from '@meanwhile/server/commitment/surge.fixture.ts';
import { deliverDue, sendDeps } from '@meanwhile/server/delivery/delivery.ts';
import type { DatabaseRole } from '@meanwhile/server/platform/postgres/database-access.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { registerCaseRoutes } from '@meanwhile/server/reply/case.routes.ts';
import { registerReplyRoutes } from '@meanwhile/server/reply/reply.routes.ts';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Death, SlipBug, SlipOrders } from './slip-worker.fixture.ts';

const program = fileURLToPath(new URL('./slip-worker.fixture.ts', import.meta.url));
const roles: readonly DatabaseRole[] = ['owner', 'app', 'stream', 'accounts', 'jobs'];
/** Longer than a lease: whoever comes next may take over. */
const betweenMs = 31_000;
/** So many mails of a workspace leave side by side. */
const inHand = 8;

let sink: Sink;
let shops: TwoShops;
let nowAt: number;
beforeEach(async () => {
  sink = await startSink();
  shops = await twoShops(
    (web, http) => {
      registerChannelRoutes(web.app, http);
      registerPolicyRoutes(web.app, http);
      registerCaseRoutes(web.app, http);
      registerReplyRoutes(web.app, http);
    },
    { nowAt: tuesdayAt, settings: { smtpUrl: sink.url } },
  );
  const counter = await beforeSurge(shops);
  const text = 'Where is my parcel?';
  // Every second one by mail.
  for (let n = 0; n < 49; n += 1)
    await (n % 2 === 0 ? counter.takeChat(`surge ${n}`, text) : counter.takeMail({ from: `surge-${n}@post.example`, text }));
  await counter.process();
  const { platform } = shops.web.base;
  while ((await deliverDue(platform, sendDeps(platform))) > 0);
  sink.mails.length = 0;
  nowAt = surgeAt + minuteMs;
});
afterEach(async () => {
  await shops.close();
  await sink.close();
});

/** True: it died where it should; false: it never came by there, and did all there was to do. */
async function worker(death: SlipOrders['death'], bug: SlipBug | null = null): Promise<boolean> {
  const { platform, access } = shops.web.base;
  const databases = Object.fromEntries(roles.map((role) => [role, access.configFor(role)])) as SlipOrders['databases'];
  const orders: SlipOrders = { settings: platform.settings as Settings, databases, nowAt, death, bug };
  nowAt += betweenMs;
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, SLIP_ORDERS: JSON.stringify(orders) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual(death !== null && signal === 'SIGKILL' ? [null, 'SIGKILL'] : [0, null]);
  return signal === 'SIGKILL';
}

interface Notice {
  /** The first time told. */
  readonly id: string;
  readonly told: number;
  readonly said: number;
  readonly to: string | null;
  readonly states: string | null;
}

/** All who were told or spoken to: how often it stands in the ledger and in the conversation, and where a mail was to go. */
async function notices(): Promise<Notice[]> {
  const owner = new pg.Client(shops.web.base.adminConfig);
  await owner.connect();
  const query = `
      select f.id, count(distinct n.id)::int as told, count(distinct m.id)::int as said, min(d.recipient) as to, string_agg(distinct d.state, ' ') as states
      from tenant.commitment f
      left join tenant.commitment n on n.workspace_id = f.workspace_id and n.after_id = f.id
      left join tenant.message m on m.workspace_id = f.workspace_id and m.conversation_id = f.conversation_id and m.author_kind = 'automation'
        and m.reply_to_id = f.message_id and m.text like 'We told you %'
      left join tenant.delivery d on d.workspace_id = m.workspace_id and d.message_id = m.id
      where f.workspace_id = $1 and f.told_at >= $2::timestamptz and f.after_id is null
      group by f.id having count(n.id) + count(m.id) > 0`;
  const { rows } = await owner.query<Notice>(query, [shops.lantern.id, new Date(surgeAt).toISOString()]);
  await owner.end();
  return rows;
}

const mailsTo = (to: string): number => sink.mails.filter((mail) => mail.to.includes(to)).length;

/** What is wrong with them, a line for each; nothing: each was told once. A mail that was in hand when the worker died is *dropped* and never sent again. */
function wrongWith(found: readonly Notice[]): string[] {
  return found.flatMap((one) => [
    ...(one.told === 1 ? [] : [`${one.told} times in the ledger`]),
    ...(one.said === 1 ? [] : [`said ${one.said} times`]),
    ...(one.to === null || mailsTo(one.to) === 1 || (mailsTo(one.to) === 0 && one.states === 'dropped')
      ? []
      : [`mailed ${mailsTo(one.to)} times (${one.states})`]),
  ]);
}

const struck: readonly { at: Death; nth: readonly number[] }[] = [
  { at: 'it is foreseen, not committed', nth: [1, 1] },
  { at: 'it is foreseen', nth: [1, 1] },
  { at: 'it is claimed', nth: [1, 4] },
  { at: 'it is said, not in the ledger', nth: [1, 2] },
  { at: 'it is in the ledger, not committed', nth: [1, 2] },
  { at: 'its commit is on the way', nth: [1, 1] },
  { at: 'its mail is taken, nobody wrote that down', nth: [1, 1] },
  { at: 'it is committed, no mail sent', nth: [1, 1] },
];

test('whoever will be answered later than they were told hears of it once, though the worker is killed between foreseeing and telling, and between telling and writing it down', async () => {
  const kills = new Map<Death, number>();
  for (const { at, nth } of struck) for (const one of nth) if (await worker({ at, nth: one })) kills.set(at, (kills.get(at) ?? 0) + 1);
  // Two at once do what is left.
  await Promise.all([worker(null), worker(null)]);
  await worker(null);
  const found = await notices();
  const dropped = found.filter((one) => one.states === 'dropped');
  const unsent = dropped.filter((one) => mailsTo(one.to!) === 0).length;
  const byMail = found.filter((one) => one.to !== null).length;
  console.log(
    `${found.length} notices, ${byMail} by mail, ${dropped.length} of them in hand at a kill (${unsent} had not left); killed when`,
    Object.fromEntries(kills),
  );
  expect([...kills].map(([at, count]) => [at, count > 1])).toEqual(struck.map(({ at }) => [at, true]));
  expect(found.length).toBeGreaterThan(15);
  expect(wrongWith(found)).toEqual([]);
  const whileSending = kills.get('its mail is taken, nobody wrote that down')!;
  expect(dropped.length).toBeGreaterThanOrEqual(whileSending);
  expect(dropped.length).toBeLessThanOrEqual(whileSending * inHand);
});

test.each<[SlipBug, Death, RegExp]>([
  ['said_by_itself', 'it is said, not in the ledger', /^said 2 times$/],
  ['send_expired_again', 'its mail is taken, nobody wrote that down', /^mailed 2 times/],
])('planted: with %s, a kill when %s is found', async (bug, at, line) => {
  expect(await worker({ at, nth: 1 }, bug)).toBe(true);
  for (let round = 0; round < 2; round += 1) expect(await worker(null, bug)).toBe(false);
  expect(wrongWith(await notices())).toContainEqual(expect.stringMatching(line));
});
