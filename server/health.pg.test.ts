/** Does an operator see what waits, and only they? */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerHealth } from './health.ts';
import { acrossWorkspaces } from './platform/db/transaction.ts';
import { createWebServer, type WebServer } from './platform/http/web-server.ts';
import { putItem } from './platform/jobs/work-item.ts';
import { testPlatform, type TestPlatform } from './platform/test-platform.ts';

const metricsToken = 'a quiet lantern by the harbour'.replaceAll(' ', '-');
let base: TestPlatform;
let web: WebServer;
beforeAll(async () => {
  base = await testPlatform({ nowAt: Date.parse('2027-03-15T09:00:00Z') });
  web = await createWebServer(base.platform);
  registerHealth(web.app, base.platform, { intake: { lagMs: () => 4_000 }, metricsToken });
  await web.app.ready();
});
afterAll(async () => {
  await web.app.close();
  await base.close();
});

const ask = (authorization?: string) =>
  web.app.inject({ url: '/metrics', ...(authorization === undefined ? {} : { headers: { authorization } }) });
const figures = async (): Promise<string[]> =>
  (await ask(`Bearer ${metricsToken}`)).body.split('\n').filter((line) => line.startsWith('meanwhile_'));

test('the figures say how long the oldest work of each kind has been due, and what was given up on', async () => {
  const { platform, clock } = base;
  await acrossWorkspaces(platform.pool, async (tx) => {
    for (const [kind, dueAt] of [
      ['delivery', clock.nowAt() - 3 * minuteMs],
      ['delivery', clock.nowAt() - minuteMs],
      ['commitment', clock.nowAt() + minuteMs],
      ['webhook', clock.nowAt() - 90 * minuteMs],
    ] as const)
      await putItem(tx, clock.newId(), { kind, rowId: clock.newId(), dueAt });
    await tx.run(sql`insert into work.dead_letter (id, kind, workspace_id, row_id, lane, reason_code, died_at, attempt_count)
      values (${clock.newId()}, 'inbound', ${clock.newId()}, ${clock.newId()}, 1, 'poison', ${new Date(clock.nowAt()).toISOString()}, 5)`);
  });
  expect(await figures()).toEqual([
    'meanwhile_intake_lag_seconds 4',
    'meanwhile_work_overdue_seconds{kind="commitment"} 0',
    'meanwhile_work_overdue_seconds{kind="delivery"} 180',
    'meanwhile_dead_letters 1',
    'meanwhile_event_lag_seconds 0',
  ]);
});

test.each([
  ['nobody', undefined],
  ['another token', `Bearer ${metricsToken}x`],
  ['half of it', `Bearer ${metricsToken.slice(0, 10)}`],
  ['the token as a password', `Basic ${Buffer.from(`x:${metricsToken}`).toString('base64')}`],
])('%s is told that there is nothing', async (_who, authorization) => {
  const answer = await ask(authorization);
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
});
