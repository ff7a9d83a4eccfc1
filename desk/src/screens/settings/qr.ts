/**
 * Which squares of a QR code are dark? Bytes, error correction M, versions 1–9 (ISO/IEC 18004), enough for an authenticator link.
 * It draws nothing, and says null for text that does not fit: the caller shows the text itself then.
 */
interface Version {
  readonly number: number;
  readonly eccPerBlock: number;
  /** Data bytes of each block. */
  readonly blocks: readonly number[];
  /** Centres of the alignment patterns, in both directions. */
  readonly alignment: readonly number[];
}

/** ISO/IEC 18004 tables 7 and 9 (level M) and annex E. */
const versions: readonly Version[] = [
  { number: 1, eccPerBlock: 10, blocks: [16], alignment: [] },
  { number: 2, eccPerBlock: 16, blocks: [28], alignment: [6, 18] },
  { number: 3, eccPerBlock: 26, blocks: [44], alignment: [6, 22] },
  { number: 4, eccPerBlock: 18, blocks: [32, 32], alignment: [6, 26] },
  { number: 5, eccPerBlock: 24, blocks: [43, 43], alignment: [6, 30] },
  { number: 6, eccPerBlock: 16, blocks: [27, 27, 27, 27], alignment: [6, 34] },
  { number: 7, eccPerBlock: 18, blocks: [31, 31, 31, 31], alignment: [6, 22, 38] },
  { number: 8, eccPerBlock: 22, blocks: [38, 38, 39, 39], alignment: [6, 24, 42] },
  { number: 9, eccPerBlock: 22, blocks: [36, 36, 36, 37, 37], alignment: [6, 26, 46] },
];

type Grid = (boolean | null)[][];

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** Rows of dark (true) and light squares, without the quiet zone of 4. Null when the text is longer than 180 bytes. */
export function qrOf(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  const version = versions.find((one) => sum(one.blocks) >= bytes.length + 2);
  if (version === undefined) return null;
  const bits = codewordsOf(bytes, version).flatMap((byte) => bitsOf(byte, 8));
  const candidates = masks.map((mask, number) => drawn(version, bits, { mask, number }));
  return candidates.reduce((best, grid) => (penaltyOf(grid) < penaltyOf(best) ? grid : best));
}

/** Mode, length, data and padding, split into blocks with their correction bytes, interleaved. */
function codewordsOf(bytes: Uint8Array, version: Version): number[] {
  const capacity = sum(version.blocks);
  const bits = [...bitsOf(0b0100, 4), ...bitsOf(bytes.length, 8), ...[...bytes].flatMap((byte) => bitsOf(byte, 8))];
  bits.push(...new Array<number>(Math.min(4, capacity * 8 - bits.length)).fill(0));
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8) data.push(bits.slice(at, at + 8).reduce((byte, bit) => byte * 2 + bit, 0));
  for (let pad = 0; data.length < capacity; pad += 1) data.push(pad % 2 === 0 ? 0xec : 0x11);
  let from = 0;
  const blocks = version.blocks.map((length) => data.slice(from, (from += length)));
  const corrections = blocks.map((block) => correctionOf(block, version.eccPerBlock));
  return [...interleaved(blocks), ...interleaved(corrections)];
}

function interleaved(blocks: readonly number[][]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, index) => blocks.flatMap((block) => block.slice(index, index + 1))).flat();
}

/** Reed–Solomon remainder over GF(256) with x⁸+x⁴+x³+x²+1. */
function correctionOf(data: readonly number[], length: number): number[] {
  let generator = [1];
  for (let power = 0, root = 1; power < length; power += 1, root = times(root, 2)) {
    const shifted = [...generator, 0];
    generator = shifted.map((value, index) => value ^ times(index > 0 ? (generator[index - 1] ?? 0) : 0, root));
  }
  const rest = [...data, ...new Array<number>(length).fill(0)];
  for (let at = 0; at < data.length; at += 1) {
    const factor = rest[at] ?? 0;
    generator.forEach((value, index) => (rest[at + index] = (rest[at + index] ?? 0) ^ times(value, factor)));
  }
  return rest.slice(data.length);
}

function times(a: number, b: number): number {
  let product = 0;
  for (let x = a, y = b; y > 0; y >>= 1) {
    if (y & 1) product ^= x;
    x = x & 128 ? (x << 1) ^ 0x11d : x << 1;
  }
  return product;
}

