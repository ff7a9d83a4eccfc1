/** How fast is the same machine with nothing but HTTP and one insert? Measured in the same run, with the same load generator. */
import { Pool } from 'undici';
import { quantile, type Stage } from './stage.ts';

export interface FloorResult {
  readonly perSecond: number;
  readonly ackP99Ms: number;
}

export async function measureFloor(
  stage: Stage,
  { connections = 64, seconds = 10 }: { connections?: number; seconds?: number } = {},
): Promise<FloorResult> {
  const pool = new Pool(stage.url, { connections });
  const latencies: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const sender = async (): Promise<void> => {
    while (performance.now() < end) {
      const sent = performance.now();
      const { body } = await pool.request({
        method: 'POST',
        path: '/messages',
        headers: { 'content-type': 'application/json' },
        body: '{"clientId":"00000000-0000-4000-8000-000000000000","text":"Where is my parcel? It was due on Monday."}',
      });
      await body.dump();
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, sender));
  await pool.close();
  latencies.sort((a, b) => a - b);
  return { perSecond: latencies.length / seconds, ackP99Ms: quantile(latencies, 0.99) };
}
