/**
 * What is in a winmail.dat (MS-OXTNEF)? Its files and its plain or HTML text. It reads lengths the sender wrote and believes none of them:
 * nothing is unpacked, so what comes out is never larger than what went in. Compressed RTF stays where it is.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';

export interface TnefFile {
  readonly name: string | null;
  readonly mime: string | null;
  readonly cid: string | null;
  readonly bytes: Uint8Array;
}

export interface Tnef {
  readonly files: readonly TnefFile[];
  readonly text: string | null;
  readonly html: string | null;
}

const signature = 0x223e9f78;
const maxAttributes = limits.tnefAttributeCount;
const maxProperties = limits.tnefPropertyCount;
const maxFiles = limits.tnefFileCount;

const attribute = {
  newFile: 0x00069002,
  title: 0x00018010,
  data: 0x0006800f,
  fileProperties: 0x00069005,
  body: 0x0002800c,
  properties: 0x00069003,
};
const property = { body: 0x1000, html: 0x1013, data: 0x3701, shortName: 0x3704, longName: 0x3707, mime: 0x370e, cid: 0x3712 };

/** Reads little-endian numbers and slices and knows when the bytes are at an end; then every answer is null. */
class Cursor {
  at = 0;
  readonly bytes: Buffer;
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  take(length: number): Buffer | null {
    if (length < 0 || this.at + length > this.bytes.length) return null;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  number(size: 1 | 2 | 4): number | null {
    return this.take(size)?.readUIntLE(0, size) ?? null;
  }
}

type Properties = ReadonlyMap<number, { readonly type: number; readonly bytes: Buffer }>;

const fixedSizes: Readonly<Record<number, number>> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};
const variable = [0x1e, 0x1f, 0x0d, 0x102];
const padded = (length: number) => Math.ceil(length / 4) * 4;

/** Steps over a named property's name; false when the bytes end within it. */
function skipName(cursor: Cursor): boolean {
  if (cursor.take(16) === null) return false;
  const kind = cursor.number(4);
  if (kind === 0) return cursor.take(4) !== null;
  const length = cursor.number(4);
  return length !== null && cursor.take(padded(length)) !== null;
}

/** The single values of a MAPI property list, as far as it can be read. */
function propertiesOf(bytes: Uint8Array): Properties {
  const cursor = new Cursor(bytes);
  const found = new Map<number, { type: number; bytes: Buffer }>();
  const count = Math.min(cursor.number(4) ?? 0, maxProperties);
  for (let i = 0; i < count; i++) {
    const type = cursor.number(2);
    const id = cursor.number(2);
    if (type === null || id === null || (id >= 0x8000 && !skipName(cursor))) break;
    const plain = type & ~0x1000;
    const size = fixedSizes[plain];
    const values = type !== plain || variable.includes(plain) ? cursor.number(4) : 1;
    if (values === null || values > maxProperties) break;
    let complete = true;
    for (let value = 0; value < values && complete; value++) {
      const length = size ?? cursor.number(4);
      const given = length === null ? null : cursor.take(length);
      complete = given !== null && (size !== undefined || cursor.take(padded(given.length) - given.length) !== null);
      if (given !== null && value === 0) found.set(id, { type, bytes: given });
    }
    if (!complete) break;
  }
  return found;
}

function textOf(properties: Properties, id: number): string | null {
  const found = properties.get(id);
  if (found === undefined) return null;
  const text = found.type === 0x1f ? found.bytes.toString('utf16le') : found.bytes.toString(found.type === 0x1e ? 'latin1' : 'utf8');
  return text.replace(/\0[\s\S]*$/, '');
}

interface Draft {
  title: string | null;
  data: Buffer | null;
  properties: Properties;
}

function fileOf({ title, data, properties }: Draft): TnefFile | null {
  const own = properties.get(property.data);
  // An object begins with the 16 bytes that name its interface.
  const bytes = data ?? (own === undefined ? null : own.type === 0x0d ? own.bytes.subarray(16) : own.bytes);
  if (bytes === null) return null;
  const name = textOf(properties, property.longName) ?? textOf(properties, property.shortName) ?? title;
  return { name, mime: textOf(properties, property.mime), cid: textOf(properties, property.cid), bytes: new Uint8Array(bytes) };
}

/** The contents of a TNEF stream, as far as it can be read; null when it is none. Linear in its bytes. */
export function readTnef(bytes: Uint8Array): Tnef | null {
  const cursor = new Cursor(bytes);
  if (cursor.number(4) !== signature || cursor.number(2) === null) return null;
  const drafts: Draft[] = [];
  let text: string | null = null;
  let html: string | null = null;
  for (let i = 0; i < maxAttributes; i++) {
    const level = cursor.number(1);
    const id = cursor.number(4);
    const length = cursor.number(4);
    const data = level === null || id === null || length === null ? null : cursor.take(length);
    if (data === null || cursor.number(2) === null) break;
    if (id === attribute.newFile) {
      if (drafts.length >= maxFiles) break;
      drafts.push({ title: null, data: null, properties: new Map() });
    }
    const draft = drafts.at(-1);
    if (id === attribute.title && draft !== undefined) draft.title = data.toString('latin1').replace(/\0[\s\S]*$/, '');
    else if (id === attribute.data && draft !== undefined) draft.data = data;
    else if (id === attribute.fileProperties && draft !== undefined) draft.properties = propertiesOf(data);
    else if (id === attribute.body) text ??= data.toString('latin1').replace(/\0[\s\S]*$/, '');
    else if (id === attribute.properties) {
      const properties = propertiesOf(data);
      text = textOf(properties, property.body) ?? text;
      html = textOf(properties, property.html) ?? html;
    }
  }
  return { files: drafts.map(fileOf).filter((file) => file !== null), text, html };
}
