import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMark } from './processes.ts';
import { holdRunFile, readRunFile } from './run-file.ts';

const nowAt = Date.UTC(2027, 2, 1, 9);
let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'meanwhile-run-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a running Meanwhile says where it listens, and nothing remains after it stops', () => {
  const held = holdRunFile(dataDir, 'start', nowAt);
  held.update({ port: 3100, url: 'http://localhost:3100' });
  expect(readRunFile(dataDir)).toMatchObject({
    pid: process.pid,
    port: 3100,
    url: 'http://localhost:3100',
    startedAt: '2027-03-01T09:00:00.000Z',
  });
  held.release();
  expect(readdirSync(dataDir)).toEqual([]);
});

test('a second one on the same folder is refused and told where the first one is', () => {
  const held = holdRunFile(dataDir, 'start', nowAt);
  held.update({ url: 'http://localhost:3100' });
  expect(() => holdRunFile(dataDir, 'backup', nowAt)).toThrow(/already running .* http:\/\/localhost:3100/);
  held.release();
});

test.each([
  ['a dead process', { pid: 4_194_304, startMark: 'x/1' }],
  ['a process whose number was given to another program', { pid: process.pid, startMark: `${startMark(process.pid)}0` }],
])('what %s left behind counts for nothing', (_what, left) => {
  writeFileSync(join(dataDir, 'run.json'), JSON.stringify({ command: 'start', ...left }));
  expect(readRunFile(dataDir)).toBeNull();
  holdRunFile(dataDir, 'start', nowAt).release();
});

test('a file cut short counts for nothing', () => {
  writeFileSync(join(dataDir, 'run.json'), '{"pid": 1');
  holdRunFile(dataDir, 'start', nowAt).release();
});
