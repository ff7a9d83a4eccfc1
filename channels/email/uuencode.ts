/**
 * Which files stand in a plain text as uuencode? Old programs still send them so. Only a block that is whole and well-formed counts;
 * everything else is a person's words and stays.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';

export interface UuFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const begin = /^begin [0-7]{3,4} (\S.{0,200})$/;
const maxFiles = limits.uuencodedFileCount;

/** Bytes of one line, or null when it is no such line: its first character says how many bytes follow. */
function lineBytes(line: string): Buffer | null {
  const count = (line.charCodeAt(0) - 32) & 63;
  const groups = Math.ceil(count / 3);
  if (line.length === 0 || line.length > 63 || line.trimEnd().length > 1 + groups * 4 + 1) return null;
  for (let at = 0; at < line.length; at++) if (line.charCodeAt(at) < 32 || line.charCodeAt(at) > 96) return null;
  const out = Buffer.alloc(groups * 3);
  const six = (at: number) => ((line.charCodeAt(at) || 32) - 32) & 63;
  for (let group = 0; group < groups; group++) {
    const at = 1 + group * 4;
    const bits = (six(at) << 18) | (six(at + 1) << 12) | (six(at + 2) << 6) | six(at + 3);
    out.writeUIntBE(bits, group * 3, 3);
  }
  return out.subarray(0, count);
}

/** The block that begins at `at`: its bytes and the line after its `end`; null when it is not whole. */
function blockAt(lines: readonly string[], at: number): { bytes: Uint8Array; next: number } | null {
  const pieces: Buffer[] = [];
  for (let line = at + 1; line < lines.length; line++) {
    const given = (lines[line] ?? '').replace(/\r$/, '');
    if (given === 'end') return pieces.length === 0 ? null : { bytes: new Uint8Array(Buffer.concat(pieces)), next: line + 1 };
    const bytes = lineBytes(given);
    if (bytes === null) return null;
    pieces.push(bytes);
  }
  return null;
}

/** The text with each whole block replaced by `[name]`, and the files. Linear: a line is looked at once as data and once as text. */
export function takeUuFiles(text: string): { readonly text: string; readonly files: readonly UuFile[] } {
  if (!/^begin [0-7]{3,4} /m.test(text)) return { text, files: [] };
  const lines = text.split('\n');
  const kept: string[] = [];
  const files: UuFile[] = [];
  let tried = 0;
  for (let at = 0; at < lines.length;) {
    const line = (lines[at] ?? '').replace(/\r$/, '');
    const name = begin.exec(line)?.[1];
    const block = name === undefined || tried >= maxFiles ? null : blockAt(lines, at);
    if (name !== undefined) tried++;
    if (block === null || name === undefined) {
      kept.push(lines[at] ?? '');
      at++;
    } else {
      kept.push(`[${name}]`);
      files.push({ name, bytes: block.bytes });
      at = block.next;
    }
  }
  return { text: kept.join('\n'), files };
}
