import { describe, expect, it } from 'vitest';
import { pictureSize } from './picture-size.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const png = hex('89504e470d0a1a0a 0000000d 49484452 00000140 000000c8 0806000000');
const jpeg = hex('ffd8 ffe0 0004 4a46 ffff c2 0011 08 00c8 0140 03');

describe('how large a picture says it is', () => {
  it.each([
    ['a PNG', png, { widthPx: 320, heightPx: 200 }],
    ['a JPEG, behind its other marks and a filler', jpeg, { widthPx: 320, heightPx: 200 }],
    [
      'a PNG that would unpack into a gigabyte',
      hex('89504e470d0a1a0a 0000000d 49484452 00004e20 00004e20'),
      { widthPx: 20_000, heightPx: 20_000 },
    ],
  ])('%s is read', (_, bytes, size) => expect(pictureSize(bytes)).toEqual(size));

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a drawing of lines', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"/>')],
    ['a PNG cut in its head', png.subarray(0, 20)],
    ['a JPEG cut before its frame', jpeg.subarray(0, 10)],
    ['a JPEG whose marks lead beyond its end', hex('ffd8 ffe0 ffff 4a46 00 00 00 00')],
    ['a JPEG whose mark says that it is empty', hex('ffd8 ffe0 0000 0000 0000 0000')],
  ])('%s is not', (_, bytes) => expect(pictureSize(bytes)).toBeNull());
});
