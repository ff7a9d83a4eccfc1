/** Does `demo` make an empty installation worth looking at, once, and is the doctor content afterwards? */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let dataDir = '';
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'meanwhile-demo-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function meanwhile(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), ...args, '--data-dir', dataDir],
      { env: { PATH: process.env['PATH'] ?? '' } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

test('an operator loads the small demo into an empty installation, gets a link, and cannot load it twice', async () => {
  const loaded = await meanwhile('demo', '--small');
  expect(loaded.err).toBe('');
  expect(loaded.code).toBe(0);
  const [, cases, messages] = /(\d+) cases with (\d+) messages/.exec(loaded.out) ?? [];
  expect(Number(cases)).toBeGreaterThanOrEqual(200);
  expect(Number(messages)).toBeGreaterThan(900);
  expect(loaded.out).toMatch(/Sign in once, within an hour: http:\/\/localhost:\d+\/sign-in\/link#t=\S{20,}/);

  const doctor = await meanwhile('doctor');
  expect(doctor.code, doctor.out).toBe(0);
  expect(doctor.out).toMatch(/ok\s+Audit\s+northlight: \d+ sealed events agree, 0 not sealed yet/);
  expect(doctor.out).toContain('Nothing stands in the way.');

  const again = await meanwhile('demo', '--small');
  expect(again.code).toBe(1);
  expect(again.err).toContain('There is already a workspace "northlight"');
}, 300_000);
