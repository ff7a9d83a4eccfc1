/** How do the files of the blob folder travel? Under their keys, with a list of their hashes. Only names we make ourselves are taken. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupTrouble } from './backup-trouble.ts';
import { gather, type TarReader, type TarWriter } from './tar.ts';

const keyShape = /^[0-9a-f]{2}\/[0-9a-f]{62}$/;
const listName = 'blobs.list';

/** A file that is removed while we read was due to go, and no row of the snapshot needs it any more than the retention does. */
export async function addBlobs(tar: TarWriter, folder: string): Promise<{ count: number; sha256: string }> {
  const lines: string[] = [];
  for (const key of await keysIn(folder)) {
    const hash = createHash('sha256');
    const bytes = createReadStream(join(folder, key));
    try {
      await new Promise<void>((resolve, reject) => {
        bytes.once('open', () => resolve());
        bytes.once('error', reject);
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    await tar.add(`blobs/${key}`, hashed(bytes as AsyncIterable<Buffer>, hash));
    lines.push(`${hash.digest('hex')} ${key}\n`);
  }
  const list = Buffer.from(lines.join(''));
  await tar.add(listName, [list]);
  return { count: lines.length, sha256: createHash('sha256').update(list).digest('hex') };
}

async function* hashed(content: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

async function keysIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const keys: string[] = [];
  for (const first of (await readdir(folder)).toSorted()) {
    if (!/^[0-9a-f]{2}$/.test(first)) continue;
    for (const rest of (await readdir(join(folder, first))).toSorted())
      if (keyShape.test(`${first}/${rest}`)) keys.push(`${first}/${rest}`);
  }
  return keys;
}

/** Writes every file of the backup and checks its hash. A file that is there already must be the same one. */
export async function restoreBlobs(tar: TarReader, folder: string, expected: { count: number; sha256: string }): Promise<void> {
  const list = await gather(tar.read(listName) ?? missing(listName));
  if (createHash('sha256').update(list).digest('hex') !== expected.sha256)
    throw new BackupTrouble('The list of files in this backup is damaged.');
  const lines = list
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  for (const line of lines) {
    const [sha256 = '', key = ''] = line.split(' ');
    if (!keyShape.test(key)) throw new BackupTrouble('This backup names a file outside the blob folder.');
    const path = join(folder, key);
    if (existsSync(path)) {
      if (
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex') === sha256
      )
        continue;
      throw new BackupTrouble(`${path} exists with other content. Restore into an empty DATA_DIR.`);
    }
    await writeBlob(path, tar.read(`blobs/${key}`) ?? missing(key), sha256);
  }
}

async function writeBlob(path: string, content: AsyncIterable<Buffer>, sha256: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  try {
    for await (const chunk of hashed(content, hash)) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
  if (hash.digest('hex') === sha256) return;
  // Left lying, it would stand in the way of a good backup.
  await rm(path);
  throw new BackupTrouble(`The file ${path} is damaged in this backup.`);
}

function missing(name: string): never {
  throw new BackupTrouble(`The backup lacks ${name}; it is damaged.`);
}
