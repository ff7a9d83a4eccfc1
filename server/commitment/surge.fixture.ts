/**
 * A shop where times told will be missed: one person is planned, a reply is told within an hour, answers take two minutes each, and at `surgeAt` so many
 * may write that not all can be answered in time. For tests only; their routes must hold shifts, reply policies and answers.
 */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { tuesdayAt, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { refreshEstimates } from './commitment.ts';

/** When forty-nine write within a minute. */
export const surgeAt = tuesdayAt + 165 * minuteMs;

/** Lantern Books just before it; the clock stands at `surgeAt`. */
export async function beforeSurge(shops: TwoShops): Promise<Counter> {
  const { lantern } = shops;
  const { platform, clock } = shops.web.base;
  const counter = await openCounter(shops, lantern);
  await lantern.inside((tx) =>
    tx.run(sql`insert into directory.channel (channel_id, workspace_id, type) values (${counter.messengerId}, ${lantern.id}, 'messenger')`),
  );
  const day = (n: number, hour: number) => iso(tuesdayAt - 10 * hourMs + n * dayMs + hour * hourMs);
  for (const n of [0, 1, 2, 3])
    expect(
      (await lantern.call('POST', '/shifts', { memberId: lantern.ownerId, pool: 'async', startsAt: day(n, 9), endsAt: day(n, 17) })).status,
    ).toBe(201);
  const policy = { name: 'Within an hour', calendarId: counter.calendarId, replyWithinMinutes: 60 };
  expect((await lantern.call('PUT', `/commitment-policies/${counter.policyId}`, policy)).status).toBe(200);
  // Four answers, two to eight minutes after they were asked, and then twelve times as many like them: what a margin is taken from.
  clock.setNow(tuesdayAt + 5 * minuteMs);
  await refreshEstimates(platform);
  for (let n = 0; n < 4; n += 1) await counter.takeChat(`answered ${n}`, 'Where is my parcel?');
  await counter.process();
  for (const [n, caseId] of (await waitingIds(shops)).entries()) {
    clock.setNow(tuesdayAt + (7 + 2 * n) * minuteMs);
    expect((await lantern.call('POST', '/messages', { caseId, text: 'It comes today.', undoMs: 0 })).status).toBe(201);
  }
  await lantern.inside((tx) =>
    tx.run(sql`insert into tenant.commitment select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).*
      from tenant.commitment c cross join generate_series(1, 12) where c.workspace_id = ${lantern.id}`),
  );
  clock.setNow(surgeAt - minuteMs);
  await refreshEstimates(platform);
  clock.setNow(surgeAt);
  return counter;
}

async function waitingIds({ lantern }: TwoShops): Promise<string[]> {
  const rows = await lantern.inside((tx) =>
    tx.rows(sql<{ id: string }>`select id from tenant."case" where workspace_id = ${lantern.id} and ball = 'us' order by number`),
  );
  return rows.map((row) => row.id);
}