function drawn(
  version: Version,
  bits: readonly number[],
  mask: { readonly mask: (r: number, c: number) => boolean; readonly number: number },
): boolean[][] {
  const size = 17 + 4 * version.number;
  const grid: Grid = Array.from({ length: size }, () => new Array<boolean | null>(size).fill(null));
  drawPatterns(grid, version);
  drawFormat(grid, mask.number);
  if (version.number >= 7) drawVersion(grid, version.number);
  let next = 0;
  for (const [row, column] of path(size)) {
    if (grid[row]?.[column] !== null) continue;
    set(grid, row, column, ((bits[next] ?? 0) === 1) !== mask.mask(row, column));
    next += 1;
  }
  return grid.map((row) => row.map((dark) => dark === true));
}

/** Two columns at a time from the right, up and down, leaving out the timing column. */
function* path(size: number): Generator<readonly [number, number]> {
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = upwards ? size - 1 - step : step;
      yield [row, right];
      yield [row, right - 1];
    }
    upwards = !upwards;
  }
}

function drawPatterns(grid: Grid, version: Version): void {
  const size = grid.length;
  for (const [top, left] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ] as const) {
    for (let r = -1; r <= 7; r += 1)
      for (let c = -1; c <= 7; c += 1) {
        const ring = Math.max(Math.abs(r - 3), Math.abs(c - 3));
        set(grid, top + r, left + c, ring !== 2 && ring !== 4);
      }
  }
  const last = version.alignment.at(-1);
  for (const row of version.alignment)
    for (const column of version.alignment) {
      if ((row === 6 && (column === 6 || column === last)) || (row === last && column === 6)) continue;
      for (let r = -2; r <= 2; r += 1)
        for (let c = -2; c <= 2; c += 1) set(grid, row + r, column + c, Math.max(Math.abs(r), Math.abs(c)) !== 1);
    }
  for (let at = 8; at < size - 8; at += 1) {
    set(grid, 6, at, at % 2 === 0);
    set(grid, at, 6, at % 2 === 0);
  }
  set(grid, size - 8, 8, true);
}

/** Level M is 00; BCH(15,5), masked with 0x5412. */
function drawFormat(grid: Grid, mask: number): void {
  const size = grid.length;
  const word = ((mask << 10) | remainderOf(mask << 10, 0x537)) ^ 0x5412;
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = ((word >> bit) & 1) === 1;
    const along = bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit;
    set(grid, along, 8, dark);
    const across = bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit;
    set(grid, 8, across, dark);
  }
}

/** BCH(18,6). */
function drawVersion(grid: Grid, number: number): void {
  const word = (number << 12) | remainderOf(number << 12, 0x1f25);
  for (let bit = 0; bit < 18; bit += 1) {
    const dark = ((word >> bit) & 1) === 1;
    const near = Math.floor(bit / 3);
    const far = grid.length - 11 + (bit % 3);
    set(grid, near, far, dark);
    set(grid, far, near, dark);
  }
}

function remainderOf(value: number, divisor: number): number {
  let rest = value;
  while (rest !== 0 && 32 - Math.clz32(rest) >= 32 - Math.clz32(divisor)) rest ^= divisor << (Math.clz32(divisor) - Math.clz32(rest));
  return rest;
}

/** Long runs and solid squares are hard to read; the mask with the fewest is taken. */
function penaltyOf(grid: readonly boolean[][]): number {
  const columns = grid.map((_, column) => grid.map((row) => row[column] === true));
  let penalty = 0;
  for (const line of [...grid, ...columns]) {
    const text = line.map((dark) => (dark ? '1' : '0')).join('');
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
    penalty += 40 * (text.match(/00001011101|10111010000/g) ?? []).length;
  }
  for (let r = 1; r < grid.length; r += 1)
    for (let c = 1; c < grid.length; c += 1) {
      const dark = grid[r]?.[c];
      if (dark === grid[r - 1]?.[c] && dark === grid[r]?.[c - 1] && dark === grid[r - 1]?.[c - 1]) penalty += 3;
    }
  const darkShare = grid.flat().filter(Boolean).length / grid.length ** 2;
  return penalty + 10 * Math.floor(Math.abs(darkShare - 0.5) * 20);
}

function set(grid: Grid, row: number, column: number, dark: boolean): void {
  const line = grid[row];
  if (line !== undefined && column >= 0 && column < line.length) line[column] = dark;
}

function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (value >> (count - 1 - index)) & 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
