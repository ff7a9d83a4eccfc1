/** Chance that can be had again: mulberry32, 32 bits of state, good enough for choosing instants (Tommy Ettinger's generator, public domain). */
export type Dice = () => number;

export function diceFrom(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function between(dice: Dice, least: number, most: number): number {
  return least + dice() * (most - least);
}

export function pick<T>(dice: Dice, from: readonly T[]): T {
  return from[Math.floor(dice() * from.length)]!;
}

export function shuffled<T>(dice: Dice, from: readonly T[]): T[] {
  const list = [...from];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(dice() * (last + 1));
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}
