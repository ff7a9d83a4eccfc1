/** Is a channel that is not set up honestly caught, marked and kept closed, and does a reason open it for fourteen days and no longer? */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerCaseViewRoutes } from '../case/case-view.routes.ts';
import { registerCalendarRoutes } from '../commitment/calendar.routes.ts';
import { registerNoticeRoutes } from '../notice/notice.routes.ts';
import { iso } from '../platform/db/instant.ts';
import { registerChannelRoutes } from './channel.routes.ts';
import { lookAtGates, lookEveryMs } from './look-at-gates.ts';
import { tuesdayAt, twoShops, type Shop, type TwoShops } from './two-shops.fixture.ts';

const never = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };
let shops: TwoShops;
let channelId: string;
let policy: { id: string; calendarId: string };
beforeEach(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerCalendarRoutes(web.app, http);
    registerCaseViewRoutes(web.app, http);
    registerNoticeRoutes(web.app, http);
  });
  policy = (await shops.lantern.inside((tx) =>
    tx.row(sql<typeof policy>`select id, calendar_id as "calendarId" from tenant.commitment_policy`),
  ))!;
  const made = await shops.lantern.call('POST', '/channels', { type: 'messenger', name: 'Website', policyId: policy.id, settings: {} });
  channelId = made.body.id;
});
afterEach(() => shops.close());

const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const look = async (): Promise<void> => {
  while ((await lookAtGates(shops.web.base.platform)) > 0);
};
const gate = async () => (await shops.lantern.call('GET', `/channels/${channelId}/gate`)).body;
const open = () => shops.lantern.call('POST', `/channels/${channelId}/open`, {});
const because = 'Two more people begin on Monday.';
const override = (shop: Shop = shops.lantern) => shop.call('POST', `/channels/${channelId}/override`, { because });
const log = () =>
  shops.lantern.inside((tx) =>
    tx.rows(
      sql<{
        actor: string;
        payload: Record<string, unknown>;
        at: number;
      }>`select actor, payload, at from tenant.event where type = 'gate.changed' order by n`,
    ),
  );
const notices = async () => (await shops.lantern.call('GET', '/notices')).body.items as Record<string, unknown>[];
const keepList = (name: string, filter: object = {}) =>
  shops.lantern.call('POST', '/case-views', { name, view: 'all', filter, shared: true });

test('a new workspace opens on starter figures, and each test shows what it saw', async () => {
  expect((await open()).status).toBe(200);
  await look();
  const seen = await gate();
  expect(seen).toMatchObject({ passes: true, failingSince: null, override: null });
  expect(seen.entry).toMatchObject({ passes: true, by: expect.stringContaining('10:00 am'), dueAt: '2026-11-25T10:00:00.000Z' });
  expect(seen.entry.page).toContain(seen.entry.words);
  expect(seen.staffed).toMatchObject({
    passes: true,
    basis: 'starter',
    starterUntil: iso(tuesdayAt + 14 * dayMs),
    hoursPlanned: 0,
    minutesPerReply: 6,
  });
  expect(seen.reported.figures).toContainEqual({ where: 'coverage', name: 'first', stance: 'async' });
  const mail = { type: 'email', name: 'Orders', policyId: policy.id, settings: { address: 'orders@lantern.example' } };
  const made = await shops.lantern.call('POST', '/channels', mail);
  const ofMail = (await shops.lantern.call('GET', `/channels/${made.body.id}/gate`)).body.entry;
  expect(ofMail).toMatchObject({ passes: true, page: null });
  expect(ofMail.words).toContain(ofMail.by);
});

