/** How much JavaScript until the inbox's list stands? Counts the built chunks it needs, compressed; composer, dialogs and the other screens are not among them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

const folder = import.meta.dirname;
const limitBytes = 220_000;
const entry = 'index.html';
/** Fetched before the list is on screen: the screen itself and one catalogue of words. */
const needed = ['src/screens/inbox/inbox.tsx', 'src/words/en.ts'];
let dist = '';
let manifest: Manifest = {};

/** The chunk and everything it imports at once. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const next of manifest[name]?.imports ?? []) withImports(next, found);
  return found;
}

const filesOf = (names: readonly string[]) =>
  [...new Set(names.flatMap((name) => [...withImports(name)]))].map((name) => manifest[name]!.file).filter((file) => file.endsWith('.js'));
const gzipBytes = (file: string) => gzipSync(readFileSync(join(dist, file))).length;

describe('the desk as it is shipped', () => {
  beforeAll(async () => {
    dist = join(folder, 'node_modules/.size');
    // The test runner's own mode would bring React's development build.
    const { NODE_ENV: mode } = process.env;
    process.env.NODE_ENV = 'production';
    await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'error', build: { outDir: dist, emptyOutDir: true } });
    process.env.NODE_ENV = mode;
    manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Manifest;
  }, 300_000);

  it(`needs at most ${limitBytes / 1000} kB of JavaScript for the inbox’s list`, () => {
    for (const name of [entry, ...needed]) expect(manifest[name], name).toBeDefined();
    const files = filesOf([entry, ...needed]);
    const bytes = files.reduce((sum, file) => sum + gzipBytes(file), 0);
    expect(files.length).toBeGreaterThan(2);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(limitBytes);
  });

  it('fetches the conversation, the composer, the dialogs, search and the command bar only when they are wanted', () => {
    const atOnce = new Set([entry, ...needed].flatMap((name) => [...withImports(name)]));
    const later = [
      'composer/composer.tsx',
      'dialogs/dialogs.tsx',
      'thread/thread-pane.tsx',
      'thread/mail-frame.tsx',
      'panel/side-panel.tsx',
    ].map((name) => `src/screens/inbox/${name}`);
    for (const name of [...later, 'src/shell/command-bar.tsx']) {
      expect(manifest[name], name).toBeDefined();
      expect(atOnce.has(name), name).toBe(false);
    }
  });

  it('has no script in the page itself, as the content policy asks', () => {
    expect(existsSync(join(dist, 'index.html'))).toBe(true);
    const page = readFileSync(join(dist, 'index.html'), 'utf8');
    const scripts = [...page.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, body] of scripts) expect([attributes?.includes('src='), body]).toEqual([true, '']);
    expect(page).not.toMatch(/\son\w+=|style=/);
  });
});
