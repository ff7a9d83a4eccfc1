/** How are rows packed and unpacked while they stream? A failure on either side reaches whoever reads the result. */
import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';

export function pack(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  return through(content, () => createGzip({ level: 3 }));
}

export function unpack(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  return through(content, createGunzip);
}

/** Begins when it is first read: an error before that would have nobody to go to. */
async function* through(content: AsyncIterable<Buffer>, make: () => Transform): AsyncGenerator<Buffer> {
  const end = pipeline(Readable.from(content, { objectMode: false }), make(), () => {
    // The error, if any, comes out of the loop below.
  });
  for await (const chunk of end) yield chunk as Buffer;
}
