/** How many pixels does this picture have? Read from the head of a PNG or JPEG, without unpacking anything; other kinds are not read. */

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const pngHead = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Null where the bytes are no PNG and no JPEG, or end before they say how large they are. */
export function pictureSize(bytes: Buffer): PictureSize | null {
  if (bytes.length >= 24 && bytes.subarray(0, 16).equals(pngHead))
    return { widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20) };
  return bytes.length >= 4 && bytes.readUInt16BE(0) === 0xff_d8 ? jpegSize(bytes) : null;
}

/** From mark to mark until a start of frame (ITU T.81, B.1.1.3 and B.2.2); those of tables and comments say how long they are. */
function jpegSize(bytes: Buffer): PictureSize | null {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const mark = bytes[at + 1]!;
    if (mark === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc;
    if (isFrame) return { heightPx: bytes.readUInt16BE(at + 5), widthPx: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
