/** What if the disk is small? A disk of a few megabytes in memory, for tests of what happens when it fills up. Only root on Linux can mount one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Null where a small disk can be had; otherwise the reason for the skip. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a small disk can be mounted by root on Linux only';
  const probe = mkdtempSync(join(tmpdir(), 'meanwhile-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'pipe' });
    execFileSync('umount', [probe], { stdio: 'pipe' });
    return null;
  } catch {
    return 'this machine does not let root mount a small disk';
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/** The path of a fresh disk of so many MiB. */
export function mountDisk(sizeMebibytes: number): string {
  const disk = mkdtempSync(join(tmpdir(), 'meanwhile-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMebibytes}m`, 'tmpfs', disk]);
  return disk;
}

export function unmountDisk(disk: string): void {
  execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
}

/** Puts so much ballast on the disk that this many bytes stay free; takes away what lay there before. */
export async function leaveFree(disk: string, bytes: number): Promise<void> {
  freeBallast(disk);
  const { bavail, bsize } = await statfs(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(bavail * bsize - bytes, 0)));
}

export function freeBallast(disk: string): void {
  rmSync(join(disk, 'ballast'), { force: true });
}
