/** What is a stored file when it is fetched, and where could its name have led to? For the tests that send files with odd names and contents. */
import { basename, dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';

/** Opened by itself each is a download; a picture says that it is one, so that a page can show it. */
export function expectHarmless(answer: Response, kind: 'picture' | 'bytes'): void {
  const get = (name: string): string => answer.headers.get(name) ?? '';
  expect(answer.status).toBe(200);
  expect(get('content-disposition')).toMatch(/^attachment; filename=/);
  expect(get('x-content-type-options')).toBe('nosniff');
  expect(get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  if (kind === 'bytes') expect(get('content-type')).toBe('application/octet-stream');
  else expect(get('content-type')).toMatch(/^image\/(?:png|gif|webp)$/);
  expect(get('cache-control')).toContain('no-store');
}

/** Every path that `name` could mean from one of these folders, or from a folder above it. */
export function placesOf(name: string, folders: readonly string[]): string[] {
  const bases: string[] = [];
  for (const from of folders) for (let at = from; at !== dirname(at); at = dirname(at)) bases.push(at, dirname(at));
  return [...new Set(bases.flatMap((base) => [resolve(base, name), join(base, name), join(base, basename(name.replaceAll('\\', '/')))]))];
}
