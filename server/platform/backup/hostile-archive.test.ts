/** Can an archive write where it should not? Attack 118: names that lead out, links, devices, in the list of files and beside it. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreBlobs } from './blob-files.ts';
import { archive, treeOf, waysOut, type Entry } from './hostile-archive.fixture.ts';
import { openTar } from './tar.ts';

let root: string;
let dataDir: string;
let word: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'meanwhile-hostile-'));
  dataDir = join(root, 'data');
  mkdirSync(join(dataDir, 'blobs'), { recursive: true });
  mkdirSync(join(root, 'neighbour'));
  word = `evil-${randomBytes(6).toString('hex')}`;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const receipt = Buffer.from('the receipt');
const goodKey = `ab/${'c'.repeat(62)}`;

/** Restores an archive whose list of files names these, each with this content and a hash that agrees. */
async function restore(
  files: readonly { key: string; content?: Buffer; entry?: Partial<Entry> }[],
  beside: readonly Entry[] = [],
): Promise<void> {
  const list = Buffer.from(files.map(({ key, content = receipt }) => `${sha256(content)} ${key}\n`).join(''));
  const path = join(root, 'shop.tar');
  const entries = files.map(({ key, content = receipt, entry }): Entry => ({ name: `blobs/${key}`, content, ...entry }));
  writeFileSync(path, archive([...beside, ...entries, { name: 'blobs.list', content: list }]));
  const tar = await openTar(path);
  try {
    await restoreBlobs(tar, join(dataDir, 'blobs'), { count: files.length, sha256: sha256(list) });
  } finally {
    await tar.close();
    rmSync(path);
  }
}

/** No name of the attacker’s is anywhere it could have been resolved to. */
function expectNothingOutside(names: readonly string[]): void {
  const bases: string[] = [];
  for (const from of [join(dataDir, 'blobs', 'ab'), process.cwd()])
    for (let at = from; ; at = dirname(at)) {
      bases.push(at);
      if (at === dirname(at)) break;
    }
  for (const name of names.filter((one) => one.includes(word)))
    for (const base of bases) {
      const bare = name.replaceAll('\0', '');
      for (const path of [resolve(base, bare), resolve(base, `blobs/${bare}`), join(base, bare), join(base, word)])
        expect([path, existsSync(path)]).toEqual([path, false]);
    }
}

test('attack 118: a file by a name of our own comes back, once and whole', async () => {
  await restore([{ key: goodKey }]);
  expect(readFileSync(join(dataDir, 'blobs', goodKey))).toEqual(receipt);
  expect(treeOf(root)).toEqual([
    'data folder',
    'data/blobs folder',
    'data/blobs/ab folder',
    `data/blobs/${goodKey} file 11`,
    'neighbour folder',
  ]);
});

test('attack 118: a list of files that names a way out is refused, and nothing is written by it', async () => {
  const before = treeOf(root);
  for (const key of waysOut(word)) {
    if (key === '') continue;
    await expect(restore([{ key }]), key).rejects.toMatchObject({ name: 'BackupTrouble' });
    expect([key, treeOf(root)]).toEqual([key, before]);
  }
  expectNothingOutside(waysOut(word));
});

test('attack 118: entries beside the list, links and devices among them, are not looked at', async () => {
  const beside: Entry[] = waysOut(word).flatMap((name): Entry[] => [
    { name, content: Buffer.from('* * * * * root evil') },
    { name: `blobs/${name}`, content: Buffer.from('evil') },
    { name, type: '2', linkTo: '/etc' },
    { name, type: '1', linkTo: '/etc/passwd' },
    { name, type: '3' },
    { name, type: '5' },
  ]);
  // The classic two steps: a link first, and then a file through it.
  beside.push({ name: 'blobs/ab', type: '2', linkTo: join(root, 'neighbour') }, { name: 'blobs', type: '2', linkTo: '/etc' });
  await restore([{ key: goodKey }], beside);
  expect(treeOf(root)).toEqual([
    'data folder',
    'data/blobs folder',
    'data/blobs/ab folder',
    `data/blobs/${goodKey} file 11`,
    'neighbour folder',
  ]);
  expectNothingOutside(waysOut(word));
});

test('attack 118: a link under one of our own names never becomes a link on the disk', async () => {
  const other = `ab/${'d'.repeat(62)}`;
  for (const type of ['1', '2', '3', '5']) {
    const link = { type, linkTo: '/etc/passwd' };
    // Without content its hash does not agree; with content it is that content and nothing else.
    await expect(restore([{ key: other, entry: { ...link, content: Buffer.alloc(0) } }])).rejects.toMatchObject({ name: 'BackupTrouble' });
    expect(existsSync(join(dataDir, 'blobs', other))).toBe(false);
    await restore([{ key: other, entry: link }]);
    expect(lstatSync(join(dataDir, 'blobs', other)).isFile()).toBe(true);
    expect(readFileSync(join(dataDir, 'blobs', other))).toEqual(receipt);
    rmSync(join(dataDir, 'blobs', other));
  }
});

test('attack 118: a link that lies in the folder already is not written through', async () => {
  const target = join(root, 'neighbour', 'target');
  mkdirSync(join(dataDir, 'blobs', 'ab'));
  symlinkSync(target, join(dataDir, 'blobs', goodKey));
  await expect(restore([{ key: goodKey }])).rejects.toMatchObject({ code: 'EEXIST' });
  expect(existsSync(target)).toBe(false);
});
