import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keysFrom, sign, verifySigned } from '../keys.ts';
import { loadSecrets, secretFile, SecretTrouble } from './secret.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'meanwhile-secret-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('the first start makes a secret only its owner can read, and later starts use it', () => {
  const first = loadSecrets({ dataDir, secretKey: null });
  expect(first[0]?.secret.length).toBe(48);
  expect(statSync(secretFile(dataDir)).mode & 0o777).toBe(0o600);
  expect(loadSecrets({ dataDir, secretKey: null })).toEqual(first);
  expect(readdirSync(dataDir)).toEqual(['secret']);
});

test('after a rotation the newest secret signs and the older one still verifies', () => {
  const before = loadSecrets({ dataDir, secretKey: null });
  const signed = sign(keysFrom(before), 'reply-address', 'case-7');
  const old = before[0]!;
  const lines = [`0a0b0c0d ${Buffer.alloc(48, 7).toString('base64')}`, `${old.id} ${old.secret.toString('base64')}`];
  writeFileSync(secretFile(dataDir), `# rotated in May\n${lines.join('\n')}\n`);
  const after = keysFrom(loadSecrets({ dataDir, secretKey: null }));
  expect(after.newest('reply-address').id).toBe('0a0b0c0d');
  expect(verifySigned(after, 'reply-address', signed)).toBe('case-7');
});

test('SECRET_KEY goes before the file, and two of them are a rotation', () => {
  const [newer, older] = ['n'.repeat(40), 'o'.repeat(40)];
  const both = loadSecrets({ dataDir, secretKey: `${newer},${older}` });
  expect(both.map((secret) => secret.secret.toString())).toEqual([newer, older]);
  expect(loadSecrets({ dataDir, secretKey: older })[0]?.id).toBe(both[1]?.id);
  expect(readdirSync(dataDir)).toEqual([]);
});

test.each([
  ['a short SECRET_KEY', 'short', null],
  ['an emptied file', null, '# nothing\n'],
  ['a mangled line', null, 'hello\n'],
  ['the same id twice', null, `0a0b0c0d ${Buffer.alloc(48).toString('base64')}\n`.repeat(2)],
])('%s is refused rather than replaced', (_what, secretKey, file) => {
  if (file !== null) writeFileSync(secretFile(dataDir), file);
  expect(() => loadSecrets({ dataDir, secretKey })).toThrow(SecretTrouble);
});
