/** What would an attacker put into an archive? Entries by any name and of any kind, with a correct checksum. It judges nothing. */
import { readdirSync, lstatSync } from 'node:fs';
import { join } from 'node:path';

const blockBytes = 512;

export interface Entry {
  readonly name: string;
  readonly content?: Buffer;
  /** ustar’s type: `0` a file, `1` a hard link, `2` a symbolic link, `3` a device, `5` a folder. */
  readonly type?: string;
  readonly linkTo?: string;
}

export function archive(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(entryBytes), Buffer.alloc(2 * blockBytes)]);
}

function entryBytes({ name, content = Buffer.alloc(0), type = '0', linkTo = '' }: Entry): Buffer {
  const head = Buffer.alloc(blockBytes);
  head.write(name, 0, 100);
  head.write('0000777\0' + '0000000\0' + '0000000\0', 100);
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write(`        ${type}`, 148);
  head.write(linkTo, 157, 100);
  head.write('ustar\x0000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([head, content, Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)]);
}

/** Names that lead out of a folder on one system or another; `word` tells the tries apart. */
export function waysOut(word: string): string[] {
  return [
    `../${word}`,
    `../../${word}`,
    `ab/../../../${word}`,
    `/tmp/${word}`,
    `/etc/cron.d/${word}`,
    `..\\..\\${word}`,
    `C:\\${word}`,
    `\\\\server\\share\\${word}`,
    `%2e%2e%2f${word}`,
    `..%c0%af${word}`,
    `ab/${'c'.repeat(61)}/../../${word}`,
    `ab//${word}`,
    `./${word}`,
    `~/${word}`,
    `ab/${'c'.repeat(62)}\u0000${word}`,
    `ab/${'c'.repeat(62)}/${word}`,
    `AB/${'C'.repeat(62)}`,
    'CON',
    'nul',
    'aux.txt',
    'COM1:',
    '..',
    '.',
    '',
  ];
}

/** Every path below a folder with its kind and size, links not followed. */
export function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => {
      const at = lstatSync(join(folder, String(name)));
      return `${String(name)} ${at.isSymbolicLink() ? 'link' : at.isDirectory() ? 'folder' : at.isFile() ? `file ${at.size}` : 'other'}`;
    })
    .toSorted();
}
