/**
 * Where do big bytes lie? In a folder under DATA_DIR, named by keys we make ourselves; a client's file name never becomes a path.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { limits } from '@meanwhile/core/kernel/limits.ts';

/** `upload`: a file somebody adds. `message`: what came with or as a message, which is the last to be turned away. */
type BlobUse = keyof typeof limits.diskReserveBytes;

export interface BlobStore {
  /** Durable when it resolves: file and folder are fsynced. Rejects with ENOSPC before the disk is really full, uploads first (attack 40); `message` where no use is given. */
  write(bytes: Uint8Array, use?: BlobUse): Promise<{ key: string; sha256: Buffer; sizeBytes: number }>;
  read(key: string): Promise<Buffer>;
  stream(key: string): Readable;
  remove(key: string): Promise<void>;
}

const keyShape = /^[0-9a-f]{2}\/[0-9a-f]{62}$/;

export function folderBlobStore(folder: string): BlobStore {
  const pathOf = (key: string): string => {
    if (!keyShape.test(key)) throw new Error('not a blob key');
    return join(folder, key);
  };
  return {
    async write(bytes, use = 'message') {
      const random = randomBytes(32).toString('hex');
      const key = `${random.slice(0, 2)}/${random.slice(2)}`;
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(dirname(path));
      if (bavail * bsize < limits.diskReserveBytes[use] + bytes.byteLength)
        throw Object.assign(new Error('the disk is nearly full'), { code: 'ENOSPC' });
      const file = await open(`${path}.part`, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
        await file.close();
        await rename(`${path}.part`, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(`${path}.part`, { force: true });
        throw error;
      }
      return { key, sha256: createHash('sha256').update(bytes).digest(), sizeBytes: bytes.byteLength };
    },
    read: (key) => readFile(pathOf(key)),
    stream: (key) => createReadStream(pathOf(key)),
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
