/**
 * The bare floor: the same HTTP server and the same batching (collect while the previous commit runs), one insert into one plain table, no
 * walls, no meaning. What the product does beyond this is what its ratio to the floor pays for.
 */
import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';

const configs = JSON.parse(process.env['BENCH_DATABASE'] ?? '{}') as Record<string, object>;
const pool = new pg.Pool({ ...configs['owner'], max: 4 });
await pool.query('create table if not exists public.bench_floor (id uuid primary key, at timestamptz not null, text text not null)');
const waiting: { id: string; text: string; done: () => void; failed: (error: unknown) => void }[] = [];
let committing = false;

async function commit(): Promise<void> {
  if (committing) return;
  committing = true;
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 500);
    try {
      await pool.query('insert into public.bench_floor select id, $2, text from unnest($1::uuid[], $3::text[]) as t (id, text)', [
        batch.map((one) => one.id),
        new Date(),
        batch.map((one) => one.text),
      ]);
      for (const one of batch) one.done();
    } catch (error) {
      for (const one of batch) one.failed(error);
    }
  }
  committing = false;
}

const app = fastify();
app.post<{ Body: { text: string } }>('/messages', async (request, reply) => {
  const id = randomUUID();
  await new Promise<void>((done, failed) => {
    waiting.push({ id, text: request.body.text, done, failed });
    setImmediate(() => void commit());
  });
  return reply.code(201).send({ id });
});
await app.listen({ port: Number(process.env['BENCH_PORT']), host: '127.0.0.1' });
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${String(process.env['BENCH_PORT'])}`, token: '', workspaceId: '' })}\n`);
process.on(
  'SIGTERM',
  () =>
    void app
      .close()
      .then(() => pool.end())
      .then(() => process.exit(0)),
);