test('a closed channel that fails does not open without a reason on record; with one it does, and who, why and until when stands in the log', async () => {
  at(tuesdayAt + 14 * dayMs);
  const refused = await open();
  expect(refused).toMatchObject({ status: 409, body: { code: 'channel_gate_failing', findings: [{ field: 'staffed', why: 'no_plan' }] } });
  expect((await shops.lantern.call('POST', `/channels/${channelId}/override`, { because: ' ' })).status).toBe(400);
  const until = iso(tuesdayAt + 28 * dayMs);
  expect(await override()).toMatchObject({ status: 200, body: { passes: false, override: { because, by: 'Mia', until } } });
  expect((await open()).body).toMatchObject({ state: 'open', gate: { failed: ['staffed'], overriddenUntil: until, isMarked: false } });
  const told = (await log()).find((one) => one.payload['override'] !== undefined);
  expect(told).toMatchObject({
    actor: `member:${shops.lantern.ownerId}`,
    at: tuesdayAt + 14 * dayMs,
    payload: { failed: ['staffed'], override: { because, until } },
  });
  expect((await shops.lantern.call('GET', '/gates')).body).toMatchObject({
    overrides: [{ channelId, because, by: 'Mia', until }],
    marked: [],
  });
});

test('an override lapses after fourteen days: the channel stays open, is marked again, and whoever supervises is told once', async () => {
  at(tuesdayAt + 14 * dayMs);
  expect((await override()).status).toBe(200);
  expect((await open()).status).toBe(200);
  await look();
  expect(await notices()).toEqual([]);
  at(tuesdayAt + 28 * dayMs - 1);
  await look();
  expect((await shops.lantern.call('GET', '/gates')).body.overrides).toHaveLength(1);
  at(tuesdayAt + 28 * dayMs);
  await look();
  const channel = (await shops.lantern.call('GET', `/channels/${channelId}`)).body;
  expect(channel).toMatchObject({ state: 'open', gate: { failed: ['staffed'], overriddenUntil: null, isMarked: true } });
  expect((await shops.lantern.call('GET', '/gates')).body).toMatchObject({ overrides: [], marked: [{ channelId, failed: ['staffed'] }] });
  expect((await log()).at(-1)).toMatchObject({ actor: 'system', payload: { overrideLapsed: true, failed: ['staffed'] } });
  expect(await notices()).toMatchObject([{ kind: 'channel', channelId, caseId: null, text: 'Website' }]);
  at(tuesdayAt + 28 * dayMs + lookEveryMs);
  await look();
  expect(await notices()).toHaveLength(1);
});

test('shifts taken away and hours that never open are seen with the next look, marked with the evidence, and told of', async () => {
  const shift = {
    memberId: shops.lantern.ownerId,
    pool: 'async',
    startsAt: iso(tuesdayAt + dayMs),
    endsAt: iso(tuesdayAt + dayMs + 6 * hourMs),
  };
  const planned = await shops.lantern.call('POST', '/shifts', shift);
  expect((await open()).status).toBe(200);
  expect((await gate()).staffed).toMatchObject({ hoursPlanned: 6, writerCount: 1 });
  expect((await shops.lantern.call('DELETE', `/shifts/${planned.body.id}`)).status).toBe(200);
  await look();
  expect((await gate()).staffed).toMatchObject({ passes: true, hoursPlanned: 0 });
  await shops.lantern.inside((tx) => tx.run(sql`update tenant.workspace set created_at = ${iso(tuesdayAt - 15 * dayMs)}`));
  at(tuesdayAt + lookEveryMs);
  await look();
  expect((await shops.lantern.call('GET', `/channels/${channelId}`)).body.gate).toMatchObject({ failed: ['staffed'], isMarked: true });
  expect(await notices()).toMatchObject([{ kind: 'channel', channelId }]);
  const kept = () =>
    shops.lantern.inside((tx) =>
      tx.row(sql<{ evidence: Record<string, { why: string }> }>`select evidence from tenant.channel_audit where channel_id = ${channelId}`),
    );
  expect((await kept())?.evidence).toMatchObject({ staffed: { why: 'no_plan', hoursPlanned: 0 } });
  // The routes refuse hours that never open; such hours may still stand there, from an import or because the last day of a plan of dates has passed.
  await shops.lantern.inside((tx) =>
    tx.run(sql`insert into tenant.calendar select (jsonb_populate_record(c, ${JSON.stringify({ version: 1000, weekly: never })}::jsonb)).*
      from tenant.calendar c where c.id = ${policy.calendarId} order by c.version desc limit 1`),
  );
  at(tuesdayAt + 2 * lookEveryMs);
  await look();
  expect((await shops.lantern.call('GET', `/channels/${channelId}`)).body.gate.failed).toEqual(['entry', 'staffed']);
  expect((await kept())?.evidence).toMatchObject({ entry: { why: 'no_time', words: null } });
});

