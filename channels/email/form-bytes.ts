/**
 * Which fields does a posted form have, as bytes? A raw mail inside a form is not always UTF-8, so nothing is decoded here. Reads
 * `multipart/form-data` (RFC 7578) and `application/x-www-form-urlencoded`; judges no value.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
const maxFields = limits.formFieldCount;
const maxPartHeaderBytes = limits.formPartHeaderBytes;

/** Names to bytes. Null where it is no such form, has more fields than anybody sends, or names a field twice: of two values, which one is meant? */
export function readForm(contentType: string, body: Uint8Array): ReadonlyMap<string, Uint8Array> | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return mapOf(encodedFields(bytes));
  if (type !== 'multipart/form-data') return null;
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return boundary === null ? null : mapOf(parts(bytes, boundary[1] ?? boundary[2]!));
}

type Fields = Iterable<readonly [string, Uint8Array] | null>;

function mapOf(fields: Fields): ReadonlyMap<string, Uint8Array> | null {
  const found = new Map<string, Uint8Array>();
  for (const field of fields) {
    if (field === null || found.has(field[0]) || found.size >= maxFields) return null;
    found.set(field[0], field[1]);
  }
  return found;
}

function* encodedFields(bytes: Buffer): Fields {
  for (let from = 0; from < bytes.length;) {
    const next = bytes.indexOf('&', from);
    const end = next < 0 ? bytes.length : next;
    const equals = bytes.indexOf('=', from);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    if (end > from)
      yield [percentDecoded(bytes.subarray(from, nameEnd)).toString('utf8'), percentDecoded(bytes.subarray(nameEnd + 1, end))];
    from = end + 1;
  }
}

const [plus, percent, space] = [0x2b, 0x25, 0x20];

function percentDecoded(bytes: Buffer): Buffer {
  const decoded = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    const high = byte === percent ? hexValue(bytes[at + 1]) : -1;
    const low = high < 0 ? -1 : hexValue(bytes[at + 2]);
    if (low >= 0) at += 2;
    decoded[length] = low >= 0 ? high * 16 + low : byte === plus ? space : byte;
    length += 1;
  }
  return decoded.subarray(0, length);
}

/** -1 where it is no hexadecimal digit. */
function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte & ~0x20;
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1;
}

function* parts(bytes: Buffer, boundary: string): Fields {
  const mark = Buffer.from(`\r\n--${boundary}`);
  const first = bytes.indexOf(`--${boundary}`);
  // What stands before the first mark is nobody's; a mark stands at the start of a line.
  if (first < 0 || (first > 0 && bytes[first - 1] !== 0x0a)) return void (yield null);
  let at = first + mark.length - 2;
  for (;;) {
    if (bytes.toString('latin1', at, at + 2) === '--') return;
    const headerEnd = bytes.indexOf('\r\n\r\n', at);
    if (headerEnd < 0 || headerEnd - at > maxPartHeaderBytes) return void (yield null);
    const end = bytes.indexOf(mark, headerEnd + 2);
    // Cut off before its end.
    if (end < 0) return void (yield null);
    const name = nameIn(bytes.toString('utf8', at, headerEnd));
    yield name === null ? null : [name, bytes.subarray(headerEnd + 4, end)];
    at = end + mark.length;
  }
}

function nameIn(header: string): string | null {
  const disposition = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(header)?.[1];
  return /;\s*name="([^"]*)"/i.exec(disposition ?? '')?.[1] ?? /;\s*name=([^\s;"]+)/i.exec(disposition ?? '')?.[1] ?? null;
}
