/** What counts as the scanner's word? One whole answer to all of the bytes; everything else says nothing. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askClamd, type Answer } from './ask-clamd.ts';
import { eicar, macroDocument, openClamd, passwordZip, plainZip, type TestClamd } from './clamd.fixture.ts';

let clamd: TestClamd;
beforeAll(async () => {
  clamd = await openClamd();
});
afterAll(() => clamd.close());
beforeEach(() => Object.assign(clamd, { says: null, silentAbout: null, mostBytes: 100_000_000 }));

const never = new AbortController().signal;
function ask(bytes: Buffer, over: { sizeBytes?: number; mostMs?: number; signal?: AbortSignal } = {}): Promise<Answer> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / 64_000) }, (_, index) =>
    bytes.subarray(index * 64_000, (index + 1) * 64_000),
  );
  return askClamd(clamd.address, { source: Readable.from(pieces), sizeBytes: bytes.length, mostMs: 20_000, signal: never, ...over });
}
const letter = Buffer.from('Dear Mia, the lamp flickers.');

test('a letter and an archive anybody can open are clean', async () => {
  expect(await ask(letter)).toEqual({ says: 'clean' });
  expect(await ask(plainZip)).toEqual({ says: 'clean' });
  const photo = Buffer.alloc(700_000, 7);
  expect(await ask(photo)).toEqual({ says: 'clean' });
  expect(clamd.looked.at(-1)!.equals(photo)).toBe(true);
});

test.each([
  ['EICAR', eicar, 'Win.Test.EICAR_HDB-1'],
  ['a document with macros', macroDocument, 'Heuristics.OLE2.ContainsMacros.VBA'],
  ['an archive with a password', passwordZip, 'Heuristics.Encrypted.Zip'],
])('attack 122: %s is held back under the name the scanner gave it', async (_what, bytes, signature) => {
  expect(await ask(letter)).toEqual({ says: 'clean' });
  expect(await ask(bytes)).toEqual({ says: 'blocked', signature });
});

test.each([
  ['nothing', ''],
  ['an answer without its end', 'stream: OK'],
  ['two answers', 'stream: OK\0stream: OK\0'],
  ['first clean, then found', 'stream: OK\0stream: Win.Test.EICAR_HDB-1 FOUND\0'],
  ['words after the verdict', 'stream: OK really\0'],
  ['words before the verdict', 'my stream: OK\0'],
  ['a verdict on a file of its own', '/etc/passwd: OK\0'],
  ['another spelling', 'stream: ok\0'],
  ['a page of HTTP', 'HTTP/1.1 200 OK\r\n\r\n\0'],
  ['an error', 'stream: Can not allocate memory ERROR\0'],
  ['more than a verdict can be', `stream: ${'O'.repeat(4_000)}K\0`],
])('attack 122: %s is no verdict', async (_what, answer) => {
  clamd.says = { answer: 'stream: OK\0' };
  expect(await ask(letter)).toEqual({ says: 'clean' });
  clamd.says = { answer };
  expect(await ask(letter)).toMatchObject({ says: 'error' });
});

test('attack 122: “clean” before all of the file was there is no verdict, and neither is one on half a file', async () => {
  clamd.says = { answer: 'stream: OK\0', early: true };
  expect(await ask(Buffer.alloc(24_000_000, 1))).toMatchObject({ says: 'error' });
  clamd.says = null;
  expect(await ask(letter, { sizeBytes: letter.length + 1 })).toMatchObject({ says: 'error' });
});

test('attack 122: the name of what was found is one line, however the scanner writes it', async () => {
  clamd.says = { answer: `stream: Bad\u202e\t${'x'.repeat(300)} FOUND\0` };
  const said = await ask(letter);
  expect(said).toMatchObject({ says: 'blocked', signature: expect.stringMatching(/^Bad[ -~\u00a0-\u00ff]{1,200}$/) });
  clamd.says = { answer: 'stream: OK FOUND\0' };
  expect(await ask(letter)).toEqual({ says: 'blocked', signature: 'OK' });
});

test('a scanner that takes no more says so; one that is silent, or away, has said nothing', async () => {
  clamd.mostBytes = 100_000;
  expect((await ask(Buffer.alloc(170_000, 1))).says).toMatch(/^too_large$|^error$/);
  clamd.says = { answer: 'INSTREAM size limit exceeded. ERROR\0' };
  expect(await ask(letter)).toEqual({ says: 'too_large' });
  Object.assign(clamd, { says: null, silentAbout: 'flickers' });
  expect(await ask(letter, { mostMs: 150 })).toEqual({ says: 'error', why: 'no answer within 150 ms' });
  const stopping = new AbortController();
  const asked = ask(letter, { signal: stopping.signal });
  stopping.abort();
  expect(await asked).toEqual({ says: 'error', why: 'broken off' });
  await clamd.away();
  expect(await ask(letter)).toMatchObject({ says: 'error', why: expect.stringContaining('ECONNREFUSED') });
  await clamd.back();
  clamd.silentAbout = null;
  expect(await ask(letter)).toEqual({ says: 'clean' });
});