test('a shared list named for a live figure fails the third test, of its channel alone; a list of one’s own and another channel’s do not', async () => {
  const other = await shops.lantern.call('POST', '/channels', { type: 'messenger', name: 'Outlet', policyId: policy.id, settings: {} });
  expect((await keepList('Late, returns')).status).toBe(201);
  expect((await keepList('Abandoned here', { channelId: other.body.id })).status).toBe(201);
  expect((await gate()).reported).toMatchObject({ passes: true });
  const live = await keepList('Average speed of answer', { channelId });
  expect((await gate()).reported).toMatchObject({ passes: false, why: 'live_figure' });
  expect((await open()).body).toMatchObject({
    code: 'channel_gate_failing',
    findings: [{ field: 'reported', figures: ['Average speed of answer'] }],
  });
  expect((await shops.lantern.call('DELETE', `/case-views/${live.body.id}`)).status).toBeLessThan(300);
  expect((await open()).status).toBe(200);
});

test('six agents of whom all writers serve live too need a pool of their own; five may share', async () => {
  const people = async (count: number): Promise<void> =>
    shops.lantern.inside(async (tx) => {
      for (let n = 0; n < count; n += 1)
        await tx.run(sql`insert into tenant.member (workspace_id, id, user_id, name, email, role, joined_at)
          values (${shops.lantern.id}, ${randomUUID()}, ${randomUUID()}, 'Ben', ${`ben${randomUUID()}@lantern.example`}, 'agent', ${iso(tuesdayAt)})`);
    });
  for (const [pool, from] of [
    ['async', 1],
    ['live', 8],
  ] as const)
    expect(
      (
        await shops.lantern.call('POST', '/shifts', {
          memberId: shops.lantern.ownerId,
          pool,
          startsAt: iso(tuesdayAt + from * hourMs),
          endsAt: iso(tuesdayAt + (from + 4) * hourMs),
        })
      ).status,
    ).toBe(201);
  await people(4);
  expect((await gate()).staffed).toMatchObject({ passes: true, agentCount: 5, alsoLiveCount: 1 });
  await people(1);
  expect((await gate()).staffed).toMatchObject({ passes: false, why: 'pool_not_own', agentCount: 6 });
});

test('two workers at once look once: one event, one notice', async () => {
  at(tuesdayAt + 14 * dayMs);
  expect((await override()).status).toBe(200);
  expect((await open()).status).toBe(200);
  at(tuesdayAt + 28 * dayMs + minuteMs);
  const { platform } = shops.web.base;
  await Promise.all([lookAtGates(platform), lookAtGates(platform), lookAtGates(platform)]);
  await look();
  expect((await log()).filter((one) => one.payload['overrideLapsed'] === true)).toHaveLength(1);
  expect(await notices()).toHaveLength(1);
});

test('another workspace sees nothing of it and overrides nothing; a channel that passes needs no reason', async () => {
  expect(await override()).toMatchObject({ status: 409, body: { code: 'nothing_to_override' } });
  at(tuesdayAt + 14 * dayMs);
  expect((await override()).status).toBe(200);
  expect((await shops.harbour.call('GET', `/channels/${channelId}/gate`)).status).toBe(404);
  expect((await override(shops.harbour)).status).toBe(404);
  expect((await shops.harbour.call('GET', '/gates')).body.overrides).toEqual([]);
  expect((await shops.lantern.call('GET', '/gates')).body.overrides).toHaveLength(1);
});
