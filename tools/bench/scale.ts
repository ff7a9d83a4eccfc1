/** What do the calls of the desk cost at size? Inbox page, thread and five shapes of search, each warm, as the app's role under row security. */
import pg from 'pg';
import { seedHistory, type SeedSize } from './seed.ts';
import { openStage, quantile } from './stage.ts';
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';

export type ScaleResult = Readonly<Record<string, { p50Ms: number; p95Ms: number }>>;

const searches = {
  'search, rare word': 'serial77',
  'search, frequent word': 'order',
  'search, two words': 'order parcel',
  'search, absent word': 'zzabsent',
} as const;

export async function measureScale(size: SeedSize, calls = 40): Promise<ScaleResult> {
  const database = await testDatabase({ durable: true });
  const stage = await openStage('child-server.ts', database);
  const owner = new pg.Client({ ...database.adminConfig, statement_timeout: 0 });
  await owner.connect();
  await seedHistory(owner, stage.workspaceId, stage.messengerId, size);
  await owner.end();
  const timed = async (path: string, token = stage.token): Promise<number> => {
    const started = performance.now();
    const answer = await fetch(`${stage.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`);
    return performance.now() - started;
  };
  // A small neighbour asks for a word that the big workspace is full of: `measureAs` its token.
  const measure = (pathOf: (index: number) => string): Promise<{ p50Ms: number; p95Ms: number }> => measureAs(stage.token, pathOf);
  const measureAs = async (token: string, pathOf: (index: number) => string): Promise<{ p50Ms: number; p95Ms: number }> => {
    for (let warm = 0; warm < 8; warm += 1) await timed(pathOf(warm), token);
    const times: number[] = [];
    for (let index = 0; index < calls; index += 1) times.push(await timed(pathOf(index), token));
    times.sort((a, b) => a - b);
    return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
  };
  const first = (await (
    await fetch(`${stage.url}/api/v1/cases?view=next`, { headers: { authorization: `Bearer ${stage.token}` } })
  ).json()) as { items: { id: string }[]; nextCursor: string };
  const results: Record<string, { p50Ms: number; p95Ms: number }> = {
    'inbox page': await measure(() => '/cases?view=next'),
    'inbox page, second': await measure(() => `/cases?view=next&cursor=${first.nextCursor}`),
    'inbox page, all': await measure(() => '/cases?view=all'),
    thread: await measure((index) => `/cases/${first.items[index % first.items.length]!.id}/thread`),
  };
  for (const [name, query] of Object.entries(searches)) results[name] = await measure(() => `/search?q=${encodeURIComponent(query)}`);
  results['search, other workspace'] = await measureAs(stage.neighbourToken, () => '/search?q=order');
  await stage.close();
  await database.drop();
  return results;
}
