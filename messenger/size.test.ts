/** How heavy is the messenger on a customer's site? Builds it and weighs what a visitor fetches: loader, app, sheet and their one language. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}
const here = fileURLToPath(new URL('.', import.meta.url));
let out = '';
let manifest: Record<string, Chunk> = {};
const read = (file: string) => readFile(path.join(out, file));
const weigh = async (file: string) => gzipSync(await read(file), { level: 9 }).length;

/** Everything `entry` needs, without what it fetches later. */
function filesOf(entry: string): string[] {
  const chunk = manifest[entry];
  if (!chunk) throw new Error(`${entry} was not built`);
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap(filesOf)];
}

beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'meanwhile-messenger-'));
  // A process of its own: inside a test run the same build would be a development one, and heavier than what is shipped.
  const env = { ...process.env, NODE_ENV: 'production', MESSENGER_OUT_DIR: out };
  const vite = path.join(path.dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: here, env });
  manifest = JSON.parse((await read('app/manifest.json')).toString()) as Record<string, Chunk>;
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('the messenger', () => {
  it('puts at most 2 kB on a page before anybody asks for it', async () => {
    expect(await weigh('messenger.js')).toBeLessThanOrEqual(2000);
  });

  it.each(['en', 'de', 'de-du', 'fr', 'es', 'pt', 'ja', 'ar'])(
    'stays within 20 kB with everything a visitor reading %s fetches',
    async (language) => {
      const files = new Set(
        [...filesOf('app/main.tsx'), ...filesOf(`../core/commitment/words/${language}.ts`)].map((file) => `app/${file}`),
      );
      const weights = await Promise.all(['messenger.js', ...files].map(weigh));
      expect(weights.length).toBeGreaterThanOrEqual(4);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(20_000);
    },
  );

  it.each(['en', 'de', 'fr', 'es', 'pt', 'ja', 'ar'])(
    'carries in %s what the widget says and not what only mails say',
    async (language) => {
      const [file = ''] = filesOf(`../core/commitment/words/${language}.ts`);
      const words = (await read(`app/${file}`)).toString();
      expect(words).toContain('own.failed');
      expect(words).toContain('own.received.only');
      expect(words).toContain('entry.ask');
      expect(words).not.toMatch(/ack\.email|notice\.reply|entry\.later|form\.email|quote\.wrote/);
    },
  );

  it('each language file gives one catalogue and nothing else', async () => {
    for (const language of ['en', 'de', 'de-du', 'fr', 'es', 'pt', 'ja', 'ar']) {
      const [file = ''] = filesOf(`../core/commitment/words/${language}.ts`);
      const given = Object.values((await import(path.join(out, 'app', file))) as Record<string, Record<string, string>>);
      expect([language, given.length, typeof given[0]?.['own.failed']]).toEqual([language, 1, 'string']);
    }
  });

  it('runs where a shop forbids eval, inline HTML and unknown encodings', async () => {
    const loader = (await read('messenger.js')).toString('latin1');
    expect(loader).not.toMatch(/[\u0080-\u00ff]/);
    expect(loader).not.toMatch(/\beval\b|new Function|innerHTML|insertAdjacentHTML|document\.write|cookie|localStorage/);
    const app = (await read(`app/${manifest['app/main.tsx']?.file}`)).toString();
    expect(app).not.toMatch(/\beval\(|new Function|document\.cookie|document\.write/);
  });
});
