/**
 * How do many files become one? As an ordinary tar archive (POSIX ustar), so that any machine can look into a backup without us. Entries may
 * be streams whose size is known only at their end. It does not compress and does not follow links.
 */
import { open, type FileHandle } from 'node:fs/promises';

const blockBytes = 512;
const readBytes = 256 * 1024;

export interface TarWriter {
  add(name: string, content: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void>;
  /** Writes the end and makes it durable. */
  finish(): Promise<number>;
  abandon(): Promise<void>;
}

/** The file must not exist yet. `at` is the time every entry carries (ms). */
export async function createTar(path: string, at: number): Promise<TarWriter> {
  const file = await open(path, 'wx', 0o600);
  let position = 0;
  const append = async (bytes: Buffer): Promise<void> => {
    await file.writeFile(bytes);
    position += bytes.length;
  };
  return {
    async add(name, content) {
      const headerAt = position;
      await append(Buffer.alloc(blockBytes));
      for await (const chunk of content) await append(chunk);
      const size = position - headerAt - blockBytes;
      if (size % blockBytes !== 0) await append(Buffer.alloc(blockBytes - (size % blockBytes)));
      await file.write(header(name, size, at), 0, blockBytes, headerAt);
    },
    async finish() {
      await append(Buffer.alloc(2 * blockBytes));
      await file.sync();
      await file.close();
      return position;
    },
    abandon: () => file.close(),
  };
}

/** Layout of POSIX.1-1988 ustar; sizes of 8 GiB and more in GNU's base-256 form. */
function header(name: string, size: number, at: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`the name ${name} is too long for a tar header`);
  const bytes = Buffer.alloc(blockBytes);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  bytes.write(name, 0);
  bytes.write(`${octal(0o600, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  if (size < 8 ** 11) bytes.write(`${octal(size, 11)}\0`, 124);
  else {
    bytes[124] = 0x80;
    bytes.writeBigUInt64BE(BigInt(size), 128);
  }
  bytes.write(`${octal(Math.floor(at / 1000), 11)}\0`, 136);
  bytes.write('        0', 148);
  bytes.write('ustar\x0000', 257);
  bytes.write(`${octal(checksum(bytes), 6)}\0 `, 148);
  return bytes;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const [index, byte] of bytes.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  return sum;
}

export interface TarReader {
  readonly names: readonly string[];
  /** Undefined when there is no such entry. */
  read(name: string): AsyncIterable<Buffer> | undefined;
  close(): Promise<void>;
}

/** Throws when the archive is cut short or damaged. */
export async function openTar(path: string): Promise<TarReader> {
  const file = await open(path, 'r');
  try {
    const entries = await readIndex(file);
    return {
      names: [...entries.keys()],
      read(name) {
        const entry = entries.get(name);
        return entry === undefined ? undefined : readRange(file, entry.start, entry.size);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readIndex(file: FileHandle): Promise<Map<string, { start: number; size: number }>> {
  const entries = new Map<string, { start: number; size: number }>();
  const { size: total } = await file.stat();
  const bytes = Buffer.alloc(blockBytes);
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(bytes, 0, blockBytes, position);
    if (bytesRead < blockBytes) throw new Error('the archive is cut short');
    if (bytes.every((byte) => byte === 0)) return entries;
    if (Number.parseInt(bytes.toString('latin1', 148, 154), 8) !== checksum(bytes))
      throw new Error(`the archive is damaged at byte ${position}`);
    const name = bytes.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const size = bytes[124] === 0x80 ? Number(bytes.readBigUInt64BE(128)) : Number.parseInt(bytes.toString('latin1', 124, 135), 8);
    const start = position + blockBytes;
    position = start + Math.ceil(size / blockBytes) * blockBytes;
    if (!Number.isSafeInteger(size) || position > total) throw new Error('the archive is cut short');
    entries.set(name, { start, size });
  }
}

async function* readRange(file: FileHandle, start: number, size: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < size;) {
    const wanted = Math.min(readBytes, size - done);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, start + done);
    if (bytesRead === 0) throw new Error('the archive is cut short');
    yield buffer.subarray(0, bytesRead);
    done += bytesRead;
  }
}

/** All of a small entry. */
export async function gather(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}
